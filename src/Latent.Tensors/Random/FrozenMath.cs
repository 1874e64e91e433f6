using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// The elementary functions of the samplers. They belong to <see cref="RandomKey.StreamVersion"/>: a rejection sampler turns a change in
/// the last place into another number, so they stand apart from the library's special functions, which may be improved at any time.
/// Their arguments are known (positive, finite, normal), which also makes them shorter.
/// </summary>
/// <remarks>
/// Series where others use minimax polynomials: one or two terms more, and every coefficient is evident. Only operations that IEEE
/// 754 defines to the bit (add, multiply, fused multiply-add, divide, square root), so that all instruction sets agree.
/// </remarks>
internal static partial class FrozenMath
{
    private const int SqrtHalfBits = 0x3F3504F3; // sqrt(1/2) as float
    private const float Ln2High = 0.693359375f; // nine bits: exact when multiplied by an exponent
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>ln x for finite, normal x &gt; 0, within 2 units in the last place (of ln x, or of 1e-7 near x = 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        // x = m 2^e with m in [sqrt(1/2), sqrt 2); ln m = 2 artanh s = 2 s (1 + z/3 + z^2/5 + ...), s = (m - 1)/(m + 1), z = s^2 < 0.0295.
        Vector512<int> bits = x.AsInt32() - Vector512.Create(SqrtHalfBits);
        Vector512<float> e = Vector512.ConvertToSingle(bits >> 23);
        Vector512<float> m = ((bits & Vector512.Create(0x7FFFFF)) + Vector512.Create(SqrtHalfBits)).AsSingle();
        Vector512<float> s = (m - Vector512<float>.One) / (m + Vector512<float>.One);
        Vector512<float> z = s * s;
        Vector512<float> p = Vector512.Create(1f / 11);
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1f / 9));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1f / 7));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1f / 5));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1f / 3));
        Vector512<float> twice = s + s;
        Vector512<float> low = Vector512.FusedMultiplyAdd(e, Vector512.Create(Ln2Low), twice * (z * p));
        return Vector512.FusedMultiplyAdd(e, Vector512.Create(Ln2High), low + twice);
    }

    /// <summary>-ln(1 - x) for 0 &lt; x &lt; 1, with full relative accuracy near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MinusLog1m(Vector512<float> x)
    {
        // ln(1 - x) = ln w + ln((1 - x)/w), w = 1 - x as rounded; what the rounding took off is exact and tiny.
        Vector512<float> w = Vector512<float>.One - x;
        Vector512<float> lost = (Vector512<float>.One - w) - x;
        return -(Log(w) + (lost / w));
    }

    /// <summary>e^x for x &lt;= 88; 0 below -104, subnormal results rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // x = n ln 2 + r; adding 1.5 * 2^23 rounds to an integer that then stands in the low bits.
        Vector512<float> floor = Vector512.Create(-104f), magic = Vector512.Create(12582912f);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, floor), floor, x);
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), magic);
        Vector512<float> n = shifted - magic;
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        Vector512<float> p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);

        // 2^n in two factors, because n may lie below the smallest exponent.
        Vector512<int> whole = shifted.AsInt32() - magic.AsInt32();
        Vector512<int> half = whole >> 1;
        Vector512<int> bias = Vector512.Create(127);
        return p * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }

    /// <summary>Cosine and sine of the angle <paramref name="turn"/> / 2³² of a full turn: the reduction is exact, in integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Cos, Vector512<float> Sin) CosSinTurn(Vector512<uint> turn)
    {
        // The nearest quarter turn q, and what remains, at most an eighth of a turn either way.
        Vector512<uint> q = (turn + Vector512.Create(1u << 29)) >> 30;
        Vector512<int> rest = (turn - (q << 30)).AsInt32();
        Vector512<float> t = Vector512.ConvertToSingle(rest) * Vector512.Create((float)(Math.Tau / 4294967296.0));
        Vector512<float> z = t * t;
        Vector512<float> s = Vector512.Create(1f / 362880);
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1f / 5040));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(1f / 120));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1f / 6));
        s = Vector512.FusedMultiplyAdd(s, t * z, t);
        Vector512<float> c = Vector512.Create(-1f / 3628800);
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(1f / 40320));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-1f / 720));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(1f / 24));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-0.5f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512<float>.One);

        // Odd quarters exchange the two; the signs follow from q: sine is negative in quarters 2 and 3, cosine in 1 and 2.
        Vector512<float> odd = Vector512.Equals(q & Vector512<uint>.One, Vector512<uint>.One).AsSingle();
        Vector512<uint> sinSign = (q & Vector512.Create(2u)) << 30;
        Vector512<uint> cosSign = ((q + Vector512<uint>.One) & Vector512.Create(2u)) << 30;
        Vector512<float> cos = Vector512.ConditionalSelect(odd, s, c);
        Vector512<float> sin = Vector512.ConditionalSelect(odd, c, s);
        return ((cos.AsUInt32() ^ cosSign).AsSingle(), (sin.AsUInt32() ^ sinSign).AsSingle());
    }
}
