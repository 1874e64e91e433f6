using System.Runtime.Intrinsics;
using Latent.Tensors.Formulas;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Kernels.Reference;

/// <summary>
/// One number in double precision on the platform's own functions: what every other kernel is held against. The platform has no gamma or
/// Bessel functions; those are ours, held against tables of their own.
/// </summary>
internal readonly struct Scalar(double value) : IReal<Scalar>
{
    public readonly double Value = value;

    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value);

    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value);

    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value);

    public static Scalar operator /(Scalar a, Scalar b) => new(a.Value / b.Value);

    public static Scalar operator -(Scalar a) => new(-a.Value);

    public static Scalar Constant(double value) => new(value);

    public static Scalar MulAdd(Scalar a, Scalar b, Scalar c) => new(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static Scalar IfGreater(Scalar a, Scalar b, Scalar then, Scalar otherwise) => a.Value > b.Value ? then : otherwise;

    public static Scalar IfEqual(Scalar a, Scalar b, Scalar then, Scalar otherwise) => a.Value == b.Value ? then : otherwise;

    public static Scalar Abs(Scalar x) => new(Math.Abs(x.Value));

    public static Scalar Sqrt(Scalar x) => new(Math.Sqrt(x.Value));

    public static Scalar Floor(Scalar x) => new(Math.Floor(x.Value));

    public static Scalar Exp(Scalar x) => new(Math.Exp(x.Value));

    public static Scalar Expm1(Scalar x) => new(Math.Abs(x.Value) < 1e-5
        ? x.Value + (x.Value * x.Value / 2) + (x.Value * x.Value * x.Value / 6)
        : Math.Abs(x.Value) < 0.5 ? 2 * Math.Sinh(x.Value / 2) * Math.Exp(x.Value / 2) : Math.Exp(x.Value) - 1);

    public static Scalar Log(Scalar x) => new(Math.Log(x.Value));

    // log1p(x) = log(u) - ((u - 1) - x) / u with u = 1 + x corrects the rounding of 1 + x (Goldberg 1991, theorem 4).
    public static Scalar Log1p(Scalar x)
    {
        double u = 1 + x.Value;
        return new(u == 1 ? x.Value : double.IsInfinity(u) || u <= 0 ? Math.Log(u) : Math.Log(u) - ((u - 1 - x.Value) / u));
    }

    public static Scalar Tanh(Scalar x) => new(Math.Tanh(x.Value));

    public static Scalar Sigmoid(Scalar x) => new(x.Value >= 0
        ? 1 / (1 + Math.Exp(-x.Value))
        : Math.Exp(x.Value) / (1 + Math.Exp(x.Value)));

    public static Scalar Softplus(Scalar x) => new(Math.Max(x.Value, 0) + Log1p(new(Math.Exp(-Math.Abs(x.Value)))).Value);

    public static Scalar Erf(Scalar x) => new(VectorMath.Erf(Vector512.Create(x.Value)).ToScalar());

    public static Scalar ErfInv(Scalar x) => new(VectorMath.ErfInv(Vector512.Create(x.Value)).ToScalar());

    public static Scalar Sin(Scalar x) => new(Math.Sin(x.Value));

    public static Scalar Cos(Scalar x) => new(Math.Cos(x.Value));

    public static Scalar Pow(Scalar x, Scalar y) => new(Math.Pow(x.Value, y.Value));

    public static Scalar LogGamma(Scalar x) => new(VectorMath.LogGamma(Vector512.Create(x.Value)).ToScalar());

    public static Scalar Digamma(Scalar x) => new(VectorMath.Digamma(Vector512.Create(x.Value)).ToScalar());

    public static Scalar Trigamma(Scalar x) => new(VectorMath.Trigamma(Vector512.Create(x.Value)).ToScalar());

    public static Scalar Tetragamma(Scalar x) => new(VectorMath.Tetragamma(Vector512.Create(x.Value)).ToScalar());

    public static Scalar LogBesselI(Scalar order, Scalar x) => new(VectorMath.LogBesselI(Vector512.Create(order.Value), Vector512.Create(x.Value)).ToScalar());

    public static Scalar BesselIRatio(Scalar order, Scalar x) => new(VectorMath.BesselIRatio(Vector512.Create(order.Value), Vector512.Create(x.Value)).ToScalar());

    public static Scalar BesselIRatioSlope(Scalar order, Scalar x) => new(Bessel.RatioSlope(order.Value, x.Value));

    public static Scalar LogBesselIReduced(Scalar order, Scalar x) => new(Bessel.LogReduced(order.Value, x.Value));

    public static Scalar GammaSlope(Scalar shape, Scalar z) => new(SpecialFunctions.GammaSlope.Of(shape.Value, z.Value));

    public static Scalar LogGammaSlope(Scalar shape, Scalar logZ) => new(SpecialFunctions.GammaSlope.OfLog(shape.Value, logZ.Value));

    public static Scalar Erfc(Scalar x) => new(VectorMath.Erfc(Vector512.Create(x.Value)).ToScalar());

    public static Scalar NormalCdf(Scalar x) => new(VectorMath.NormalCdf(Vector512.Create(x.Value)).ToScalar());

    public static Scalar LogNormalCdf(Scalar x) => new(VectorMath.LogNormalCdf(Vector512.Create(x.Value)).ToScalar());

    public static Scalar NormalHazard(Scalar x) => new(VectorMath.NormalHazard(Vector512.Create(x.Value)).ToScalar());

    public static Scalar LogExprel(Scalar x) => new(VectorMath.LogExprel(Vector512.Create(x.Value)).ToScalar());

    public static Scalar LogExprelSlope(Scalar x) => new(VectorMath.LogExprelSlope(Vector512.Create(x.Value)).ToScalar());

    public static Scalar LogExprelCurvature(Scalar x) => new(VectorMath.LogExprelCurvature(Vector512.Create(x.Value)).ToScalar());

    public static Scalar Langevin(Scalar x) => new(VectorMath.Langevin(Vector512.Create(x.Value)).ToScalar());
}
