using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors;

// What a variational autoencoder computes in every step, each in one sweep over memory. Terms are in nats.
public static partial class Ops
{
    /// <summary>log p(x) of a Bernoulli given by logits: x·l - log(1 + e^l).</summary>
    /// <param name="x">Values in [0, 1], broadcast.</param>
    /// <param name="logits">l, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor BernoulliLogProb(Tensor x, Tensor logits, int eventAxes = 0) =>
        eventAxes == 0 ? Elementwise.Apply<BernoulliLogProbOp>(x, logits) : SumOf.Apply<BernoulliLogProbOp>(x, logits, eventAxes);

    /// <summary>log p(x) of a normal given by mean and log standard deviation.</summary>
    /// <param name="x">Values, broadcast.</param>
    /// <param name="mean">μ, broadcast.</param>
    /// <param name="logScale">log σ, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor NormalLogProb(Tensor x, Tensor mean, Tensor logScale, int eventAxes = 0) => eventAxes == 0
        ? Elementwise.Apply<NormalLogProbOp>(x, mean, logScale)
        : SumOf.Apply<NormalLogProbOp>(x, mean, logScale, eventAxes);

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) (Kingma and Welling 2014, appendix B).</summary>
    /// <param name="mean">μ, broadcast.</param>
    /// <param name="logScale">log σ, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor KlStandardNormal(Tensor mean, Tensor logScale, int eventAxes = 0) => eventAxes == 0
        ? Elementwise.Apply<KlStandardNormalOp>(mean, logScale)
        : SumOf.Apply<KlStandardNormalOp>(mean, logScale, eventAxes);

    /// <summary>KL(N(μ, σ²) ‖ N(μ′, σ′²)), element by element.</summary>
    /// <param name="mean">μ, broadcast.</param>
    /// <param name="logScale">log σ, broadcast.</param>
    /// <param name="otherMean">μ′, broadcast.</param>
    /// <param name="otherLogScale">log σ′, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor KlNormal(Tensor mean, Tensor logScale, Tensor otherMean, Tensor otherLogScale, int eventAxes = 0) => eventAxes == 0
        ? Elementwise.Apply<KlNormalOp>(mean, logScale, otherMean, otherLogScale)
        : SumOf.Apply<KlNormalOp>(mean, logScale, otherMean, otherLogScale, eventAxes);

    /// <summary>
    /// KL(Poisson(a) ‖ Poisson(b)) = a·log(a/b) - a + b, accurate also where a and b are close; gamma, beta and Dirichlet log-probabilities
    /// are made of it (Loader 2000).
    /// </summary>
    /// <param name="rate">a ≥ 0, broadcast.</param>
    /// <param name="otherRate">b ≥ 0, broadcast.</param>
    /// <param name="eventAxes">How many of the last axes to sum; 0 gives each element's term.</param>
    /// <returns>Nats, the broadcast shape without the summed axes.</returns>
    public static Tensor KlPoisson(Tensor rate, Tensor otherRate, int eventAxes = 0) => eventAxes == 0
        ? Elementwise.Apply<KlPoissonOp>(rate, otherRate)
        : SumOf.Apply<KlPoissonOp>(rate, otherRate, eventAxes);

    /// <summary>μ + σ·ε: a sample of N(μ, σ²) as a differentiable function of its parameters (Kingma and Welling 2014, section 2.4).</summary>
    /// <param name="mean">μ, broadcast.</param>
    /// <param name="logScale">log σ, broadcast.</param>
    /// <param name="noise">ε ~ N(0, 1), broadcast.</param>
    public static Tensor Reparameterize(Tensor mean, Tensor logScale, Tensor noise) =>
        Elementwise.Apply<ReparameterizeOp>(mean, logScale, noise);
}
