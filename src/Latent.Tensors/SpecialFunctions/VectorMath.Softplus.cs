using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), accurate at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        Vector512<float> e = ExpOfMinusAbs(x);
        // ln(1+e) = e + e² q(e) for e in [0, 1] needs no reduction of its own. Estrin's scheme: after the exponential's chain another one
        // as long would wait more than compute.
        Vector512<float> e2 = e * e;
        Vector512<float> e4 = e2 * e2;
        Vector512<float> q01 = Fma(Vector512.Create(0.3333225f), e, -0.5f); // log1p01.f
        Vector512<float> q23 = Fma(Vector512.Create(0.19774194f), e, -0.2497508f);
        Vector512<float> q45 = Fma(Vector512.Create(0.110242195f), e, -0.1556908f);
        Vector512<float> q67 = Fma(Vector512.Create(0.021869075f), e, -0.060911063f);
        Vector512<float> high = Fma(Vector512.Create(-0.0036758704f), e4, Fma(q67, e2, q45));
        Vector512<float> q = Fma(high, e4, Fma(q23, e2, q01));
        return Positive(x) + Fma(e2, q, e);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), accurate at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Softplus(Vector512<double> x) => Positive(x) + Log1p(ExpOfMinusAbs(x));
}
