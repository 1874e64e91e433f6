using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>The inverse of erf on [-1, 1]; ±1 give ±∞, beyond NaN. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> ErfInv(Vector512<float> x) =>
        Vector512.Narrow(ErfInv(Vector512.WidenLower(x)), ErfInv(Vector512.WidenUpper(x)));

    /// <summary>The inverse of erf on [-1, 1]; ±1 give ±∞, beyond NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> ErfInv(Vector512<double> x)
    {
        // erf^-1(x) = Φ^-1((1 + x)/2)/√2; 1 - |x| is exact where it is used.
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> half = x * Vector512.Create(0.5);
        Vector512<double> near = half * QuantileCentre(half);
        Vector512<double> far = QuantileTail((Vector512<double>.One - a) * Vector512.Create(0.5)) | SignBit(x);
        Vector512<double> y =
            Select(Vector512.LessThanOrEqual(a, Vector512.Create(0.85)), near, far) * Vector512.Create(0.7071067811865476);
        return Select(Vector512.Equals(x, Vector512<double>.Zero), x, y);
    }

    /// <summary>
    /// The inverse of the standard normal distribution function on [0, 1]; 0 and 1 give ∓∞, beyond NaN. Computed in double lanes, rounded
    /// once.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> NormalQuantile(Vector512<float> x) =>
        Vector512.Narrow(NormalQuantile(Vector512.WidenLower(x)), NormalQuantile(Vector512.WidenUpper(x)));

    /// <summary>The inverse of the standard normal distribution function on [0, 1]; 0 and 1 give ∓∞, beyond NaN.</summary>
    /// <remarks>
    /// The division of the range and the variables are those of M. Wichura, algorithm AS 241, Applied Statistics 37 (1988); the quotients
    /// are our own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> NormalQuantile(Vector512<double> p)
    {
        Vector512<double> q = p - Vector512.Create(0.5);
        Vector512<double> near = q * QuantileCentre(q);
        Vector512<double> lower = Select(Vector512.LessThan(q, Vector512<double>.Zero), p, Vector512<double>.One - p);
        Vector512<double> far = QuantileTail(lower) | SignBit(q);
        return Select(Vector512.LessThanOrEqual(Vector512.Abs(q), Vector512.Create(0.425)), near, far);
    }

    /// <summary>Φ^-1(1/2 + x)/x for |x| &lt;= 0.425, in u = 0.425² - x², which keeps all coefficients of one sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> QuantileCentre(Vector512<double> x)
    {
        Vector512<double> u = Fma(-x, x, 0.180625);
        Vector512<double> p = Fma(Vector512.Create(3907.007639023816), u, 74060.81462563902); // ndtri.mid, p
        p = Fma(p, u, 214247.3801984238);
        p = Fma(p, u, 213550.16248438213);
        p = Fma(p, u, 95692.73551269759);
        p = Fma(p, u, 21627.48116049056);
        p = Fma(p, u, 2548.2248573022625);
        p = Fma(p, u, 148.75654077063152);
        p = Fma(p, u, 3.3871328727963665);
        Vector512<double> q = Fma(Vector512.Create(9398.46451720659), u, 72342.69749284587); // ndtri.mid, q
        q = Fma(q, u, 140376.82723612545);
        q = Fma(q, u, 109244.70555458817);
        q = Fma(q, u, 41169.98166790856);
        q = Fma(q, u, 8176.878340636071);
        q = Fma(q, u, 871.2838940641986);
        q = Fma(q, u, 46.92338689522055);
        q = Fma(q, u, 1.0);
        return p / q;
    }

    /// <summary>-Φ^-1(p) for p &lt; 0.075, as a function of r = √(-ln p): one quotient in r - 1.6 up to r = 5, one in 1/r beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> QuantileTail(Vector512<double> lower)
    {
        Vector512<double> r = Vector512.Sqrt(-Log(lower));
        Vector512<double> u = r - Vector512.Create(1.6);
        Vector512<double> p = Fma(Vector512.Create(6.339536064841215e-06), u, 0.00040854887904313196); // ndtri.tail, p
        p = Fma(p, u, 0.008948689028597299);
        p = Fma(p, u, 0.09551150411472219);
        p = Fma(p, u, 0.5803425290461147);
        p = Fma(p, u, 2.153453062692905);
        p = Fma(p, u, 4.943250358767972);
        p = Fma(p, u, 6.753903085628899);
        p = Fma(p, u, 4.922304289258102);
        p = Fma(p, u, 1.4234371107496835);
        Vector512<double> q = Fma(Vector512.Create(4.482643566248366e-06), u, 0.0002817365023977046); // ndtri.tail, q
        q = Fma(q, u, 0.005890812479483204);
        q = Fma(q, u, 0.058764085719001616);
        q = Fma(q, u, 0.327020189102736);
        q = Fma(q, u, 1.0830858828748613);
        q = Fma(q, u, 2.1218721779019036);
        q = Fma(q, u, 2.258305320032883);
        q = Fma(q, u, 1.0);
        Vector512<double> y = p / q;
        Vector512<double> beyond = Vector512.GreaterThan(r, Vector512.Create(5d));
        u = Vector512<double>.One / r;
        p = Fma(Vector512.Create(-824462.3025747967), u, 9236036.6266083); // ndtri.far, p
        p = Fma(p, u, -2879050.5781437857);
        p = Fma(p, u, -9410967.099809663);
        p = Fma(p, u, -75089.52877305711);
        p = Fma(p, u, 1281846.2784684727);
        p = Fma(p, u, 237017.6223094222);
        p = Fma(p, u, 13759.01830220463);
        p = Fma(p, u, 271.5701338741455);
        p = Fma(p, u, 1.4142153900756766);
        q = Fma(Vector512.Create(-69090.29511455384), u, 663520.5654556224); // ndtri.far, q
        q = Fma(q, u, -3534055.353859094);
        q = Fma(q, u, -5586756.143890497);
        q = Fma(q, u, 248748.03067783028);
        q = Fma(q, u, 928983.9844828706);
        q = Fma(q, u, 168151.6333840298);
        q = Fma(q, u, 9732.810686170937);
        q = Fma(q, u, 192.03037585159367);
        q = Fma(q, u, 1.0);
        return Select(beyond, r * (p / q), y);
    }
}
