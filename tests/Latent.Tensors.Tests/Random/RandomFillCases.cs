using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;
using Latent.Testing;

namespace Latent.Tensors.Tests.Random;

/// <summary>A fill, drawn into memory that ends at a guard page.</summary>
internal sealed unsafe class RandomFillCase(string name, int size, RandomFillCase.Fill fill)
{
    internal delegate void Fill(RandomKey key, void* destination, long offset, int count, Workers? workers);

    public string Name { get; } = name;

    /// <summary>Bytes of an element.</summary>
    public int Size { get; } = size;

    public byte[] Draw(RandomKey key, long offset, int count, Workers? workers)
    {
        using GuardedMemory<byte> memory = GuardedMemory<byte>.AtEnd(count * Size);
        fill(key, memory.Pointer, offset, count, workers);
        return memory.Span.ToArray();
    }
}

/// <summary>The list of all fills: ranges, threads, golden hashes and instruction sets are tested over it.</summary>
public static unsafe class RandomFillCases
{
    private const int Classes = 19; // a chunk of sixteen and some

    private static readonly RandomFillCase[] All =
    [
        new("bits", 4, static (k, p, o, n, w) => RandomFill.Bits(k, (uint*)p, o, n, w)),
        new("uniform", 4, static (k, p, o, n, w) => RandomFill.Uniform(k, (float*)p, o, n, w)),
        new("uniform64", 8, static (k, p, o, n, w) => RandomFill.Uniform(k, (double*)p, o, n, w)),
        new("normal", 4, static (k, p, o, n, w) => RandomFill.Normal(k, (float*)p, o, n, w)),
        new("normal64", 8, static (k, p, o, n, w) => RandomFill.Normal(k, (double*)p, o, n, w)),
        new("exponential", 4, static (k, p, o, n, w) => RandomFill.Exponential(k, (float*)p, o, n, w)),
        new("exponential64", 8, static (k, p, o, n, w) => RandomFill.Exponential(k, (double*)p, o, n, w)),
        new("gumbel", 4, static (k, p, o, n, w) => RandomFill.Gumbel(k, (float*)p, o, n, w)),
        new("gumbel64", 8, static (k, p, o, n, w) => RandomFill.Gumbel(k, (double*)p, o, n, w)),
        new("bernoulli", 4, static (k, p, o, n, w) => RandomFill.Bernoulli(k, (float*)p, o, n, new ElementInput<float>(0.3f), 1, w)),
        new("bernoulli of each", 4, static (k, p, o, n, w) => With(o, n, Probability, q =>
            RandomFill.Bernoulli(k, (float*)p, o, n, new ElementInput<float>(q, o, n, 0), 2, w))),
        new("bernoulli64 of each", 8, static (k, p, o, n, w) => With64(o, n, Probability, q =>
            RandomFill.Bernoulli(k, (double*)p, o, n, new ElementInput<double>(q, o, n, 0), 2, w))),
        new("gamma 2.5", 4, static (k, p, o, n, w) => RandomFill.Gamma(k, (float*)p, o, n, new ElementInput<float>(2.5f), false, w)),
        new("gamma64 2.5", 8, static (k, p, o, n, w) => RandomFill.Gamma(k, (double*)p, o, n, new ElementInput<double>(2.5), false, w)),
        new("gamma of each", 4, static (k, p, o, n, w) => With(o, n, Shape, s =>
            RandomFill.Gamma(k, (float*)p, o, n, new ElementInput<float>(s, o, n, 1), false, w))),
        new("gamma64 of each", 8, static (k, p, o, n, w) => With64(o, n, Shape, s =>
            RandomFill.Gamma(k, (double*)p, o, n, new ElementInput<double>(s, o, n, 1), false, w))),
        new("log-gamma of each", 4, static (k, p, o, n, w) => With(o, n, Shape, s =>
            RandomFill.Gamma(k, (float*)p, o, n, new ElementInput<float>(s, o, n, 1), true, w))),
        new("log-gamma64 of each", 8, static (k, p, o, n, w) => With64(o, n, Shape, s =>
            RandomFill.Gamma(k, (double*)p, o, n, new ElementInput<double>(s, o, n, 1), true, w))),
        new("poisson of each", 4, static (k, p, o, n, w) => With(o, n, Rate, r =>
            RandomFill.Poisson(k, (float*)p, o, n, new ElementInput<float>(r, o, n, 0), w))),
        new("poisson64 of each", 8, static (k, p, o, n, w) => With64(o, n, Rate, r =>
            RandomFill.Poisson(k, (double*)p, o, n, new ElementInput<double>(r, o, n, 0), w))),
        new("sphere height 2", 4, static (k, p, o, n, w) => RandomFill.SphereHeight(k, (float*)p, o, n, new ElementInput<float>(5f), 2, w)),
        new("sphere height 10 of each", 4, static (k, p, o, n, w) => With(o, n, Rate, c =>
            RandomFill.SphereHeight(k, (float*)p, o, n, new ElementInput<float>(c, o, n, 0), 10, w))),
        new("sphere height64 10 of each", 8, static (k, p, o, n, w) => With64(o, n, Rate, c =>
            RandomFill.SphereHeight(k, (double*)p, o, n, new ElementInput<double>(c, o, n, 0), 10, w))),
        new("categorical logits", 4, static (k, p, o, n, w) => With(o * Classes, n * Classes, Logit, l =>
            RandomFill.CategoricalLogits(k, (int*)p, o, n, l, Classes, w))),
        new("categorical logits64", 4, static (k, p, o, n, w) => With64(o * Classes, n * Classes, Logit, l =>
            RandomFill.CategoricalLogits(k, (int*)p, o, n, l, Classes, w))),
        new("categorical", 4, static (k, p, o, n, w) => With(o * Classes, n * Classes, Probability, q =>
            RandomFill.Categorical(k, (int*)p, o, n, q, Classes, w))),
        new("categorical64", 4, static (k, p, o, n, w) => With64(o * Classes, n * Classes, Probability, q =>
            RandomFill.Categorical(k, (int*)p, o, n, q, Classes, w))),
        new("permutation", 4, static (k, p, o, n, w) => new Permutation(k, 1_000_000).Fill((int*)p, o, n, w)),
        new("permutation64", 8, static (k, p, o, n, w) => new Permutation(k, 1L << 44 >> 1).Fill((long*)p, o, n, w)),
        new("table", 4, static (k, p, o, n, w) => new Permutation(k, 60_000).Fill((int*)p, o, n, w)),
    ];

    private delegate void Use(float* values);

    private delegate void Use64(double* values);

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    internal static RandomFillCase Get(string name) => All.Single(c => c.Name == name);

    // Parameters that depend on the element, computed without a library's functions.
    private static float Probability(long element) => (element % 11) / 10f;

    private static float Shape(long element) => 0.01f + (((element % 13) * (element % 13)) / 8f);

    // From 0 over both methods of counting to rates whose counts a float cannot hold.
    private static float Rate(long element) => element % 17 == 16 ? 3e8f : (element % 17) * (element % 17) / 7f;

    private static float Logit(long element) => ((element * 7) % 23 / 4f) - 2;

    private static void With(long first, int count, Func<long, float> parameter, Use use)
    {
        using GuardedMemory<float> values = GuardedMemory<float>.AtEnd(count);
        for (int i = 0; i < count; i++)
        {
            values.Pointer[i] = parameter(first + i);
        }
        use(values.Pointer);
    }

    private static void With64(long first, int count, Func<long, float> parameter, Use64 use)
    {
        using GuardedMemory<double> values = GuardedMemory<double>.AtEnd(count);
        for (int i = 0; i < count; i++)
        {
            values.Pointer[i] = parameter(first + i);
        }
        use(values.Pointer);
    }
}
