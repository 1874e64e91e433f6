using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    // Adding 1.5·2^23 (2^52) to a number rounds it to an integer n, which then stands in the low bits of the sum; added to a bias as well,
    // a shift alone turns those bits into a power of two.
    private const float MagicF = 12582912f;
    private const double MagicD = 6755399441055744d;
    private const float Log2EF = 1.442695f, Ln2HighF = 0.6931472f, Ln2LowF = -1.9046542e-9f;
    private const double Log2ED = 1.4426950408889634, Ln2HighD = 0.6931471805599453, Ln2LowD = 2.3190468138462996e-17;

    /// <summary>e^x. Overflows to ∞, underflows gradually to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // 2^n is applied in two factors, for it may exceed the range of one, and so that a subnormal result is rounded once. Their biased
        // exponents add up to n + 254: h = (n + 254) >> 1 and n + 254 - h. The magic number's own bits are shifted out.
        Vector512<float> t = ExpReducedFine(AtMost(AtLeast(x, -104f), 89f), MagicF + 254f, out Vector512<float> z);
        Vector512<int> bits = z.AsInt32();
        Vector512<int> first = Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits, 1), 23);
        Vector512<int> second = Vector512.ShiftLeft(bits, 23) - first;
        return Fma(t, first.AsSingle(), first.AsSingle()) * second.AsSingle();
    }

    /// <summary>e^x. Overflows to ∞, underflows gradually to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> t = ExpReduced(AtMost(AtLeast(x, -746d), 710d), MagicD + 2046d, out Vector512<double> z);
        Vector512<long> bits = z.AsInt64();
        Vector512<long> first = Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits, 1), 52);
        Vector512<long> second = Vector512.ShiftLeft(bits, 52) - first;
        return Fma(t, first.AsDouble(), first.AsDouble()) * second.AsDouble();
    }

    /// <summary>
    /// e^-|x| = result + low: as no result exceeds 1, one factor 2^(n + 64) and a constant one do. Low is what the last rounding lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpOfMinusAbs(Vector512<float> x, out Vector512<float> low)
    {
        Vector512<float> t = ExpReducedFine(AtLeast(x | Vector512.Create(-0.0f), -104f), MagicF + (127f + 64f), out Vector512<float> z);
        Vector512<float> scale = PowerOfTwo(z), unit = Vector512.Create(5.421010862427522e-20f);
        Vector512<float> e = Fma(t, scale, scale);
        low = Fma(t, scale, scale - e) * unit;
        return e * unit;
    }

    /// <summary>e^-|x|: as no result exceeds 1, one factor 2^(n + 512) and a constant one do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpOfMinusAbs(Vector512<double> x)
    {
        Vector512<double> t = ExpReduced(AtLeast(x | Vector512.Create(-0.0), -746d), MagicD + (1023d + 512d), out Vector512<double> z);
        Vector512<double> scale = PowerOfTwo(z);
        return Fma(t, scale, scale) * Vector512.Create(7.458340731200207e-155);
    }

    /// <summary>
    /// e^x = 2^n (1 + t): n = round(x / ln 2) plus the bias in magic stands in the low bits of z, t = e^r - 1 with |r| &lt;= ln 2 / 2. Cody
    /// and Waite's reduction: the first product is exact in the fused multiply-add, so r carries one rounding only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpReduced(Vector512<float> x, float magic, out Vector512<float> z)
    {
        z = Fma(x, Vector512.Create(Log2EF), magic);
        Vector512<float> n = z - Vector512.Create(magic);
        Vector512<float> r = Fma(n, Vector512.Create(-Ln2HighF), x);
        r = Fma(n, Vector512.Create(-Ln2LowF), r);
        return Fma(r * r, ExpTail(r), r);
    }

    /// <summary>
    /// As <see cref="ExpReduced(Vector512{float}, float, out Vector512{float})"/>, with what the rounding of r lost: e^x errs by 0.88 ulp
    /// at most, not 1.01.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpReducedFine(Vector512<float> x, float magic, out Vector512<float> z)
    {
        z = Fma(x, Vector512.Create(Log2EF), magic);
        Vector512<float> n = z - Vector512.Create(magic);
        Vector512<float> exact = Fma(n, Vector512.Create(-Ln2HighF), x);
        Vector512<float> r = Fma(n, Vector512.Create(-Ln2LowF), exact);
        return r + Fma(r * r, ExpTail(r), Fma(n, Vector512.Create(-Ln2LowF), exact - r));
    }

    /// <inheritdoc cref="ExpReduced(Vector512{float}, float, out Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpReduced(Vector512<double> x, double magic, out Vector512<double> z)
    {
        z = Fma(x, Vector512.Create(Log2ED), magic);
        Vector512<double> n = z - Vector512.Create(magic);
        Vector512<double> r = Fma(n, Vector512.Create(-Ln2HighD), x);
        r = Fma(n, Vector512.Create(-Ln2LowD), r);
        return Fma(r * r, ExpTail(r), r);
    }

    /// <summary>(e^r - 1 - r) / r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpTail(Vector512<float> r)
    {
        Vector512<float> q = Fma(Vector512.Create(0.0013820742f), r, 0.008369248f); // exp.f
        q = Fma(q, r, 0.04166828f);
        q = Fma(q, r, 0.16666517f);
        return Fma(q, r, 0.49999994f);
    }

    /// <inheritdoc cref="ExpTail(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpTail(Vector512<double> r)
    {
        Vector512<double> q = Fma(Vector512.Create(2.086080322553724e-09), r, 2.5110176887184282e-08); // exp.d
        q = Fma(q, r, 2.7557433020358147e-07);
        q = Fma(q, r, 2.755724069312333e-06);
        q = Fma(q, r, 2.4801587167246318e-05);
        q = Fma(q, r, 0.00019841269890003094);
        q = Fma(q, r, 0.001388888888894056);
        q = Fma(q, r, 0.008333333333319823);
        q = Fma(q, r, 0.04166666666666663);
        q = Fma(q, r, 0.1666666666666668);
        return Fma(q, r, 0.5);
    }

    /// <summary>The number whose biased exponent is the low bits of z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> z) => Vector512.ShiftLeft(z.AsInt32(), 23).AsSingle();

    /// <inheritdoc cref="PowerOfTwo(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> z) => Vector512.ShiftLeft(z.AsInt64(), 52).AsDouble();
}
