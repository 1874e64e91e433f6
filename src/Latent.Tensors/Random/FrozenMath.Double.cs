using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

// The same functions in double precision, by the same formulae with more terms.
internal static partial class FrozenMath
{
    private const long SqrtHalfBits64 = 0x3FE6A09E667F3BCD; // sqrt(1/2) as double
    private const double Ln2High64 = 6.93147180369123816490e-01; // 32 bits: exact when multiplied by an exponent
    private const double Ln2Low64 = 1.90821492927058770002e-10;

    /// <inheritdoc cref="Log(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        Vector512<long> bits = x.AsInt64() - Vector512.Create(SqrtHalfBits64);
        Vector512<double> e = Vector512.ConvertToDouble(bits >> 52);
        Vector512<double> m = ((bits & Vector512.Create(0xFFFFFFFFFFFFFL)) + Vector512.Create(SqrtHalfBits64)).AsDouble();
        Vector512<double> s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        Vector512<double> z = s * s;
        Vector512<double> p = Vector512.Create(1.0 / 23);
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 21));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 19));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 17));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 15));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 13));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 11));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 9));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 7));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 5));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(1.0 / 3));
        Vector512<double> twice = s + s;
        Vector512<double> low = Vector512.FusedMultiplyAdd(e, Vector512.Create(Ln2Low64), twice * (z * p));
        return Vector512.FusedMultiplyAdd(e, Vector512.Create(Ln2High64), low + twice);
    }

    /// <inheritdoc cref="MinusLog1m(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MinusLog1m(Vector512<double> x)
    {
        Vector512<double> w = Vector512<double>.One - x;
        Vector512<double> lost = (Vector512<double>.One - w) - x;
        return -(Log(w) + (lost / w));
    }

    /// <summary>e^x for x &lt;= 709; 0 below -746, subnormal results rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> floor = Vector512.Create(-746.0), magic = Vector512.Create(6755399441055744.0);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, floor), floor, x);
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.4426950408889634), magic);
        Vector512<double> n = shifted - magic;
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High64), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low64), r);
        Vector512<double> p = Vector512.Create(1.0 / 6227020800);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 479001600));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 39916800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 3628800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 362880));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 40320));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 5040));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<double>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<double>.One);
        Vector512<long> whole = shifted.AsInt64() - magic.AsInt64();
        Vector512<long> half = whole >> 1;
        Vector512<long> bias = Vector512.Create(1023L);
        return p * ((half + bias) << 52).AsDouble() * ((whole - half + bias) << 52).AsDouble();
    }

    /// <summary>Cosine and sine of the angle <paramref name="turn"/> / 2⁶⁴ of a full turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Cos, Vector512<double> Sin) CosSinTurn(Vector512<ulong> turn)
    {
        // Of the remaining 62 bits and sign, nine are dropped: what is converted then fits a double exactly.
        Vector512<ulong> q = (turn + Vector512.Create(1UL << 61)) >> 62;
        Vector512<long> rest = (turn - (q << 62)).AsInt64() >> 9;
        Vector512<double> t = Vector512.ConvertToDouble(rest) * Vector512.Create(Math.Tau / (1L << 55));
        Vector512<double> z = t * t;
        Vector512<double> s = Vector512.Create(1.0 / 355687428096000);
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.0 / 1307674368000));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(1.0 / 6227020800));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.0 / 39916800));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(1.0 / 362880));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.0 / 5040));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(1.0 / 120));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.0 / 6));
        s = Vector512.FusedMultiplyAdd(s, t * z, t);
        Vector512<double> c = Vector512.Create(1.0 / 20922789888000);
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-1.0 / 87178291200));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(1.0 / 479001600));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-1.0 / 3628800));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(1.0 / 40320));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-1.0 / 720));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(1.0 / 24));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-0.5));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512<double>.One);
        Vector512<double> odd = Vector512.Equals(q & Vector512<ulong>.One, Vector512<ulong>.One).AsDouble();
        Vector512<ulong> sinSign = (q & Vector512.Create(2UL)) << 62;
        Vector512<ulong> cosSign = ((q + Vector512<ulong>.One) & Vector512.Create(2UL)) << 62;
        Vector512<double> cos = Vector512.ConditionalSelect(odd, s, c);
        Vector512<double> sin = Vector512.ConditionalSelect(odd, c, s);
        return ((cos.AsUInt64() ^ cosSign).AsDouble(), (sin.AsUInt64() ^ sinSign).AsDouble());
    }
}
