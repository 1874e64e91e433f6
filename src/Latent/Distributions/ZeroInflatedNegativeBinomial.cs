using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Counts that are 0 with probability π, and negative binomial otherwise.</summary>
/// <remarks>
/// p(x) = π·[x = 0] + (1 - π)·NB(x), with π = σ(g). R. Lopez et al., "Deep generative modeling for single-cell transcriptomics", Nature
/// Methods 15, 2018, online methods.
/// </remarks>
public sealed class ZeroInflatedNegativeBinomial : ElementwiseDistribution
{
    private readonly Tensor _zeroLogits;

    private ZeroInflatedNegativeBinomial(NegativeBinomial counts, Tensor zeroLogits, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        Counts = counts;
        _zeroLogits = zeroLogits;
    }

    /// <summary>The distribution without the additional zeros.</summary>
    public NegativeBinomial Counts { get; }

    /// <summary>g, the logit of an additional zero, batch + event.</summary>
    public Tensor ZeroLogits => Full(_zeroLogits);

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeIntegers;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Full((-_zeroLogits).Sigmoid() * Counts.Mean);

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor mean = Counts.Mean;
            return Full((-_zeroLogits).Sigmoid() * (Counts.Variance + (_zeroLogits.Sigmoid() * mean.Square())));
        }
    }

    /// <summary>From the negative binomial distribution and the logit of an additional zero, which broadcast.</summary>
    /// <param name="counts">What is drawn where no zero is added; its event axes are kept.</param>
    /// <param name="zeroLogits">g = log π/(1 - π).</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static ZeroInflatedNegativeBinomial FromLogits(NegativeBinomial counts, Tensor zeroLogits)
    {
        ArgumentNullException.ThrowIfNull(counts);
        Tensor logits = counts.Logits;
        Shape elements = Arguments.Broadcast("ZeroInflatedNegativeBinomial", "logits of counts and of zeros", ref logits, ref zeroLogits);
        if (counts.Elements != elements) counts = (NegativeBinomial)counts.Map((parameter, _) => parameter.BroadcastTo(elements));
        return new ZeroInflatedNegativeBinomial(counts, zeroLogits, elements, counts.EventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor u = draws.Split("zero").Uniform(_zeroLogits, samples.Concat(Elements));
        return u.Greater(_zeroLogits.Detach().Sigmoid()) * Counts.Sample(draws.Split("value"), samples);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        value = Arguments.Typed(value, _zeroLogits);
        Tensor kept = Counts.ElementLogProb(value) - _zeroLogits.Softplus();
        return value.EqualTo(0.0).Where(kept.LogAddExp(-(-_zeroLogits).Softplus()), kept);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var counts = (NegativeBinomial)Counts.Map(map);
        Tensor zeroLogits = map(_zeroLogits, EventAxes);
        return ReferenceEquals(counts, Counts) && ReferenceEquals(zeroLogits, _zeroLogits) ? this : FromLogits(counts, zeroLogits);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new ZeroInflatedNegativeBinomial((NegativeBinomial)Counts.ToEvent(eventAxes - EventAxes), _zeroLogits, Elements, eventAxes);
}
