using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The negative binomial distribution of counts: a Poisson rate that is gamma distributed, of mean μ and dispersion r.</summary>
/// <remarks>
/// log p(x) = log Γ(x + r)/(Γ(r)·x!) + x·log σ(l) + r·log σ(-l) with l = log μ/r; the variance is μ + μ²/r. r is also the number of
/// failures until which successes of probability σ(l) are counted. Computed in float64; large r is the Poisson limit, and exact there. R.
/// Lopez et al., "Deep generative modeling for single-cell transcriptomics", Nature Methods 15, 2018 (r is their θ).
/// </remarks>
public sealed class NegativeBinomial : ElementwiseDistribution
{
    /// <summary>The KL divergences from a negative binomial distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.OfElements<NegativeBinomial, NegativeBinomial>("μ·log σ(l)/σ(l′) + r·log σ(-l)/σ(-l′), for r = r′", KlSameCount)];

    private readonly Tensor _logCount;
    private readonly Tensor _logits;

    private NegativeBinomial(Tensor logCount, Tensor logits, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _logCount = logCount;
        _logits = logits;
    }

    /// <summary>log r, batch + event.</summary>
    public Tensor LogTotalCount => Full(_logCount);

    /// <summary>l, the logit of a success, batch + event.</summary>
    public Tensor Logits => Full(_logits);

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeIntegers;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Full((_logCount + _logits).Exp());

    /// <inheritdoc/>
    public override Tensor Variance => Full((_logCount + _logits + _logits.Softplus()).Exp());

    /// <summary>From the mean μ and the dispersion r (scVI's θ), which broadcast.</summary>
    /// <param name="mean">μ &gt; 0.</param>
    /// <param name="dispersion">r &gt; 0; the larger, the nearer to a Poisson distribution.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A mean or a dispersion is not positive.</exception>
    public static NegativeBinomial FromMeanDispersion(Tensor mean, Tensor dispersion, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("NegativeBinomial", "mean and dispersion", ref mean, ref dispersion);
        Arguments.Positive("NegativeBinomial", "mean", mean);
        Arguments.Positive("NegativeBinomial", "dispersion", dispersion);
        return FromLogMeanLogDispersion(mean.Log(), dispersion.Log(), eventAxes);
    }

    /// <summary>From log μ and log r, which broadcast; a layer's outputs need no further transform.</summary>
    /// <param name="logMean">log μ.</param>
    /// <param name="logDispersion">log r.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static NegativeBinomial FromLogMeanLogDispersion(Tensor logMean, Tensor logDispersion, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("NegativeBinomial", "log mean and log dispersion", ref logMean, ref logDispersion);
        return Of(logDispersion, logMean - logDispersion, eventAxes);
    }

    /// <summary>From the number of failures r, which need not be whole, and the logit of a success, which broadcast.</summary>
    /// <param name="totalCount">r &gt; 0.</param>
    /// <param name="logits">l.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A count is not positive.</exception>
    public static NegativeBinomial FromLogits(Tensor totalCount, Tensor logits, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("NegativeBinomial", "total count and logits", ref totalCount, ref logits);
        return Of(Arguments.Positive("NegativeBinomial", "total count", totalCount).Log(), logits, eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        CountSampler.NegativeBinomial(LogTotalCount, Logits, draws, samples).To(_logits.DType);

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        Tensor x = RisingFactorial.Wide(value), logCount = RisingFactorial.Wide(_logCount), logits = RisingFactorial.Wide(_logits);
        Tensor count = logCount.Exp();
        Tensor rising = RisingFactorial.LogExcess(logCount, count, x) - RisingFactorial.LogFactorial(x);
        // x·log r belongs to the excess; taken with log σ(l) it is the logarithm of a mean, however large r is.
        return (rising + (x * (logCount - (-logits).Softplus())) - (count * logits.Softplus())).To(_logits.DType);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logCount = map(_logCount, EventAxes), logits = map(_logits, EventAxes);
        return ReferenceEquals(logCount, _logCount) && ReferenceEquals(logits, _logits) ? this : Of(logCount, logits, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new NegativeBinomial(_logCount, _logits, Elements, eventAxes);

    private static NegativeBinomial Of(Tensor logCount, Tensor logits, int eventAxes)
    {
        Shape elements = Arguments.Broadcast("NegativeBinomial", "log total count and logits", ref logCount, ref logits);
        return new NegativeBinomial(logCount, logits, elements, Arguments.EventAxes("NegativeBinomial", elements, eventAxes));
    }

    private static Tensor KlSameCount(NegativeBinomial q, NegativeBinomial p)
    {
        if (!Arguments.AreOne(q._logCount, p._logCount))
        {
            if ((q._logCount - p._logCount).Detach().Abs().Max().Item() > 0)
            {
                throw new KlNotKnownException(
                    "No closed form for KL(NegativeBinomial || NegativeBinomial) of different total counts (dispersions). Use Kl.Estimate, which takes "
                    + "samples, or give both one total count.");
            }

            // Equal now; but the gradient by one of them alone is that of the case without a closed form.
            if (q._logCount.IsTracked || p._logCount.IsTracked)
            {
                throw new KlNotKnownException(
                    "No closed form for KL(NegativeBinomial || NegativeBinomial) of two total counts (dispersions) that are learned apart, though they "
                    + "are equal now: its gradient is not known. Give both one tensor of log total counts (FromLogMeanLogDispersion), or use "
                    + "Kl.Estimate, which takes samples.");
            }
        }

        Tensor l = RisingFactorial.Wide(q._logits), other = RisingFactorial.Wide(p._logits), logCount = RisingFactorial.Wide(q._logCount);
        Tensor success = (-other).Softplus() - (-l).Softplus(), failure = other.Softplus() - l.Softplus();
        return (((logCount + l).Exp() * success) + (logCount.Exp() * failure)).To(q._logits.DType);
    }
}
