using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors;

// The continuous Bernoulli of Loaiza-Ganem and Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders"
// (NeurIPS 2019): p(x) = C(λ) λ^x (1 - λ)^(1 - x) on [0, 1], by its logit l = log(λ/(1 - λ)). As an exponential family its density is
// e^(xl - A(l)) with A(l) = log((e^l - 1)/l); all is smooth at l = 0, the uniform distribution.
public static partial class Ops
{
    /// <summary>log p(x) of a continuous Bernoulli given by logits: x·l - log((e^l - 1)/l).</summary>
    /// <param name="x">Values in [0, 1], broadcast.</param>
    /// <param name="logits">l, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor ContinuousBernoulliLogProb(Tensor x, Tensor logits, int eventAxes = 0) => eventAxes == 0
        ? Elementwise.Apply<ContinuousBernoulliLogProbOp>(x, logits)
        : SumOf.Apply<ContinuousBernoulliLogProbOp>(x, logits, eventAxes);

    /// <summary>
    /// log C(l) = log(l/tanh(l/2)), log 2 at 0: what the continuous Bernoulli adds to <see cref="BernoulliLogProb"/> (eq. 8); in nats. Within 4 ulp, its
    /// derivative within 8.
    /// </summary>
    /// <param name="logits">l.</param>
    public static Tensor ContinuousBernoulliLogNorm(Tensor logits) => Elementwise.Apply<ContinuousBernoulliLogNormOp>(logits);

    /// <summary>The mean 1/(1 - e^-l) - 1/l, 1/2 at 0 (eq. 9): the derivative of <see cref="Tensor.LogExprel"/>.</summary>
    /// <param name="logits">l.</param>
    public static Tensor ContinuousBernoulliMean(Tensor logits) => Elementwise.Apply<LogExprelSlopeOp>(logits);

    /// <summary>The variance 1/l² - 1/(4 sinh²(l/2)), 1/12 at 0: the derivative of the mean by the logit.</summary>
    /// <param name="logits">l.</param>
    public static Tensor ContinuousBernoulliVariance(Tensor logits) => Elementwise.Apply<LogExprelCurvatureOp>(logits);

    /// <summary>The distribution function (e^(lx) - 1)/(e^l - 1), x at l = 0.</summary>
    /// <param name="x">Values in [0, 1], broadcast.</param>
    /// <param name="logits">l, broadcast.</param>
    public static Tensor ContinuousBernoulliCdf(Tensor x, Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(logits);
        return x * ((x * logits).LogExprel() - logits.LogExprel()).Exp();
    }

    /// <summary>
    /// The inverse of the distribution function, log(1 + u(e^l - 1))/l: of uniform u a sample, differentiable by the logit.
    /// </summary>
    /// <param name="u">Probabilities in (0, 1), broadcast.</param>
    /// <param name="logits">l, broadcast.</param>
    public static Tensor ContinuousBernoulliQuantile(Tensor u, Tensor logits) => Elementwise.Apply<ContinuousBernoulliQuantileOp>(u, logits);
}
