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
        // ln(1+e) for e in [0, 1] needs no reduction of its own.
        Vector512<float> q = Fma(Vector512.Create(-0.0014167969f), e, 0.009859033f); // log1p01.f
        q = Fma(q, e, -0.032100692f);
        q = Fma(q, e, 0.06672296f);
        q = Fma(q, e, -0.103633896f);
        q = Fma(q, e, 0.13562867f);
        q = Fma(q, e, -0.16503356f);
        q = Fma(q, e, 0.19977126f);
        q = Fma(q, e, -0.2499826f);
        q = Fma(q, e, 0.3333328f);
        q = Fma(q, e, -0.5f);
        return AtLeast(x, 0f) + Fma(e * e, q, e);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), accurate at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Softplus(Vector512<double> x) => AtLeast(x, 0d) + Log1p(Exp(-Vector512.Abs(x)));
}
