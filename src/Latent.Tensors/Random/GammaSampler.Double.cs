using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary><see cref="GammaSampler"/> in double precision: eight elements at a time, 64 bits where that takes 32.</summary>
internal readonly unsafe struct GammaSampler64(in RandomKey key, ElementInput<double> shapes, bool logarithm) : IGroupSampler<double>
{
    private readonly RandomStream _stream = key.Stream(DrawKind.Gamma);
    private readonly ElementInput<double> _shapes = shapes;
    private readonly bool _logarithm = logarithm;

    public static int GroupSize => 16;

    // 1/26 .. 1/4: the series for |w| < 1/4 to 1e-14 of itself.
    private static ReadOnlySpan<double> Series =>
    [
        1.0 / 26, 1.0 / 25, 1.0 / 24, 1.0 / 23, 1.0 / 22, 1.0 / 21, 1.0 / 20, 1.0 / 19, 1.0 / 18, 1.0 / 17, 1.0 / 16, 1.0 / 15,
        1.0 / 14, 1.0 / 13, 1.0 / 12, 1.0 / 11, 1.0 / 10, 1.0 / 9, 1.0 / 8, 1.0 / 7, 1.0 / 6, 1.0 / 5, 1.0 / 4,
    ];

    public void Sample(long group, double* destination)
    {
        double* buffer = stackalloc double[16];
        double* shape = _shapes.Group(group * 16, 16, buffer);
        Eight(group, 0, shape, destination);
        Eight(group, 1, shape + 8, destination + 8);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Eight(long group, int half, double* parameters, double* destination)
    {
        ulong* words = stackalloc ulong[32];
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> shape = Vector512.Load(parameters);
        Vector512<double> valid = Vector512.GreaterThan(shape, Vector512<double>.Zero)
            & Vector512.LessThan(shape, Vector512.Create(double.PositiveInfinity));
        Vector512<double> boosted = valid & Vector512.LessThan(shape, one);
        shape = Vector512.ConditionalSelect(valid, shape, one);
        Vector512<double> d = shape + (boosted & one) - Vector512.Create(1.0 / 3);
        Vector512<double> c = one / Vector512.Sqrt(d * Vector512.Create(9.0));
        Words(group, half, 0, words);
        Vector512<ulong> boost = Vector512.Load(words + 24);
        Vector512<double> open = Vector512<double>.AllBitsSet, v = one;
        for (uint attempt = 0; ; attempt++)
        {
            Vector512<double> w = c * Normal(words);
            Vector512<double> accepted = open & Accepts(w, d, words);
            v = Vector512.ConditionalSelect(accepted, one + w, v);
            open = Vector512.AndNot(open, accepted);
            if (open.AsUInt64() == Vector512<ulong>.Zero)
            {
                break;
            }
            Words(group, half, attempt + 1, words);
        }

        Vector512<double> gamma = d * (v * v * v);
        if (_logarithm || boosted.AsUInt64() != Vector512<ulong>.Zero)
        {
            gamma = Boost(gamma, boost, shape, boosted);
        }
        Vector512.ConditionalSelect(valid, gamma, Vector512.Create(double.NaN)).Store(destination);
    }

    // The words of eight of sixteen blocks with their lower halves, first all words 0, then all words 1, 2, 3.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Words(long group, int half, uint attempt, ulong* words)
    {
        uint* upper = stackalloc uint[64], lower = stackalloc uint[64];
        _stream.Store(group * 16, attempt, upper);
        _stream.Store(group * 16, attempt | RandomStream.LowerHalf, lower);
        for (int i = 0; i < 32; i++)
        {
            words[(8 * (i % 4)) + (i / 4)] = ((ulong)upper[(32 * half) + i] << 32) | lower[(32 * half) + i];
        }
    }

    // The normal number of the attempt; the words 2 become ln u.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Normal(ulong* words)
    {
        FrozenMath.Log(RandomWords.Open(Vector512.Load(words + 16))).Store((double*)words + 16);
        return NormalTransform.Radius(Vector512.Load(words)) * FrozenMath.CosSinTurn(Vector512.Load(words + 8)).Cos;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Accepts(Vector512<double> w, Vector512<double> d, ulong* words)
    {
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> series = Vector512<double>.Zero;
        foreach (double coefficient in Series)
        {
            series = Vector512.FusedMultiplyAdd(-w, series, Vector512.Create(coefficient));
        }
        Vector512<double> square = w * w;
        series *= -square * square;

        Vector512<double> v = one + w;
        Vector512<double> positive = Vector512.GreaterThan(v, Vector512<double>.Zero);
        Vector512<double> cubic = Vector512.FusedMultiplyAdd(w, Vector512.Create(-1.0 / 3), Vector512.Create(0.5));
        cubic = Vector512.FusedMultiplyAdd(cubic, square, -w);
        Vector512<double> direct = FrozenMath.Log(Vector512.ConditionalSelect(positive, v, one)) + cubic;

        Vector512<double> small = Vector512.LessThan(Vector512.Abs(w), Vector512.Create(0.25));
        Vector512<double> bound = d * Vector512.Create(3.0) * Vector512.ConditionalSelect(small, series, direct);
        return positive & Vector512.LessThan(Vector512.Load((double*)words + 16), bound);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Vector512<double> Boost(Vector512<double> gamma, Vector512<ulong> word, Vector512<double> shape, Vector512<double> boosted)
    {
        Vector512<double> log = FrozenMath.Log(gamma) + (boosted & (FrozenMath.Log(RandomWords.Open(word)) / shape));
        return _logarithm ? log : Vector512.ConditionalSelect(boosted, FrozenMath.Exp(log), gamma);
    }
}
