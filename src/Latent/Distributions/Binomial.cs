using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The number of successes in n trials, given by the logit l of a success.</summary>
/// <remarks>log p(x) = log n!/(x!·(n - x)!) + x·log σ(l) + (n - x)·log σ(-l). Computed in float64, narrowed once.</remarks>
public sealed class Binomial : ElementwiseDistribution, IEnumerableSupport
{
    /// <summary>The KL divergences from a binomial distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.OfElements<Binomial, Binomial>("n·[p·log p/p′ + (1 - p)·log (1 - p)/(1 - p′)], for n = n′", KlSameTrials)];

    private readonly Tensor _logits;

    private Binomial(int trials, Tensor logits, int eventAxes)
        : base(logits.Shape, eventAxes)
    {
        Trials = trials;
        _logits = logits;
        Support = Support.Integers(trials + 1);
    }

    /// <summary>n.</summary>
    public int Trials { get; }

    /// <summary>l, batch + event.</summary>
    public Tensor Logits => _logits;

    /// <summary>The probability of a success, batch + event.</summary>
    public Tensor Probs => _logits.Sigmoid();

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => (double)Trials * Probs;

    /// <inheritdoc/>
    public override Tensor Variance => Trials * Probs * (-_logits).Sigmoid();

    /// <inheritdoc/>
    public int SupportSize => FiniteSet.Size(Trials + 1, EventShape);

    /// <summary>From the number of trials and the logit of a success.</summary>
    /// <param name="trials">n ≥ 1.</param>
    /// <param name="logits">l, batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static Binomial FromLogits(int trials, Tensor logits, int eventAxes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        Shape elements = Arguments.Broadcast("Binomial", "logits", ref logits);
        return new Binomial(trials, logits, Arguments.EventAxes("Binomial", elements, eventAxes));
    }

    /// <summary>From the number of trials and the probability of a success.</summary>
    /// <param name="trials">n ≥ 1.</param>
    /// <param name="probs">In (0, 1), batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A probability is not in (0, 1).</exception>
    public static Binomial FromProbs(int trials, Tensor probs, int eventAxes = 0) =>
        FromLogits(trials, Bernoulli.FromProbs(probs).Logits, eventAxes);

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => CountSampler.Binomial(Trials, _logits, draws, samples);

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) =>
        WideLogProb(Trials, RisingFactorial.Wide(_logits), RisingFactorial.Wide(value)).To(_logits.DType);

    /// <inheritdoc/>
    public override Tensor ElementEntropy() =>
        FiniteSet.Entropy(new Binomial(Trials, _logits.Reshape(_logits.Shape.Count), 0), FiniteSet.Integers(Trials + 1, _logits.DType))
            .Reshape(Elements);

    /// <inheritdoc/>
    public Tensor Enumerate() => FiniteSet.Enumerate(this, [.. Enumerable.Range(0, Trials + 1)], _logits.DType);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes);
        return ReferenceEquals(logits, _logits) ? this : new Binomial(Trials, logits, EventAxes);
    }

    /// <summary>log p(x) of float64 numbers.</summary>
    internal static Tensor WideLogProb(int trials, Tensor logits, Tensor x) =>
        RisingFactorial.LogChoose(trials, x) - (x * (-logits).Softplus()) - ((trials - x) * logits.Softplus());

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Binomial(Trials, _logits, eventAxes);

    private static Tensor KlSameTrials(Binomial q, Binomial p)
    {
        if (q.Trials != p.Trials)
        {
            throw new KlNotKnownException(
                $"No closed form for KL(Binomial || Binomial) of {q.Trials} and {p.Trials} trials. Give both the same number of trials.");
        }

        return (q.Trials * Bernoulli.WideKl(RisingFactorial.Wide(q._logits), RisingFactorial.Wide(p._logits))).To(q._logits.DType);
    }
}
