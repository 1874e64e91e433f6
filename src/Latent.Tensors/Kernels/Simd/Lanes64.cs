using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Formulas;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>Eight doubles: one Vector512, which the runtime splits in two or four where the processor is narrower; same bits everywhere.</summary>
internal readonly unsafe struct Lanes64(Vector512<double> value) : IVector<Lanes64, double>
{
    public readonly Vector512<double> V = value;

    public static int Lanes => 8;

    public static Lanes64 operator +(Lanes64 a, Lanes64 b) => new(a.V + b.V);

    public static Lanes64 operator -(Lanes64 a, Lanes64 b) => new(a.V - b.V);

    public static Lanes64 operator *(Lanes64 a, Lanes64 b) => new(a.V * b.V);

    public static Lanes64 operator /(Lanes64 a, Lanes64 b) => new(a.V / b.V);

    public static Lanes64 operator -(Lanes64 a) => new(-a.V);

    public static Lanes64 Constant(double value) => new(Vector512.Create((double)value));

    public static Lanes64 Broadcast(double value) => new(Vector512.Create(value));

    public static double FromDouble(double value) => (double)value;

    public static double ToDouble(double value) => value;

    public static Lanes64 Load(double* source) => new(Vector512.Load(source));

    public static void Store(Lanes64 value, double* destination) => value.V.Store(destination);

    public static Lanes64 MulAdd(Lanes64 a, Lanes64 b, Lanes64 c) => new(Vector512.FusedMultiplyAdd(a.V, b.V, c.V));

    public static Lanes64 IfGreater(Lanes64 a, Lanes64 b, Lanes64 then, Lanes64 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.V, b.V), then.V, otherwise.V));

    public static Lanes64 IfEqual(Lanes64 a, Lanes64 b, Lanes64 then, Lanes64 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.V, b.V), then.V, otherwise.V));

    public static Lanes64 Abs(Lanes64 x) => new(Vector512.Abs(x.V));

    public static Lanes64 Sqrt(Lanes64 x) => new(Vector512.Sqrt(x.V));

    public static Lanes64 Floor(Lanes64 x) => new(Vector512.Floor(x.V));

    public static Lanes64 Exp(Lanes64 x) => new(VectorMath.Exp(x.V));

    public static Lanes64 Expm1(Lanes64 x) => new(VectorMath.Expm1(x.V));

    public static Lanes64 Log(Lanes64 x) => new(VectorMath.Log(x.V));

    public static Lanes64 Log1p(Lanes64 x) => new(VectorMath.Log1p(x.V));

    public static Lanes64 Tanh(Lanes64 x) => new(VectorMath.Tanh(x.V));

    public static Lanes64 Sigmoid(Lanes64 x) => new(VectorMath.Sigmoid(x.V));

    public static Lanes64 Softplus(Lanes64 x) => new(VectorMath.Softplus(x.V));

    public static Lanes64 Erf(Lanes64 x) => new(VectorMath.Erf(x.V));

    public static Lanes64 ErfInv(Lanes64 x) => new(VectorMath.ErfInv(x.V));

    public static Lanes64 Sin(Lanes64 x) => new(VectorMath.Sin(x.V));

    public static Lanes64 Cos(Lanes64 x) => new(VectorMath.Cos(x.V));

    public static Lanes64 Pow(Lanes64 x, Lanes64 y) => new(VectorMath.Pow(x.V, y.V));

    public static Lanes64 LogGamma(Lanes64 x) => new(VectorMath.LogGamma(x.V));

    public static Lanes64 Digamma(Lanes64 x) => new(VectorMath.Digamma(x.V));

    public static Lanes64 Trigamma(Lanes64 x) => new(VectorMath.Trigamma(x.V));

    public static Lanes64 Tetragamma(Lanes64 x) => new(VectorMath.Tetragamma(x.V));

    public static Lanes64 LogBesselI(Lanes64 order, Lanes64 x) => new(VectorMath.LogBesselI(order.V, x.V));

    public static Lanes64 BesselIRatio(Lanes64 order, Lanes64 x) => new(VectorMath.BesselIRatio(order.V, x.V));

    public static Lanes64 BesselIRatioSlope(Lanes64 order, Lanes64 x) => new(VectorMath.BesselIRatioSlope(order.V, x.V));

    public static Lanes64 LogBesselIReduced(Lanes64 order, Lanes64 x) => new(VectorMath.LogBesselIReduced(order.V, x.V));

    public static Lanes64 GammaSlope(Lanes64 shape, Lanes64 z) => new(VectorMath.GammaSlope(shape.V, z.V));

    public static Lanes64 LogGammaSlope(Lanes64 shape, Lanes64 logZ) => new(VectorMath.LogGammaSlope(shape.V, logZ.V));

    public static Lanes64 Erfc(Lanes64 x) => new(VectorMath.Erfc(x.V));

    public static Lanes64 NormalCdf(Lanes64 x) => new(VectorMath.NormalCdf(x.V));

    public static Lanes64 LogNormalCdf(Lanes64 x) => new(VectorMath.LogNormalCdf(x.V));

    public static Lanes64 NormalHazard(Lanes64 x) => new(VectorMath.NormalHazard(x.V));

    public static Lanes64 LogExprel(Lanes64 x) => new(VectorMath.LogExprel(x.V));

    public static Lanes64 LogExprelSlope(Lanes64 x) => new(VectorMath.LogExprelSlope(x.V));

    public static Lanes64 LogExprelCurvature(Lanes64 x) => new(VectorMath.LogExprelCurvature(x.V));

    public static Lanes64 Langevin(Lanes64 x) => new(VectorMath.Langevin(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 FoldLanes<TFold>(Lanes64 value) where TFold : IFold
    {
        Vector256<double> upper = value.V.GetUpper();
        value = TFold.Combine(value, new Lanes64(Vector512.Create(upper, upper)));
        Vector128<double> half = value.V.GetLower().GetUpper();
        value = TFold.Combine(value, Spread(half));
        Vector128<double> quarter = value.V.GetLower().GetLower();
        return TFold.Combine(value, Spread(Vector128.Shuffle(quarter, Vector128.Create(1L, 0L))));
    }

    private static Lanes64 Spread(Vector128<double> v)
    {
        Vector256<double> twice = Vector256.Create(v, v);
        return new(Vector512.Create(twice, twice));
    }
}
