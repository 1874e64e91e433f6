using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

// Derivatives of random numbers by a parameter of their distribution, lane by lane.
internal static partial class VectorMath
{
    /// <summary>dz/da of a gamma number z of shape a; see <see cref="SpecialFunctions.GammaSlope"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> GammaSlope(Vector512<double> shape, Vector512<double> z)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, SpecialFunctions.GammaSlope.Of(shape.GetElement(lane), z.GetElement(lane)));
        return y;
    }

    /// <summary>dz/da of a gamma number z of shape a. Computed in double precision, rounded once.</summary>
    public static Vector512<float> GammaSlope(Vector512<float> shape, Vector512<float> z) => Vector512.Narrow(
        GammaSlope(Vector512.WidenLower(shape), Vector512.WidenLower(z)),
        GammaSlope(Vector512.WidenUpper(shape), Vector512.WidenUpper(z)));

    /// <summary>d ln z / da of a gamma number z of shape a, from ln z.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogGammaSlope(Vector512<double> shape, Vector512<double> logZ)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, SpecialFunctions.GammaSlope.OfLog(shape.GetElement(lane), logZ.GetElement(lane)));
        return y;
    }

    /// <summary>d ln z / da of a gamma number z of shape a, from ln z. Computed in double precision, rounded once.</summary>
    public static Vector512<float> LogGammaSlope(Vector512<float> shape, Vector512<float> logZ) => Vector512.Narrow(
        LogGammaSlope(Vector512.WidenLower(shape), Vector512.WidenLower(logZ)),
        LogGammaSlope(Vector512.WidenUpper(shape), Vector512.WidenUpper(logZ)));
}
