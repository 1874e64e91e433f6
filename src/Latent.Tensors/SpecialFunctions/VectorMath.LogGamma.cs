using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln |Γ(x)|; +∞ at 0 and the negative integers, and at ±∞. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> LogGamma(Vector512<float> x) =>
        Vector512.Narrow(LogGamma(Vector512.WidenLower(x)), LogGamma(Vector512.WidenUpper(x)));

    /// <summary>ln |Γ(x)|; +∞ at 0 and the negative integers, and at ±∞.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogGamma(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> one = Vector512<double>.One;

        // Below 4.5: Γ is carried by its recurrence to 2 + u, |u| <= 1/2. This keeps u exact next to the zeros at 1 and 2, and only like
        // signs are added elsewhere.
        Vector512<double> two = Vector512.Create(2d);
        Vector512<double> below1 = Vector512.LessThan(a, Vector512.Create(0.5)), below2 = Vector512.LessThan(a, Vector512.Create(1.5));
        Vector512<double> above3 = Vector512.GreaterThanOrEqual(a, Vector512.Create(2.5));
        Vector512<double> above4 = Vector512.GreaterThanOrEqual(a, Vector512.Create(3.5));
        Vector512<double> whole = Select(below1, Vector512<double>.Zero, Select(below2, one, two));
        whole = Select(above3, Select(above4, Vector512.Create(4d), Vector512.Create(3d)), whole);
        Vector512<double> u = a - whole;
        Vector512<double> down = Select(above4, (a - one) * (a - two), a - one);
        Vector512<double> product = Select(above3, down, Select(below1, a * (a + one), Select(below2, a, one)));
        Vector512<double> q = Fma(Vector512.Create(1.1664945629874466e-07), u, -1.3221101672898003e-07); // lgamma.d
        q = Fma(q, u, 1.4040626117231007e-07);
        q = Fma(q, u, -4.323584009909086e-07);
        q = Fma(q, u, 9.89166665298155e-07);
        q = Fma(q, u, -2.044037291119644e-06);
        q = Fma(q, u, 4.365806249197488e-06);
        q = Fma(q, u, -9.438673651012848e-06);
        q = Fma(q, u, 2.0508664520331845e-05);
        q = Fma(q, u, -4.492631952872432e-05);
        q = Fma(q, u, 9.945737109606339e-05);
        q = Fma(q, u, -0.00022315475357860353);
        q = Fma(q, u, 0.0005096695329092293);
        q = Fma(q, u, -0.0011927539118542863);
        q = Fma(q, u, 0.0028905103304857193);
        q = Fma(q, u, -0.007385551028671945);
        q = Fma(q, u, 0.020580808427788193);
        q = Fma(q, u, -0.0673523010531981);
        q = Fma(q, u, 0.3224670334241132);
        Vector512<double> small = Fma(u * u, q, u * Vector512.Create(0.42278433509846713));
        // From 4.5 on: Stirling's formula with the remainder (1/a) q(1/a²).
        Vector512<double> large = Vector512.GreaterThanOrEqual(a, Vector512.Create(4.5));
        Vector512<double> log = Log(Select(large, a, product));
        Vector512<double> inverse = one / a, w = inverse * inverse;
        q = Fma(Vector512.Create(0.047425674803114604), w, -0.020739112375344967); // stirling.d
        q = Fma(q, w, 0.006031030434732713);
        q = Fma(q, w, -0.0019072422130959092);
        q = Fma(q, w, 0.0008415802943922322);
        q = Fma(q, w, -0.0005952364697066768);
        q = Fma(q, w, 0.0007936507857823099);
        q = Fma(q, w, -0.0027777777777629907);
        q = Fma(q, w, 0.08333333333333333);
        Vector512<double> stirling = Fma(a - Vector512.Create(0.5), log - one, Fma(inverse, q, 0.41893853320467274));
        Vector512<double> y = Select(large, stirling, small + Select(above3, log, -log));
        Vector512<double> negative = Vector512.LessThan(x, Vector512<double>.Zero);
        return negative.AsInt64() != Vector512<long>.Zero ? Select(negative, LogGammaNegative(a, y), y) : y;
    }

    /// <summary>ln |Γ(-a)| from y = ln Γ(a), by Euler's reflection: |Γ(-a) Γ(a)| = π / (a |sin πa|).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> LogGammaNegative(Vector512<double> a, Vector512<double> y)
    {
        Vector512<double> sin = Vector512.Abs(SinCosPi(a, out _)) * Vector512.Create(0.3183098861837907);
        // Next to 0 the product a sin(πa) would underflow, and both Γ are ∓1/a.
        Vector512<double> tiny = Vector512.LessThan(a, Vector512.Create(1e-20));
        Vector512<double> reflected = -Log(Select(tiny, a, sin * a)) - Select(tiny, Vector512<double>.Zero, y);
        return Select(Vector512.Equals(a, Vector512.Create(double.PositiveInfinity)), a, reflected);
    }

    /// <summary>sin πa and cos πa for a >= 0, exact in their zeros; 0 and 1 beyond 2^50.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SinCosPi(Vector512<double> a, out Vector512<double> cos)
    {
        a = Select(Vector512.GreaterThan(a, Vector512.Create(1125899906842624d)), Vector512<double>.Zero, a);
        Vector512<double> z = Fma(a, Vector512.Create(2d), MagicD);
        Vector512<double> fraction = Fma(z - Vector512.Create(MagicD), Vector512.Create(-0.5), a);
        Vector512<double> r = fraction * Vector512.Create(3.141592653589793);
        Vector512<double> low =
            Fma(fraction, Vector512.Create(1.2246467991473532e-16), Fma(fraction, Vector512.Create(3.141592653589793), -r));
        Vector512<double> s = SinReduced(r, low), c = CosReduced(r, low);
        cos = Quadrant(z.AsInt64() + Vector512<long>.One, s, c);
        return Quadrant(z.AsInt64(), s, c);
    }
}
