using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;
using Latent.Testing;

namespace Latent.Tensors.Tests.Random;

/// <summary>A fill, drawn into memory that ends at a guard page.</summary>
internal sealed unsafe class RandomFillCase(string name, int size, RandomFillCase.Fill fill)
{
    internal delegate void Fill(RandomKey key, void* destination, long offset, long count, Workers? workers);

    public string Name { get; } = name;

    /// <summary>Bytes of an element.</summary>
    public int Size { get; } = size;

    internal byte[] Draw(RandomKey key, long offset, int count, Workers? workers)
    {
        using GuardedMemory<byte> memory = GuardedMemory<byte>.AtEnd(count * Size);
        fill(key, memory.Pointer, offset, count, workers);
        return memory.Span.ToArray();
    }
}

/// <summary>The list of all fills: ranges, threads, golden hashes and instruction sets are tested over it.</summary>
public static unsafe class RandomFillCases
{
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
    ];

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    internal static RandomFillCase Get(string name) => All.Single(c => c.Name == name);
}
