using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    // Up to here π/2 in three parts reduces to full accuracy; beyond, integer arithmetic does.
    private const float SinFastF = 32768f;
    private const double SinFastD = 134217728d;

    /// <summary>sin x for every finite x; ±∞ gives NaN; -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sin(Vector512<float> x)
    {
        Vector512<int> quadrant = ReduceHalfPi(x, out Vector512<float> r, out Vector512<float> low);
        return KeepZero(x, Quadrant(quadrant, SinReduced(r, low), CosReduced(r, low)));
    }

    /// <summary>cos x for every finite x; ±∞ gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Cos(Vector512<float> x)
    {
        Vector512<int> quadrant = ReduceHalfPi(x, out Vector512<float> r, out Vector512<float> low);
        return Quadrant(quadrant + Vector512<int>.One, SinReduced(r, low), CosReduced(r, low));
    }

    /// <summary>sin x, and cos x for little more; each with the same bits as alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SinCos(Vector512<float> x, out Vector512<float> cos)
    {
        Vector512<int> quadrant = ReduceHalfPi(x, out Vector512<float> r, out Vector512<float> low);
        Vector512<float> s = SinReduced(r, low), c = CosReduced(r, low);
        cos = Quadrant(quadrant + Vector512<int>.One, s, c);
        return KeepZero(x, Quadrant(quadrant, s, c));
    }

    /// <summary>sin x for every finite x; ±∞ gives NaN; -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sin(Vector512<double> x)
    {
        Vector512<long> quadrant = ReduceHalfPi(x, out Vector512<double> r, out Vector512<double> low);
        return KeepZero(x, Quadrant(quadrant, SinReduced(r, low), CosReduced(r, low)));
    }

    /// <summary>cos x for every finite x; ±∞ gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Cos(Vector512<double> x)
    {
        Vector512<long> quadrant = ReduceHalfPi(x, out Vector512<double> r, out Vector512<double> low);
        return Quadrant(quadrant + Vector512<long>.One, SinReduced(r, low), CosReduced(r, low));
    }

    /// <summary>sin x, and cos x for little more; each with the same bits as alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SinCos(Vector512<double> x, out Vector512<double> cos)
    {
        Vector512<long> quadrant = ReduceHalfPi(x, out Vector512<double> r, out Vector512<double> low);
        Vector512<double> s = SinReduced(r, low), c = CosReduced(r, low);
        cos = Quadrant(quadrant + Vector512<long>.One, s, c);
        return KeepZero(x, Quadrant(quadrant, s, c));
    }

    /// <summary>
    /// x = n π/2 + r + low, |r| &lt;= π/4 or a hair more; the low two bits of the result are n modulo 4. The first step is exact (n times
    /// the leading part of π/2 lies within a factor of two of x); the rounding errors of the second are kept in low, which matters next to
    /// the zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> ReduceHalfPi(Vector512<float> x, out Vector512<float> r, out Vector512<float> low)
    {
        Vector512<float> z = Fma(x, Vector512.Create(0.63661975f), MagicF);
        Vector512<float> n = z - Vector512.Create(MagicF);
        Vector512<float> exact = Fma(n, Vector512.Create(-1.5707963705062866f), x);
        Vector512<float> product = n * Vector512.Create(-4.371138828673793e-08f);
        r = exact - product;
        low = exact - r - product;
        low -= Fma(n, Vector512.Create(-4.371138828673793e-08f), -product);
        low = Fma(n, Vector512.Create(1.7151245100058819e-15f), low);
        Vector512<int> quadrant = z.AsInt32();
        Vector512<float> huge = Vector512.GreaterThan(Vector512.Abs(x), Vector512.Create(SinFastF));
        if (huge.AsInt32() != Vector512<int>.Zero)
        {
            // Into variables of their own: the common path's must not need an address.
            Vector512<int> exactQuadrant = ReduceHuge(x, out Vector512<float> exactR, out Vector512<float> exactLow);
            quadrant = Vector512.ConditionalSelect(huge.AsInt32(), exactQuadrant, quadrant);
            r = Select(huge, exactR, r);
            low = Select(huge, exactLow, low);
        }

        return quadrant;
    }

    /// <inheritdoc cref="ReduceHalfPi(Vector512{float}, out Vector512{float}, out Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> ReduceHalfPi(Vector512<double> x, out Vector512<double> r, out Vector512<double> low)
    {
        Vector512<double> z = Fma(x, Vector512.Create(0.6366197723675814), MagicD);
        Vector512<double> n = z - Vector512.Create(MagicD);
        Vector512<double> exact = Fma(n, Vector512.Create(-1.5707963267948966), x);
        Vector512<double> product = n * Vector512.Create(6.123233995736766e-17);
        r = exact - product;
        low = exact - r - product;
        low -= Fma(n, Vector512.Create(6.123233995736766e-17), -product);
        low = Fma(n, Vector512.Create(1.4973849048591698e-33), low);
        Vector512<long> quadrant = z.AsInt64();
        Vector512<double> huge = Vector512.GreaterThan(Vector512.Abs(x), Vector512.Create(SinFastD));
        if (huge.AsInt64() != Vector512<long>.Zero)
        {
            // Into variables of their own: the common path's must not need an address.
            Vector512<long> exactQuadrant = ReduceHuge(x, out Vector512<double> exactR, out Vector512<double> exactLow);
            quadrant = Vector512.ConditionalSelect(huge.AsInt64(), exactQuadrant, quadrant);
            r = Select(huge, exactR, r);
            low = Select(huge, exactLow, low);
        }

        return quadrant;
    }

    /// <summary>The reduction of the lanes beyond the fast range, one at a time; zero in the others.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<int> ReduceHuge(Vector512<float> x, out Vector512<float> r, out Vector512<float> low)
    {
        Vector512<int> quadrant = default;
        r = low = default;
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
        {
            float value = x.GetElement(lane);
            if (!(MathF.Abs(value) > SinFastF))
                continue;
            double high = double.NaN;
            int n = float.IsFinite(value) ? PiReduction.Reduce(value, out high, out _) : 0;
            float rounded = (float)high;
            quadrant = quadrant.WithElement(lane, n);
            r = r.WithElement(lane, rounded);
            low = low.WithElement(lane, (float)(high - rounded));
        }

        return quadrant;
    }

    /// <inheritdoc cref="ReduceHuge(Vector512{float}, out Vector512{float}, out Vector512{float})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<long> ReduceHuge(Vector512<double> x, out Vector512<double> r, out Vector512<double> low)
    {
        Vector512<long> quadrant = default;
        r = low = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            double value = x.GetElement(lane);
            if (!(Math.Abs(value) > SinFastD))
                continue;
            double high = double.NaN, rest = double.NaN;
            int n = double.IsFinite(value) ? PiReduction.Reduce(value, out high, out rest) : 0;
            quadrant = quadrant.WithElement(lane, n);
            r = r.WithElement(lane, high);
            low = low.WithElement(lane, rest);
        }

        return quadrant;
    }

    /// <summary>sin(r + low) = r + (r³ q(r²) + low), for |r| &lt;= π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SinReduced(Vector512<float> r, Vector512<float> low)
    {
        Vector512<float> z = r * r;
        Vector512<float> q = Fma(Vector512.Create(2.826345e-06f), z, -0.00019852562f); // sin.f
        q = Fma(q, z, 0.0083333785f);
        q = Fma(q, z, -0.16666667f);
        return r + Fma(z * r, q, low);
    }

    /// <summary>cos(r + low) = (1 - r²/2) + (r⁴ q(r²) - r low), with the rounding error of the first difference made good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> CosReduced(Vector512<float> r, Vector512<float> low)
    {
        Vector512<float> z = r * r;
        Vector512<float> q = Fma(Vector512.Create(2.4429159e-05f), z, -0.0013887298f); // cos.f
        q = Fma(q, z, 0.041666646f);
        Vector512<float> half = z * Vector512.Create(0.5f);
        Vector512<float> w = Vector512<float>.One - half;
        Vector512<float> lost = Vector512<float>.One - w - half;
        return w + Fma(z * z, q, lost - (r * low));
    }

    /// <inheritdoc cref="SinReduced(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SinReduced(Vector512<double> r, Vector512<double> low)
    {
        Vector512<double> z = r * r;
        Vector512<double> q = Fma(Vector512.Create(-7.389482204154452e-13), z, 1.6054311879543926e-10); // sin.d
        q = Fma(q, z, -2.5052070924787323e-08);
        q = Fma(q, z, 2.7557319073988157e-06);
        q = Fma(q, z, -0.00019841269840962475);
        q = Fma(q, z, 0.008333333333333042);
        q = Fma(q, z, -0.16666666666666666);
        return r + Fma(z * r, q, low);
    }

    /// <inheritdoc cref="CosReduced(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> CosReduced(Vector512<double> r, Vector512<double> low)
    {
        Vector512<double> z = r * r;
        Vector512<double> q = Fma(Vector512.Create(4.59297508491851e-14), z, -1.1466866808609316e-11); // cos.d
        q = Fma(q, z, 2.087672204039653e-09);
        q = Fma(q, z, -2.75573190607677e-07);
        q = Fma(q, z, 2.4801587301180902e-05);
        q = Fma(q, z, -0.0013888888888888389);
        q = Fma(q, z, 0.041666666666666664);
        Vector512<double> half = z * Vector512.Create(0.5);
        Vector512<double> w = Vector512<double>.One - half;
        Vector512<double> lost = Vector512<double>.One - w - half;
        return w + Fma(z * z, q, lost - (r * low));
    }

    /// <summary>
    /// sin of a number in the n-th quadrant from sine and cosine of its remainder: odd n takes the cosine, bit 1 of n the opposite sign.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quadrant(Vector512<int> n, Vector512<float> sin, Vector512<float> cos)
    {
        Vector512<int> odd = Vector512.Equals(n & Vector512<int>.One, Vector512<int>.One);
        return Select(odd.AsSingle(), cos, sin) ^ (Vector512.ShiftLeft(n, 30).AsSingle() & Vector512.Create(-0.0f));
    }

    /// <inheritdoc cref="Quadrant(Vector512{int}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Quadrant(Vector512<long> n, Vector512<double> sin, Vector512<double> cos)
    {
        Vector512<long> odd = Vector512.Equals(n & Vector512<long>.One, Vector512<long>.One);
        return Select(odd.AsDouble(), cos, sin) ^ (Vector512.ShiftLeft(n, 62).AsDouble() & Vector512.Create(-0.0));
    }

    /// <summary>The reduction turns -0 into +0; this gives the sign back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> KeepZero(Vector512<float> x, Vector512<float> y) =>
        Select(Vector512.Equals(x, Vector512<float>.Zero), x, y);

    /// <inheritdoc cref="KeepZero(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> KeepZero(Vector512<double> x, Vector512<double> y) =>
        Select(Vector512.Equals(x, Vector512<double>.Zero), x, y);
}
