using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

// The normal distribution function and its kin, from the scaled complementary error function. Those of floats are computed in double lanes
// and rounded once.
internal static partial class VectorMath
{
    /// <summary>e^(x²) erfc x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> ScaledErfc(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x), positive = ScaledErfcPositive(a);
        Vector512<double> negative = Vector512.LessThan(x, Vector512<double>.Zero);
        if (negative.AsInt64() == Vector512<long>.Zero)
            return positive;
        // erfc(-a) = 2 - erfc a; from 27 on the exponential overflows.
        a = AtMost(a, 27d);
        Vector512<double> square = a * a;
        Vector512<double> twice = ExpScaled(square, Fma(a, a, -square), Vector512.Create(2d));
        return Select(negative, twice - positive, positive);
    }

    /// <summary>Φ(x), relatively accurate in its lower tail, down to subnormal results.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> NormalCdf(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x), half = Vector512.Create(0.5), tail = NormalTail(a);
        Vector512<double> far = Select(Vector512.GreaterThan(x, Vector512<double>.Zero), Vector512<double>.One - tail, tail);
        Vector512<double> erf = ErfNear(AtMost(a * Vector512.Create(InverseRoot2), 1d)) | SignBit(x);
        return Select(Vector512.LessThan(a, half), Fma(half, erf, half), far);
    }

    /// <inheritdoc cref="NormalCdf(Vector512{double})"/>
    public static Vector512<float> NormalCdf(Vector512<float> x) =>
        Vector512.Narrow(NormalCdf(Vector512.WidenLower(x)), NormalCdf(Vector512.WidenUpper(x)));

    /// <summary>ln Φ(x), for every x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogNormalCdf(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x), minusHalf = a * Vector512.Create(-0.5);
        Vector512<double> lower = Fma(minusHalf, a, Log(Vector512.Create(0.5) * ScaledErfcPositive(a * Vector512.Create(InverseRoot2))));
        lower = Select(Vector512.LessThan(a, Vector512<double>.One), Log(NormalCdf(x)), lower);
        Vector512<double> upper = Log1p(-NormalTail(a));
        return Select(Vector512.GreaterThan(x, Vector512<double>.Zero), upper, lower);
    }

    /// <inheritdoc cref="LogNormalCdf(Vector512{double})"/>
    public static Vector512<float> LogNormalCdf(Vector512<float> x) =>
        Vector512.Narrow(LogNormalCdf(Vector512.WidenLower(x)), LogNormalCdf(Vector512.WidenUpper(x)));

    /// <summary>φ(x)/Φ(x), the derivative of ln Φ: about -x for very negative x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> NormalHazard(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> lower = Vector512.Create(0.79788456080286535588) / ScaledErfcPositive(a * Vector512.Create(InverseRoot2));
        Vector512<double> b = AtMost(a, 60d), square = b * b, low = Fma(b, b, -square), minusHalf = Vector512.Create(-0.5);
        Vector512<double> density = ExpScaled(square * minusHalf, low * minusHalf, Vector512.Create(0.39894228040143267794));
        Vector512<double> upper = density / (Vector512<double>.One - NormalTail(a));
        return Select(Vector512.GreaterThan(x, Vector512<double>.Zero), upper, lower);
    }

    /// <inheritdoc cref="NormalHazard(Vector512{double})"/>
    public static Vector512<float> NormalHazard(Vector512<float> x) =>
        Vector512.Narrow(NormalHazard(Vector512.WidenLower(x)), NormalHazard(Vector512.WidenUpper(x)));

    private const double InverseRoot2 = 0.70710678118654752440;

    /// <summary>Φ(-a) for a >= 0: the rounding error of a² goes into the exponential.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> NormalTail(Vector512<double> a)
    {
        a = AtMost(a, 39d);
        Vector512<double> square = a * a, minusHalf = Vector512.Create(-0.5);
        Vector512<double> factor = ErfcFactor(a * Vector512.Create(InverseRoot2)) * Vector512.Create(0.5);
        return ExpScaled(square * minusHalf, Fma(a, a, -square) * minusHalf, factor);
    }

    /// <summary>e^(a²) erfc a for a >= 0; from 28 on by its asymptotic series (NIST DLMF 7.12.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ScaledErfcPositive(Vector512<double> a)
    {
        Vector512<double> near = ErfcFactor(AtMost(a, 28d));
        Vector512<double> large = Vector512.GreaterThan(a, Vector512.Create(28d));
        if (large.AsInt64() == Vector512<long>.Zero)
            return near;
        Vector512<double> inverse = Vector512<double>.One / a, w = inverse * inverse;
        Vector512<double> q = Fma(Vector512.Create(-1055.7421875), w, 162.421875);
        q = Fma(q, w, -29.53125);
        q = Fma(q, w, 6.5625);
        q = Fma(q, w, -1.875);
        q = Fma(q, w, 0.75);
        q = Fma(q, w, -0.5);
        q = Fma(q, w, 1d);
        return Select(large, q * inverse * Vector512.Create(0.56418958354775628695), near);
    }
}
