using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>tanh x; odd to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x);
        // Near 0: x + x³ q(x²).
        Vector512<float> z = x * x;
        Vector512<float> q = Fma(Vector512.Create(-0.00045571278f), z, 0.0025834292f); // tanh.f
        q = Fma(q, z, -0.008265456f);
        q = Fma(q, z, 0.021664092f);
        q = Fma(q, z, -0.053929474f);
        q = Fma(q, z, 0.13332981f);
        q = Fma(q, z, -0.33333322f);
        Vector512<float> near = Fma(z * q, a, a);
        // Elsewhere 1 - 2 / (e^2|x| + 1), which is 1 from |x| = 10 on.
        Vector512<float> far = AtMost(a, 10f);
        Vector512<float> t = ExpReduced(far + far, MagicF + 127f, out Vector512<float> power);
        Vector512<float> scale = PowerOfTwo(power);
        far = Vector512<float>.One - Vector512.Create(2f) / Fma(t, scale, scale + Vector512<float>.One);
        return Select(Vector512.LessThan(a, Vector512.Create(0.9f)), near, far) | SignBit(x);
    }

    /// <summary>tanh x; odd to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tanh(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> z = x * x;
        Vector512<double> q = Fma(Vector512.Create(5.756459779023633e-07), z, -3.7467934736934686e-06); // tanh.d
        q = Fma(q, z, 1.3452752095307168e-05);
        q = Fma(q, z, -3.769653378238041e-05);
        q = Fma(q, z, 9.618733763342787e-05);
        q = Fma(q, z, -0.00023888600723293572);
        q = Fma(q, z, 0.000589968454980421);
        q = Fma(q, z, -0.0014558240712772012);
        q = Fma(q, z, 0.003592126760667731);
        q = Fma(q, z, -0.008863235421910443);
        q = Fma(q, z, 0.021869488530225575);
        q = Fma(q, z, -0.05396825396806056);
        q = Fma(q, z, 0.13333333333333014);
        q = Fma(q, z, -0.3333333333333333);
        Vector512<double> near = Fma(z * q, a, a);
        Vector512<double> far = AtMost(a, 20d);
        Vector512<double> t = ExpReduced(far + far, MagicD + 1023d, out Vector512<double> power);
        Vector512<double> scale = PowerOfTwo(power);
        far = Vector512<double>.One - Vector512.Create(2d) / Fma(t, scale, scale + Vector512<double>.One);
        return Select(Vector512.LessThan(a, Vector512.Create(0.7)), near, far) | SignBit(x);
    }
}
