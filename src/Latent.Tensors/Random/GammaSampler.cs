using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// Gamma with rate 1, or its logarithm, by rejection (Marsaglia, Tsang: A Simple Method for Generating Gamma Variables, TOMS 2000). With
/// d = a - 1/3, c = 1/√(9d), x normal and v = 1 + c x, the number d v³ is accepted if ln u &lt; x²/2 + d - d v³ + 3 d ln v. Every
/// element has blocks of its own: attempt t takes x from words 0 and 1 and u from word 2 of block t.
/// </summary>
/// <remarks>
/// The right-hand side is computed as 3 d (ln(1 + w) - w + w²/2 - w³/3), w = c x: the same, but without cancelling terms of size d, which
/// would bias large shapes in single precision. For a &lt; 1 a gamma of shape a + 1 is multiplied by u^(1/a) (ibid., section 6), u from
/// word 3 of the first block. Shapes that are not positive and finite give NaN.
/// </remarks>
internal readonly unsafe struct GammaSampler(in RandomKey key, ElementInput<float> shapes, bool logarithm) : IGroupSampler<float>
{
    private readonly RandomStream _stream = key.Stream(DrawKind.Gamma);
    private readonly ElementInput<float> _shapes = shapes;
    private readonly bool _logarithm = logarithm;

    public static int GroupSize => 16;

    // 1/11 .. 1/4: 4 (ln(1 + w) - w + w^2/2 - w^3/3) / w^4 for |w| < 1/4 to 1e-5 of itself, which is itself below 1e-3.
    private static ReadOnlySpan<float> Series => [1f / 11, 1f / 10, 1f / 9, 1f / 8, 1f / 7, 1f / 6, 1f / 5, 1f / 4];

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Sample(long group, float* destination)
    {
        float* buffer = stackalloc float[16];
        uint* words = stackalloc uint[64];
        Vector512<float> one = Vector512<float>.One;
        Vector512<float> shape = Vector512.Load(_shapes.Group(group * 16, 16, buffer));
        Vector512<float> valid = Vector512.GreaterThan(shape, Vector512<float>.Zero)
            & Vector512.LessThan(shape, Vector512.Create(float.PositiveInfinity));
        Vector512<float> boosted = valid & Vector512.LessThan(shape, one);
        shape = Vector512.ConditionalSelect(valid, shape, one);
        Vector512<float> d = shape + (boosted & one) - Vector512.Create(1f / 3);
        Vector512<float> c = one / Vector512.Sqrt(d * Vector512.Create(9f));

        // All sixteen try again until the last is accepted; who was accepted before keeps what it has.
        Words(group, 0, words);
        Vector512<uint> boost = Vector512.Load(words + 48);
        Vector512<float> open = Vector512<float>.AllBitsSet, v = one;
        for (uint attempt = 0; ; attempt++)
        {
            Vector512<float> w = c * Normal(words);
            Vector512<float> accepted = open & Accepts(w, d, words);
            v = Vector512.ConditionalSelect(accepted, one + w, v);
            open = Vector512.AndNot(open, accepted);
            if (open.AsUInt32() == Vector512<uint>.Zero)
            {
                break;
            }
            Words(group, attempt + 1, words);
        }

        Vector512<float> gamma = d * (v * v * v);
        if (_logarithm || boosted.AsUInt32() != Vector512<uint>.Zero)
        {
            gamma = Boost(gamma, boost, shape, boosted);
        }
        Vector512.ConditionalSelect(valid, gamma, Vector512.Create(float.NaN)).Store(destination);
    }

    // The words of sixteen blocks, first all words 0, then all words 1, 2, 3.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Words(long group, uint attempt, uint* words)
    {
        uint* blocks = stackalloc uint[64];
        _stream.Store(group * 16, attempt, blocks);
        for (int i = 0; i < 16; i++)
        {
            words[i] = blocks[4 * i];
            words[16 + i] = blocks[(4 * i) + 1];
            words[32 + i] = blocks[(4 * i) + 2];
            words[48 + i] = blocks[(4 * i) + 3];
        }
    }

    // The normal number of the attempt; the words 2 become ln u.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Normal(uint* words)
    {
        FrozenMath.Log(RandomWords.Fine(Vector512.Load(words + 32))).Store((float*)words + 32);
        return NormalTransform.Radius(Vector512.Load(words)) * FrozenMath.CosSinTurn(Vector512.Load(words + 16)).Cos;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Accepts(Vector512<float> w, Vector512<float> d, uint* words)
    {
        Vector512<float> one = Vector512<float>.One;
        Vector512<float> series = Vector512<float>.Zero;
        foreach (float coefficient in Series)
        {
            series = Vector512.FusedMultiplyAdd(-w, series, Vector512.Create(coefficient));
        }
        Vector512<float> square = w * w;
        series *= -square * square;

        Vector512<float> v = one + w;
        Vector512<float> positive = Vector512.GreaterThan(v, Vector512<float>.Zero);
        Vector512<float> cubic = Vector512.FusedMultiplyAdd(w, Vector512.Create(-1f / 3), Vector512.Create(0.5f));
        cubic = Vector512.FusedMultiplyAdd(cubic, square, -w);
        Vector512<float> direct = FrozenMath.Log(Vector512.ConditionalSelect(positive, v, one)) + cubic;

        Vector512<float> small = Vector512.LessThan(Vector512.Abs(w), Vector512.Create(0.25f));
        Vector512<float> bound = d * Vector512.Create(3f) * Vector512.ConditionalSelect(small, series, direct);
        return positive & Vector512.LessThan(Vector512.Load((float*)words + 32), bound);
    }

    // ln(gamma u^(1/shape)) where boosted and ln gamma elsewhere, or the exponential of that.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Vector512<float> Boost(Vector512<float> gamma, Vector512<uint> word, Vector512<float> shape, Vector512<float> boosted)
    {
        Vector512<float> log = FrozenMath.Log(gamma) + (boosted & (FrozenMath.Log(RandomWords.Fine(word)) / shape));
        return _logarithm ? log : Vector512.ConditionalSelect(boosted, FrozenMath.Exp(log), gamma);
    }
}
