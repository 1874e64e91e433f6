using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>1 / (1 + e^-x), through subnormal results for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> e = ExpOfMinusAbs(x);
        Vector512<float> one = Vector512<float>.One;
        return Select(Vector512.LessThan(x, Vector512<float>.Zero), e, one) / (one + e);
    }

    /// <summary>1 / (1 + e^-x), through subnormal results for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x)
    {
        Vector512<double> e = Exp(-Vector512.Abs(x));
        Vector512<double> one = Vector512<double>.One;
        return Select(Vector512.LessThan(x, Vector512<double>.Zero), e, one) / (one + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpOfMinusAbs(Vector512<float> x) => Exp(-Vector512.Abs(x));
}
