using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The continuous Bernoulli distribution of each element: a density of grey values in [0, 1], given by the logit l.</summary>
/// <remarks>
/// log p(x) = x·l - A(l) with A(l) = log((eˡ - 1)/l), smooth at l = 0, the uniform distribution; this is the log-probability of a Bernoulli
/// variable plus its missing constant log C(l). The mean A′(l) is not σ(l). A sample is the inverse distribution function at uniform noise.
/// G. Loaiza-Ganem, J. Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders", NeurIPS 2019, eq. (6).
/// </remarks>
public sealed class ContinuousBernoulli : ElementwiseDistribution
{
    /// <summary>The KL divergences from a continuous Bernoulli known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.OfElements<ContinuousBernoulli, ContinuousBernoulli>("A′(l)·(l - l′) - A(l) + A(l′)", KlSame)];

    private readonly Tensor _logits;

    private ContinuousBernoulli(Tensor logits, int eventAxes)
        : base(logits.Shape, eventAxes)
    {
        _logits = logits;
    }

    /// <summary>l = log λ/(1 - λ), batch + event.</summary>
    public Tensor Logits => _logits;

    /// <inheritdoc/>
    public override Support Support => Support.UnitInterval;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Ops.ContinuousBernoulliMean(_logits);

    /// <inheritdoc/>
    public override Tensor Variance => Ops.ContinuousBernoulliVariance(_logits);

    /// <summary>From logits.</summary>
    /// <param name="logits">l, batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static ContinuousBernoulli FromLogits(Tensor logits, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("ContinuousBernoulli", "logits", ref logits);
        return new ContinuousBernoulli(logits, Arguments.EventAxes("ContinuousBernoulli", elements, eventAxes));
    }

    /// <summary>From the parameter λ in (0, 1), which is not the mean.</summary>
    /// <param name="lambda">λ, batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A λ is not in (0, 1).</exception>
    public static ContinuousBernoulli FromLambda(Tensor lambda, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("ContinuousBernoulli", "λ", ref lambda);
        Support.OpenUnitInterval.Check(lambda, "ContinuousBernoulli (λ)");
        return FromLogits(lambda.Log() - (-lambda).Log1p(), eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Ops.ContinuousBernoulliQuantile(draws.Uniform(_logits, samples.Concat(Elements)), _logits);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        // One sweep without an intermediate; both operands broadcast inside it.
        return EventAxes > 0 && value.Shape.Rank >= EventAxes && Shape.TryBroadcast(value.Shape, Elements, out _)
            ? Ops.ContinuousBernoulliLogProb(value, _logits, EventAxes)
            : SumEvent(ElementLogProb(value));
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) => Ops.ContinuousBernoulliLogProb(value, _logits);

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => _logits.LogExprel() - (_logits * Mean);

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new ContinuousBernoulli(_logits / temperature, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes);
        return ReferenceEquals(logits, _logits) ? this : new ContinuousBernoulli(logits, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new ContinuousBernoulli(_logits, eventAxes);

    private static Tensor KlSame(ContinuousBernoulli q, ContinuousBernoulli p) =>
        (q.Mean * (q._logits - p._logits)) - q._logits.LogExprel() + p._logits.LogExprel();
}
