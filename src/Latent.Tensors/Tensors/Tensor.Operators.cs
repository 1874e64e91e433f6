using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors;

// Every operation a tensor has as an operator or a method without further arguments. Operations with structure (matrix products,
// convolutions, recurrences, losses) are in Ops.
public sealed partial class Tensor
{
    /// <summary>a + b, broadcast.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Elementwise.Apply<AddOp>(a, b);

    /// <summary>a - b, broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Elementwise.Apply<SubtractOp>(a, b);

    /// <summary>a·b element by element, broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Elementwise.Apply<MultiplyOp>(a, b);

    /// <summary>a / b element by element, broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Elementwise.Apply<DivideOp>(a, b);

    /// <summary>-x.</summary>
    public static Tensor operator -(Tensor x) => Elementwise.Apply<NegateOp>(x);

    /// <summary>A number is a tensor of shape [] that takes the element type it meets.</summary>
    public static implicit operator Tensor(double value) => Weak(value);

    /// <summary>x².</summary>
    public Tensor Square() => Elementwise.Apply<SquareOp>(this);

    /// <summary>√x; NaN below 0.</summary>
    public Tensor Sqrt() => Elementwise.Apply<SqrtOp>(this);

    /// <summary>|x|; its derivative at 0 is 0.</summary>
    public Tensor Abs() => Elementwise.Apply<AbsOp>(this);

    /// <summary>The largest integer not above x; its derivative is 0.</summary>
    public Tensor Floor() => Elementwise.Apply<FloorOp>(this);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => Elementwise.Apply<ExpOp>(this);

    /// <summary>eˣ - 1, accurate near 0.</summary>
    public Tensor Expm1() => Elementwise.Apply<Expm1Op>(this);

    /// <summary>log x: -∞ at 0, NaN below.</summary>
    public Tensor Log() => Elementwise.Apply<LogOp>(this);

    /// <summary>log(1 + x), accurate near 0.</summary>
    public Tensor Log1p() => Elementwise.Apply<Log1pOp>(this);

    /// <summary>tanh x.</summary>
    public Tensor Tanh() => Elementwise.Apply<TanhOp>(this);

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public Tensor Sigmoid() => Elementwise.Apply<SigmoidOp>(this);

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public Tensor Softplus() => Elementwise.Apply<SoftplusOp>(this);

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => Elementwise.Apply<ReluOp>(this);

    /// <summary>x above 0, slope·x below.</summary>
    public Tensor LeakyRelu(double slope = 0.01) => Elementwise.Apply<LeakyReluOp>(this, slope);

    /// <summary>x above 0, α(eˣ - 1) below (Clevert et al. 2016, eq. 15).</summary>
    public Tensor Elu(double alpha = 1) => Elementwise.Apply<EluOp>(this, alpha);

    /// <summary>The self-normalising elu (Klambauer et al. 2017, eq. 2).</summary>
    public Tensor Selu() => Elementwise.Apply<SeluOp>(this);

    /// <summary>x·Φ(x), exact (Hendrycks and Gimpel 2016).</summary>
    public Tensor Gelu() => Elementwise.Apply<GeluOp>(this);

    /// <summary>x·sigmoid x.</summary>
    public Tensor Silu() => Elementwise.Apply<SiluOp>(this);

    /// <summary>The error function.</summary>
    public Tensor Erf() => Elementwise.Apply<ErfOp>(this);

    /// <summary>The inverse error function, on (-1, 1).</summary>
    public Tensor ErfInv() => Elementwise.Apply<ErfInvOp>(this);

    /// <summary>1 - erf x, accurate where it is small.</summary>
    public Tensor Erfc() => Elementwise.Apply<ErfcOp>(this);

    /// <summary>The standard normal distribution function Φ(x), accurate where it is small.</summary>
    public Tensor NormalCdf() => Elementwise.Apply<NormalCdfOp>(this);

