using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    // Adding 1.5·2^23 (2^52) to a number rounds it to an integer, which then stands in the low bits of the sum. The exponent's bias on top lets a shift alone
    // turn those bits into 2^n.
    private const float ExpMagicF = 12582912f + 127f;
    private const double ExpMagicD = 6755399441055744d + 1023d;
    private const float Log2EF = 1.442695f, Ln2HighF = 0.6931472f, Ln2LowF = -1.9046542e-9f;
    private const double Log2ED = 1.4426950408889634, Ln2HighD = 0.6931471805599453, Ln2LowD = 2.3190468138462996e-17;

    /// <summary>e^x. Overflows to ∞, underflows gradually to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> t = ExpReduced(x, out Vector512<float> z);
        Vector512<float> scale = PowerOfTwo(z);
        Vector512<float> y = Fma(t, scale, scale);
        return Vector512.GreaterThanAny(Vector512.Abs(x), Vector512.Create(87f)) ? ExpExtreme(x) : y;
    }

    /// <summary>e^x. Overflows to ∞, underflows gradually to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> t = ExpReduced(x, out Vector512<double> z);
        Vector512<double> scale = PowerOfTwo(z);
        Vector512<double> y = Fma(t, scale, scale);
        return Vector512.GreaterThanAny(Vector512.Abs(x), Vector512.Create(708d)) ? ExpExtreme(x) : y;
    }

    /// <summary>
    /// e^x = 2^n (1 + t): n = round(x / ln 2) stands in the low bits of z, t = e^r - 1 with |r| &lt;= ln 2 / 2. Cody and Waite's reduction: the first product is
    /// exact in the fused multiply-add, so r carries one rounding only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpReduced(Vector512<float> x, out Vector512<float> z)
    {
        z = Fma(x, Vector512.Create(Log2EF), ExpMagicF);
        Vector512<float> n = z - Vector512.Create(ExpMagicF);
        Vector512<float> r = Fma(n, Vector512.Create(-Ln2HighF), x);
        r = Fma(n, Vector512.Create(-Ln2LowF), r);
        Vector512<float> q = Fma(Vector512.Create(0.0013820742f), r, 0.008369248f); // exp.f
        q = Fma(q, r, 0.04166828f);
        q = Fma(q, r, 0.16666517f);
        q = Fma(q, r, 0.49999994f);
        return Fma(r * r, q, r);
    }

    /// <inheritdoc cref="ExpReduced(Vector512{float}, out Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpReduced(Vector512<double> x, out Vector512<double> z)
    {
        z = Fma(x, Vector512.Create(Log2ED), ExpMagicD);
        Vector512<double> n = z - Vector512.Create(ExpMagicD);
        Vector512<double> r = Fma(n, Vector512.Create(-Ln2HighD), x);
        r = Fma(n, Vector512.Create(-Ln2LowD), r);
        return Fma(r * r, ExpTail(r), r);
    }

    /// <summary>(e^r - 1 - r) / r².</summary>
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

    /// <summary>2^n of the n in the low bits of z, for results that are normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> z) => Vector512.ShiftLeft(z.AsInt32(), 23).AsSingle();

    /// <inheritdoc cref="PowerOfTwo(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> z) => Vector512.ShiftLeft(z.AsInt64(), 52).AsDouble();

    /// <summary>
    /// e^x for vectors with a lane near or beyond the ends of the range: the scale is applied in two factors, so that a subnormal result is rounded once.
    /// Lanes in the common range get the same bits as there, as both scalings are exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> ExpExtreme(Vector512<float> x)
    {
        Vector512<float> t = ExpReduced(AtMost(AtLeast(x, -104f), 89f), out Vector512<float> z);
        // The two biased exponents add up to n + 2·127.
        Vector512<int> both = z.AsInt32() - Vector512.Create(12582912f).AsInt32() + Vector512.Create(127);
        Vector512<int> half = Vector512.ShiftRightLogical(both, 1);
        Vector512<float> first = Vector512.ShiftLeft(half, 23).AsSingle();
        Vector512<float> second = Vector512.ShiftLeft(both - half, 23).AsSingle();
        return Fma(t, first, first) * second;
    }

    /// <inheritdoc cref="ExpExtreme(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> ExpExtreme(Vector512<double> x)
    {
        Vector512<double> t = ExpReduced(AtMost(AtLeast(x, -746d), 710d), out Vector512<double> z);
        Vector512<long> both = z.AsInt64() - Vector512.Create(6755399441055744d).AsInt64() + Vector512.Create(1023L);
        Vector512<long> half = Vector512.ShiftRightLogical(both, 1);
        Vector512<double> first = Vector512.ShiftLeft(half, 52).AsDouble();
        Vector512<double> second = Vector512.ShiftLeft(both - half, 52).AsDouble();
        return Fma(t, first, first) * second;
    }
}
