using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Formulas;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>Sixteen floats: one Vector512, which the runtime splits in two or four where the processor is narrower; same bits everywhere.</summary>
internal readonly unsafe struct Lanes32(Vector512<float> value) : IVector<Lanes32, float>
{
    public readonly Vector512<float> V = value;

    public static int Lanes => 16;

    public static Lanes32 operator +(Lanes32 a, Lanes32 b) => new(a.V + b.V);

    public static Lanes32 operator -(Lanes32 a, Lanes32 b) => new(a.V - b.V);

    public static Lanes32 operator *(Lanes32 a, Lanes32 b) => new(a.V * b.V);

    public static Lanes32 operator /(Lanes32 a, Lanes32 b) => new(a.V / b.V);

    public static Lanes32 operator -(Lanes32 a) => new(-a.V);

    public static Lanes32 Constant(double value) => new(Vector512.Create((float)value));

    public static Lanes32 Broadcast(float value) => new(Vector512.Create(value));

    public static float FromDouble(double value) => (float)value;

    public static double ToDouble(float value) => value;

    public static Lanes32 Load(float* source) => new(Vector512.Load(source));

    public static void Store(Lanes32 value, float* destination) => value.V.Store(destination);

    public static Lanes32 MulAdd(Lanes32 a, Lanes32 b, Lanes32 c) => new(Vector512.FusedMultiplyAdd(a.V, b.V, c.V));

    public static Lanes32 IfGreater(Lanes32 a, Lanes32 b, Lanes32 then, Lanes32 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.V, b.V), then.V, otherwise.V));

    public static Lanes32 IfEqual(Lanes32 a, Lanes32 b, Lanes32 then, Lanes32 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.V, b.V), then.V, otherwise.V));

    public static Lanes32 Abs(Lanes32 x) => new(Vector512.Abs(x.V));

    public static Lanes32 Sqrt(Lanes32 x) => new(Vector512.Sqrt(x.V));

    public static Lanes32 Floor(Lanes32 x) => new(Vector512.Floor(x.V));

    public static Lanes32 Exp(Lanes32 x) => new(VectorMath.Exp(x.V));

    public static Lanes32 Expm1(Lanes32 x) => new(VectorMath.Expm1(x.V));

    public static Lanes32 Log(Lanes32 x) => new(VectorMath.Log(x.V));

    public static Lanes32 Log1p(Lanes32 x) => new(VectorMath.Log1p(x.V));

    public static Lanes32 Tanh(Lanes32 x) => new(VectorMath.Tanh(x.V));

    public static Lanes32 Sigmoid(Lanes32 x) => new(VectorMath.Sigmoid(x.V));

    public static Lanes32 Softplus(Lanes32 x) => new(VectorMath.Softplus(x.V));

    public static Lanes32 Erf(Lanes32 x) => new(VectorMath.Erf(x.V));

    public static Lanes32 ErfInv(Lanes32 x) => new(VectorMath.ErfInv(x.V));

    public static Lanes32 Sin(Lanes32 x) => new(VectorMath.Sin(x.V));

    public static Lanes32 Cos(Lanes32 x) => new(VectorMath.Cos(x.V));

    public static Lanes32 Pow(Lanes32 x, Lanes32 y) => new(VectorMath.Pow(x.V, y.V));

    public static Lanes32 LogGamma(Lanes32 x) => new(VectorMath.LogGamma(x.V));

    public static Lanes32 Digamma(Lanes32 x) => new(VectorMath.Digamma(x.V));

    public static Lanes32 Trigamma(Lanes32 x) => new(VectorMath.Trigamma(x.V));

    public static Lanes32 Tetragamma(Lanes32 x) => new(VectorMath.Tetragamma(x.V));

    public static Lanes32 LogBesselI(Lanes32 order, Lanes32 x) => new(VectorMath.LogBesselI(order.V, x.V));

    public static Lanes32 BesselIRatio(Lanes32 order, Lanes32 x) => new(VectorMath.BesselIRatio(order.V, x.V));

    public static Lanes32 BesselIRatioSlope(Lanes32 order, Lanes32 x) => new(VectorMath.BesselIRatioSlope(order.V, x.V));

    public static Lanes32 LogBesselIReduced(Lanes32 order, Lanes32 x) => new(VectorMath.LogBesselIReduced(order.V, x.V));

    public static Lanes32 GammaSlope(Lanes32 shape, Lanes32 z) => new(VectorMath.GammaSlope(shape.V, z.V));

    public static Lanes32 LogGammaSlope(Lanes32 shape, Lanes32 logZ) => new(VectorMath.LogGammaSlope(shape.V, logZ.V));

    public static Lanes32 Erfc(Lanes32 x) => new(VectorMath.Erfc(x.V));

    public static Lanes32 NormalCdf(Lanes32 x) => new(VectorMath.NormalCdf(x.V));

    public static Lanes32 LogNormalCdf(Lanes32 x) => new(VectorMath.LogNormalCdf(x.V));

    public static Lanes32 NormalHazard(Lanes32 x) => new(VectorMath.NormalHazard(x.V));

    public static Lanes32 LogExprel(Lanes32 x) => new(VectorMath.LogExprel(x.V));

    public static Lanes32 LogExprelSlope(Lanes32 x) => new(VectorMath.LogExprelSlope(x.V));

    public static Lanes32 LogExprelCurvature(Lanes32 x) => new(VectorMath.LogExprelCurvature(x.V));

    public static Lanes32 Langevin(Lanes32 x) => new(VectorMath.Langevin(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 FoldLanes<TFold>(Lanes32 value) where TFold : IFold
    {
        Vector256<float> upper = value.V.GetUpper();
        value = TFold.Combine(value, new Lanes32(Vector512.Create(upper, upper)));
        Vector128<float> half = value.V.GetLower().GetUpper();
        value = TFold.Combine(value, Spread(half));
        Vector128<float> quarter = value.V.GetLower().GetLower();
        value = TFold.Combine(value, Spread(Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1))));
        quarter = value.V.GetLower().GetLower();
        return TFold.Combine(value, Spread(Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2))));
    }

    private static Lanes32 Spread(Vector128<float> v)
    {
        Vector256<float> twice = Vector256.Create(v, v);
        return new(Vector512.Create(twice, twice));
    }
}
