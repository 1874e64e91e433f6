using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// <c>value</c> where u &lt; p and 0 elsewhere, u of 32 bits (<see cref="RandomWords.Fine"/>): never for p &lt;= 0 or NaN, always for p
/// &gt;= 1.
/// </summary>
internal readonly unsafe struct BernoulliSampler(in RandomKey key, ElementInput<float> p, float value) : IGroupSampler<float>
{
    private readonly RandomStream _stream = key.Stream(DrawKind.Bernoulli);
    private readonly ElementInput<float> _p = p;
    private readonly float _value = value;

    public static int GroupSize => 64;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Sample(long group, float* destination)
    {
        float* buffer = stackalloc float[64];
        float* bound = _p.Group(group * 64, 64, buffer);
        uint* words = stackalloc uint[64];
        _stream.Store(group * 16, 0, words);
        Vector512<float> success = Vector512.Create(_value);
        for (int i = 0; i < 64; i += 16)
        {
            Vector512<float> u = RandomWords.Fine(Vector512.Load(words + i));
            (Vector512.LessThan(u, Vector512.Load(bound + i)) & success).Store(destination + i);
        }
    }
}

/// <summary>The same with u of 52 bits.</summary>
internal readonly unsafe struct BernoulliSampler64(in RandomKey key, ElementInput<double> p, double value) : IGroupSampler<double>
{
    private readonly WideSampler<BernoulliUniform> _uniform = new(key);
    private readonly ElementInput<double> _p = p;
    private readonly double _value = value;

    public static int GroupSize => 64;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Sample(long group, double* destination)
    {
        double* buffer = stackalloc double[64];
        double* bound = _p.Group(group * 64, 64, buffer);
        _uniform.Sample(group, destination);
        Vector512<double> success = Vector512.Create(_value);
        for (int i = 0; i < 64; i += 8)
        {
            Vector512<double> u = Vector512.Load(destination + i);
            (Vector512.LessThan(u, Vector512.Load(bound + i)) & success).Store(destination + i);
        }
    }
}

/// <summary>Uniform numbers in the blocks that belong to Bernoulli draws.</summary>
internal readonly unsafe struct BernoulliUniform : IWordTransform
{
    public static DrawKind Kind => DrawKind.Bernoulli;

    public static void Single(uint* words) => UniformTransform.Single(words);

    public static void Double(ulong* even, ulong* odd) => UniformTransform.Double(even, odd);
}
