using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), accurate at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        Vector512<float> e = ExpOfMinusAbs(x, out Vector512<float> low);
        // ln(1+e) = e - e²/2 + e³ q(e) for e in [0, 1] needs no reduction of its own. Estrin's scheme: after the exponential's chain
        // another one as long would wait more than compute.
        Vector512<float> e2 = e * e;
        Vector512<float> e4 = e2 * e2;
        Vector512<float> q01 = Fma(Vector512.Create(-0.2497508f), e, 0.3333225f); // log1p01.f, from c1 on
        Vector512<float> q23 = Fma(Vector512.Create(-0.1556908f), e, 0.19774194f);
        Vector512<float> q45 = Fma(Vector512.Create(-0.060911063f), e, 0.110242195f);
        Vector512<float> q67 = Fma(Vector512.Create(-0.0036758704f), e, 0.021869075f);
        Vector512<float> q = Fma(Fma(q67, e2, q45), e4, Fma(q23, e2, q01));
        // The rounding error of e counts with the slope 1/(1+e), for which 1 - e/2 is near enough.
        Vector512<float> minusHalf = e * Vector512.Create(-0.5f);
        Vector512<float> small = Fma(e2 * e, q, Fma(minusHalf, low, low));
        return Positive(x) + (Fma(minusHalf, e, e) + small);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), accurate at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Softplus(Vector512<double> x) => Positive(x) + Log1p(ExpOfMinusAbs(x));
}
