using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>1 / (1 + e^-x), through subnormal results for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        // All in units of 2^-64: c stands for the 1, so that e^-x stays in range as far as 1/(1 + e^-x) is a number other than 0. From x =
        // 20 on the result is 1.
        Vector512<float> c = Vector512.Create(5.421010862427522e-20f);
        Vector512<float> v = AtMost(AtLeast(x, -104f), 20f);
        Vector512<float> z = Fma(v, Vector512.Create(-Log2EF), MagicF + (127f - 64f));
        Vector512<float> n = z - Vector512.Create(MagicF + (127f - 64f));
        Vector512<float> r = -Fma(n, Vector512.Create(Ln2HighF), v);
        r = Fma(n, Vector512.Create(-Ln2LowF), r);
        Vector512<float> t = Fma(r * r, ExpTail(r), r);
        Vector512<float> scale = PowerOfTwo(z);
        // e^-x = e + eLow, then 1 + e^-x = d + dLow (Knuth's two-sum), for a rounding error in either would double in the quotient.
        Vector512<float> e = Fma(t, scale, scale);
        Vector512<float> low = Fma(t, scale, scale - e);
        Vector512<float> d = e + c;
        Vector512<float> part = d - e;
        low += (e - (d - part)) + (c - part);
        Vector512<float> q = c / d;
        Vector512<float> rest = Fma(-q, low, Fma(-q, d, c));
        return Fma(q, rest * Vector512.Create(1.8446744073709552e19f), q);
    }

    /// <summary>1 / (1 + e^-x), through subnormal results for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x)
    {
        Vector512<double> e = ExpOfMinusAbs(x);
        Vector512<double> one = Vector512<double>.One;
        return Select(Vector512.LessThan(x, Vector512<double>.Zero), e, one) / (one + e);
    }
}
