using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

// ln((e^x - 1)/x), its derivatives, and coth x - 1/x: next to 0 from the series in x² (their coefficients are Bernoulli numbers, NIST DLMF
// 4.19.6 and 24.2.1), elsewhere from e^-|x|, which cannot overflow.
internal static partial class VectorMath
{
    /// <summary>ln((e^x - 1)/x), 0 at 0: the logarithm of ∫ e^(xt) dt from 0 to 1. Within 1.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LogExprel(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x);
        Vector512<float> z = AtMost(a, 2f);
        z *= z;
        Vector512<float> q = Fma(Vector512.Create(2.309158e-09f), z, -1.0694812e-07f); // exprel.f
        q = Fma(q, z, 5.5220653e-06f);
        q = Fma(q, z, -0.00034723146f);
        q = Fma(q, z, 0.041666668f);
        Vector512<float> near = Fma(q, z, x * Vector512.Create(0.5f));
        Vector512<float> far = Positive(x) + Log(-Expm1(-a) / a);
        far = Select(Vector512.Equals(x, Vector512.Create(float.PositiveInfinity)), x, far);
        return Select(Vector512.LessThan(a, Vector512.Create(2f)), near, far);
    }

    /// <summary>1/(1 - e^-x) - 1/x, 1/2 at 0: the derivative of ln((e^x - 1)/x), between 0 and 1. Within 1.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LogExprelSlope(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x), one = Vector512<float>.One;
        Vector512<float> near = Fma(ExprelSlopeNear(a), x, Vector512.Create(0.5f));
        Vector512<float> low = (one / a) + (Exp(-a) / Expm1(-a));
        Vector512<float> far = Select(Vector512.LessThan(x, Vector512<float>.Zero), low, one - low);
        return Select(Vector512.LessThan(a, Vector512.Create(2f)), near, far);
    }

    /// <summary>1/x² - 1/(4 sinh²(x/2)), 1/12 at 0: the second derivative of ln((e^x - 1)/x). Within 6 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LogExprelCurvature(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x);
        Vector512<float> z = AtMost(a, 2f);
        z *= z;
        Vector512<float> q = Fma(Vector512.Create(-5.1873266e-09f), z, 1.917655e-07f); // exprelcurvature.f
        q = Fma(q, z, -5.81244e-06f);
        q = Fma(q, z, 0.00016538979f);
        q = Fma(q, z, -0.0041666934f);
        q = Fma(q, z, 0.083333336f);
        Vector512<float> inverse = Vector512<float>.One / a, fall = Expm1(-a);
        Vector512<float> far = Fma(inverse, inverse, -(Exp(-a) / (fall * fall)));
        return Select(Vector512.LessThan(a, Vector512.Create(2f)), q, far);
    }

    /// <summary>coth x - 1/x (P. Langevin 1905), odd to the bit. Within 2.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Langevin(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x), twice = a + a, one = Vector512<float>.One, fall = Exp(-twice);
        Vector512<float> near = ExprelSlopeNear(twice) * (twice + twice);
        Vector512<float> far = one - ((one / a) + ((fall + fall) / Expm1(-twice)));
        return Select(Vector512.LessThan(a, one), near, far) | SignBit(x);
    }

    /// <summary>(1/(1 - e^-x) - 1/x - 1/2)/x for |x| up to 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExprelSlopeNear(Vector512<float> a)
    {
        Vector512<float> z = AtMost(a, 2f);
        z *= z;
        Vector512<float> q = Fma(Vector512.Create(-1.5936235e-09f), z, 3.2350435e-08f); // exprelslope.f
        q = Fma(q, z, -8.6793864e-07f);
        q = Fma(q, z, 3.312867e-05f);
        q = Fma(q, z, -0.0013889193f);
        q = Fma(q, z, 0.083333336f);
        return q;
    }

    /// <summary>ln((e^x - 1)/x), 0 at 0: the logarithm of ∫ e^(xt) dt from 0 to 1. Within 1.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogExprel(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> z = AtMost(a, 2d);
        z *= z;
        Vector512<double> q = Fma(Vector512.Create(-5.885875167429509e-18), z, 4.2722374419938165e-16); // exprel.d
        q = Fma(q, z, -2.0904186641782417e-14);
        q = Fma(q, z, 9.549365501534693e-13);
        q = Fma(q, z, -4.4032907538037813e-11);
        q = Fma(q, z, 2.0876731487001744e-09);
        q = Fma(q, z, -1.0333994524044576e-07);
        q = Fma(q, z, 5.511463844117749e-06);
        q = Fma(q, z, -0.00034722222222212536);
        q = Fma(q, z, 0.041666666666666664);
        Vector512<double> near = Fma(q, z, x * Vector512.Create(0.5));
        Vector512<double> far = Positive(x) + Log(-Expm1(-a) / a);
        far = Select(Vector512.Equals(x, Vector512.Create(double.PositiveInfinity)), x, far);
        return Select(Vector512.LessThan(a, Vector512.Create(2d)), near, far);
    }

    /// <summary>1/(1 - e^-x) - 1/x, 1/2 at 0: the derivative of ln((e^x - 1)/x), between 0 and 1. Within 1.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogExprelSlope(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x), one = Vector512<double>.One;
        Vector512<double> near = Fma(ExprelSlopeNear(a), x, Vector512.Create(0.5));
        Vector512<double> low = (one / a) + (Exp(-a) / Expm1(-a));
        Vector512<double> far = Select(Vector512.LessThan(x, Vector512<double>.Zero), low, one - low);
        return Select(Vector512.LessThan(a, Vector512.Create(2d)), near, far);
    }

    /// <summary>1/x² - 1/(4 sinh²(x/2)), 1/12 at 0: the second derivative of ln((e^x - 1)/x). Within 6 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogExprelCurvature(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> z = AtMost(a, 2d);
        z *= z;
        Vector512<double> q = Fma(Vector512.Create(3.506492611673191e-19), z, 5.644505530462946e-17); // exprelcurvature.d
        q = Fma(q, z, -3.621495064810178e-15);
        q = Fma(q, z, 1.4334471342296975e-13);
        q = Fma(q, z, -5.0760090258610305e-12);
        q = Fma(q, z, 1.7395500852770835e-10);
        q = Fma(q, z, -5.812584638020477e-09);
        q = Fma(q, z, 1.8789079194329195e-07);
        q = Fma(q, z, -5.787037026556631e-06);
        q = Fma(q, z, 0.00016534391534121648);
        q = Fma(q, z, -0.004166666666666394);
        q = Fma(q, z, 0.08333333333333333);
        Vector512<double> inverse = Vector512<double>.One / a, fall = Expm1(-a);
        Vector512<double> far = Fma(inverse, inverse, -(Exp(-a) / (fall * fall)));
        return Select(Vector512.LessThan(a, Vector512.Create(2d)), q, far);
    }

    /// <summary>coth x - 1/x (P. Langevin 1905), odd to the bit. Within 2.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Langevin(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x), twice = a + a, one = Vector512<double>.One, fall = Exp(-twice);
        Vector512<double> near = ExprelSlopeNear(twice) * (twice + twice);
        Vector512<double> far = one - ((one / a) + ((fall + fall) / Expm1(-twice)));
        return Select(Vector512.LessThan(a, one), near, far) | SignBit(x);
    }

    /// <summary>(1/(1 - e^-x) - 1/x - 1/2)/x for |x| up to 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExprelSlopeNear(Vector512<double> a)
    {
        Vector512<double> z = AtMost(a, 2d);
        z *= z;
        Vector512<double> q = Fma(Vector512.Create(1.0392730496707018e-18), z, -1.5432115583286707e-16); // exprelslope.d
        q = Fma(q, z, 8.115844247746066e-15);
        q = Fma(q, z, -3.3690215857367933e-13);
        q = Fma(q, z, 1.3376901488564777e-11);
        q = Fma(q, z, -5.284093682839281e-10);
        q = Fma(q, z, 2.0876746855365135e-08);
        q = Fma(q, z, -8.267195705739446e-07);
        q = Fma(q, z, 3.3068783066882695e-05);
        q = Fma(q, z, -0.00138888888888866);
        q = Fma(q, z, 0.08333333333333333);
        return q;
    }
}
