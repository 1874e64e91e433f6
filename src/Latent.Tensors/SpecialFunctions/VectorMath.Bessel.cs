using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln I_v(x) lane by lane, v the order. NaN for negative order or argument.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogBesselI(Vector512<double> order, Vector512<double> x)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, Bessel.Log(order.GetElement(lane), x.GetElement(lane)));
        return y;
    }

    /// <summary>ln I_v(x) lane by lane, v the order. Computed in double precision, rounded once.</summary>
    public static Vector512<float> LogBesselI(Vector512<float> order, Vector512<float> x) => Vector512.Narrow(
        LogBesselI(Vector512.WidenLower(order), Vector512.WidenLower(x)),
        LogBesselI(Vector512.WidenUpper(order), Vector512.WidenUpper(x)));

    /// <summary>I_(v+1)(x) / I_v(x) lane by lane; d/dx ln I_v = this + v/x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> BesselIRatio(Vector512<double> order, Vector512<double> x)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, Bessel.Ratio(order.GetElement(lane), x.GetElement(lane)));
        return y;
    }

    /// <summary>I_(v+1)(x) / I_v(x) lane by lane. Computed in double precision, rounded once.</summary>
    public static Vector512<float> BesselIRatio(Vector512<float> order, Vector512<float> x) => Vector512.Narrow(
        BesselIRatio(Vector512.WidenLower(order), Vector512.WidenLower(x)),
        BesselIRatio(Vector512.WidenUpper(order), Vector512.WidenUpper(x)));

    /// <summary>ln(Γ(v+1) (2/x)^v I_v(x)) lane by lane.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogBesselIReduced(Vector512<double> order, Vector512<double> x)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, Bessel.LogReduced(order.GetElement(lane), x.GetElement(lane)));
        return y;
    }

    /// <summary>ln(Γ(v+1) (2/x)^v I_v(x)) lane by lane. Computed in double precision, rounded once.</summary>
    public static Vector512<float> LogBesselIReduced(Vector512<float> order, Vector512<float> x) => Vector512.Narrow(
        LogBesselIReduced(Vector512.WidenLower(order), Vector512.WidenLower(x)),
        LogBesselIReduced(Vector512.WidenUpper(order), Vector512.WidenUpper(x)));

    /// <summary>d/dx I_(v+1)(x)/I_v(x) lane by lane.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> BesselIRatioSlope(Vector512<double> order, Vector512<double> x)
    {
        Vector512<double> y = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            y = y.WithElement(lane, Bessel.RatioSlope(order.GetElement(lane), x.GetElement(lane)));
        return y;
    }

    /// <summary>d/dx I_(v+1)(x)/I_v(x) lane by lane. Computed in double precision, rounded once.</summary>
    public static Vector512<float> BesselIRatioSlope(Vector512<float> order, Vector512<float> x) => Vector512.Narrow(
        BesselIRatioSlope(Vector512.WidenLower(order), Vector512.WidenLower(x)),
        BesselIRatioSlope(Vector512.WidenUpper(order), Vector512.WidenUpper(x)));
}
