using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors;

// The tensor as a number of the algebra in which derivatives are written: running a formula records it.
public sealed partial class Tensor : IReal<Tensor>
{
    static Tensor IReal<Tensor>.Constant(double value) => Weak(value);

    static Tensor IReal<Tensor>.MulAdd(Tensor a, Tensor b, Tensor c) => (a * b) + c;

    static Tensor IReal<Tensor>.IfGreater(Tensor a, Tensor b, Tensor then, Tensor otherwise) =>
        Elementwise.Apply<IfGreaterOp>(a.Detach(), b.Detach(), then, otherwise);

    static Tensor IReal<Tensor>.IfEqual(Tensor a, Tensor b, Tensor then, Tensor otherwise) =>
        Elementwise.Apply<IfEqualOp>(a.Detach(), b.Detach(), then, otherwise);

    static Tensor IReal<Tensor>.Abs(Tensor x) => x.Abs();

    static Tensor IReal<Tensor>.Sqrt(Tensor x) => x.Sqrt();

    static Tensor IReal<Tensor>.Floor(Tensor x) => x.Floor();

    static Tensor IReal<Tensor>.Exp(Tensor x) => x.Exp();

    static Tensor IReal<Tensor>.Expm1(Tensor x) => x.Expm1();

    static Tensor IReal<Tensor>.Log(Tensor x) => x.Log();

    static Tensor IReal<Tensor>.Log1p(Tensor x) => x.Log1p();

    static Tensor IReal<Tensor>.Tanh(Tensor x) => x.Tanh();

    static Tensor IReal<Tensor>.Sigmoid(Tensor x) => x.Sigmoid();

    static Tensor IReal<Tensor>.Softplus(Tensor x) => x.Softplus();

    static Tensor IReal<Tensor>.Erf(Tensor x) => x.Erf();

    static Tensor IReal<Tensor>.ErfInv(Tensor x) => x.ErfInv();

    static Tensor IReal<Tensor>.Sin(Tensor x) => x.Sin();

    static Tensor IReal<Tensor>.Cos(Tensor x) => x.Cos();

    static Tensor IReal<Tensor>.Pow(Tensor x, Tensor y) => x.Pow(y);

    static Tensor IReal<Tensor>.LogGamma(Tensor x) => x.LogGamma();

    static Tensor IReal<Tensor>.Digamma(Tensor x) => x.Digamma();

    static Tensor IReal<Tensor>.Trigamma(Tensor x) => x.Trigamma();

    static Tensor IReal<Tensor>.Tetragamma(Tensor x) => Elementwise.Apply<TetragammaOp>(x);

    static Tensor IReal<Tensor>.LogBesselI(Tensor order, Tensor x) => Elementwise.Apply<LogBesselIOp>(order, x);

    static Tensor IReal<Tensor>.BesselIRatio(Tensor order, Tensor x) => Elementwise.Apply<BesselIRatioOp>(order, x);

    static Tensor IReal<Tensor>.BesselIRatioSlope(Tensor order, Tensor x) => Elementwise.Apply<BesselIRatioSlopeOp>(order, x);

    static Tensor IReal<Tensor>.LogBesselIReduced(Tensor order, Tensor x) => Elementwise.Apply<LogBesselIReducedOp>(order, x);

    static Tensor IReal<Tensor>.GammaSlope(Tensor shape, Tensor z) => Elementwise.Apply<GammaSlopeOp>(shape, z);

    static Tensor IReal<Tensor>.LogGammaSlope(Tensor shape, Tensor logZ) => Elementwise.Apply<LogGammaSlopeOp>(shape, logZ);

    static Tensor IReal<Tensor>.Erfc(Tensor x) => x.Erfc();

    static Tensor IReal<Tensor>.NormalCdf(Tensor x) => x.NormalCdf();

    static Tensor IReal<Tensor>.LogNormalCdf(Tensor x) => x.LogNormalCdf();

    static Tensor IReal<Tensor>.NormalHazard(Tensor x) => Elementwise.Apply<NormalHazardOp>(x);

    static Tensor IReal<Tensor>.LogExprel(Tensor x) => x.LogExprel();

    static Tensor IReal<Tensor>.LogExprelSlope(Tensor x) => Elementwise.Apply<LogExprelSlopeOp>(x);

    static Tensor IReal<Tensor>.LogExprelCurvature(Tensor x) => Elementwise.Apply<LogExprelCurvatureOp>(x);

    static Tensor IReal<Tensor>.Langevin(Tensor x) => Elementwise.Apply<LangevinOp>(x);
}