    /// <summary>log Φ(x), in nats, for every x.</summary>
    public Tensor LogNormalCdf() => Elementwise.Apply<LogNormalCdfOp>(this);

    /// <summary>log((eˣ - 1)/x), 0 at 0: the logarithm of the integral of e^(xt) over t from 0 to 1, without overflow.</summary>
    public Tensor LogExprel() => Elementwise.Apply<LogExprelOp>(this);

    /// <summary>log(1 - eˣ) for x ≤ 0: from the logarithm of a probability that of its complement. -∞ at 0, NaN above.</summary>
    public Tensor Log1mExp() => Elementwise.Apply<Log1mExpOp>(this);

    /// <summary>log(eˣ + e^other), without overflow, broadcast; -∞ where both are.</summary>
    public Tensor LogAddExp(Tensor other) => Elementwise.Apply<LogAddExpOp>(this, other);

    /// <summary>sin x.</summary>
    public Tensor Sin() => Elementwise.Apply<SinOp>(this);

    /// <summary>cos x.</summary>
    public Tensor Cos() => Elementwise.Apply<CosOp>(this);

    /// <summary>log|Γ(x)|.</summary>
    public Tensor LogGamma() => Elementwise.Apply<LogGammaOp>(this);

    /// <summary>ψ(x), the derivative of log Γ.</summary>
    public Tensor Digamma() => Elementwise.Apply<DigammaOp>(this);

    /// <summary>ψ′(x). Its second derivative is not defined here: the derivative, ψ″, is as far as the engine goes.</summary>
    public Tensor Trigamma() => Elementwise.Apply<TrigammaOp>(this);

    /// <summary>
    /// log Γ(x) - (x - ½)·log x + x - ½ log 2π for x &gt; 0, small where x is large: differences of log-gammas are written with it, so
    /// that nothing cancels (NIST DLMF 5.11.1).
    /// </summary>
    public Tensor LogGammaRemainder() => Elementwise.Apply<LogGammaRemainderOp>(this);

    /// <summary>ψ(x) - log x + 1/(2x) for x &gt; 0, the derivative of <see cref="LogGammaRemainder"/>.</summary>
    public Tensor DigammaRemainder() => Elementwise.Apply<DigammaRemainderOp>(this);

    /// <summary>x to the power p, broadcast.</summary>
    public Tensor Pow(Tensor p) => Elementwise.Apply<PowOp>(this, p);

    /// <summary>The larger of two, broadcast; at a tie the gradient goes to this tensor; a NaN in either gives NaN.</summary>
    public Tensor Maximum(Tensor other) => Elementwise.Apply<MaximumOp>(this, other);

    /// <summary>The smaller of two, broadcast; at a tie the gradient goes to this tensor; a NaN in either gives NaN.</summary>
    public Tensor Minimum(Tensor other) => Elementwise.Apply<MinimumOp>(this, other);

    /// <summary>min(max(x, lower), upper), broadcast; the gradient passes where x is within the bounds.</summary>
    public Tensor Clamp(Tensor lower, Tensor upper) => Elementwise.Apply<ClampOp>(this, lower, upper);

    /// <summary>1 where this tensor is greater, 0 elsewhere; broadcast. A constant: no gradient.</summary>
    public Tensor Greater(Tensor other) => Elementwise.Apply<IfGreaterOp>(Detach(), other.Detach(), 1.0, 0.0);

    /// <summary>1 where the two are equal, 0 elsewhere; broadcast. A constant: no gradient.</summary>
    public Tensor EqualTo(Tensor other) => Elementwise.Apply<IfEqualOp>(Detach(), other.Detach(), 1.0, 0.0);

    /// <summary>Where this tensor is not 0 the first, elsewhere the second; broadcast. No gradient to this tensor.</summary>
    public Tensor Where(Tensor then, Tensor otherwise) => Elementwise.Apply<WhereOp>(Detach(), then, otherwise);
}
