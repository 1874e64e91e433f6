using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The Bernoulli distribution of each element, given by its logit l = log p/(1 - p); any finite logit is exact, however far out.</summary>
/// <remarks>
/// log p(x) = x·l - log(1 + eˡ). For x between 0 and 1 this is the expectation over binary x of that mean, which is what training on grey
/// values means; it is no density (Loaiza-Ganem and Cunningham 2019): for that take <c>ContinuousBernoulli</c>.
/// </remarks>
public sealed class Bernoulli : ElementwiseDistribution, IEnumerableSupport
{
    /// <summary>The KL divergences from a Bernoulli known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.OfElements<Bernoulli, Bernoulli>("p·log σ(l)/σ(l′) + (1 - p)·log σ(-l)/σ(-l′)", KlBernoulliBernoulli)];

    private readonly Tensor _logits;

    private Bernoulli(Tensor logits, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _logits = logits;
    }

    /// <summary>log p/(1 - p), batch + event.</summary>
    public Tensor Logits => _logits;

    /// <summary>The probability of a 1, batch + event.</summary>
    public Tensor Probs => _logits.Sigmoid();

    /// <inheritdoc/>
    public override Support Support => Support.Binary;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Probs;

    /// <inheritdoc/>
    public override Tensor Variance => Probs * (-_logits).Sigmoid();

    /// <inheritdoc/>
    public int SupportSize => EventShape.Count <= 16 ? 1 << EventShape.Count : int.MaxValue;

    /// <summary>From logits.</summary>
    /// <param name="logits">batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static Bernoulli FromLogits(Tensor logits, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Bernoulli", "logits", ref logits);
        return new Bernoulli(logits, elements, Arguments.EventAxes("Bernoulli", elements, eventAxes));
    }

    /// <summary>From probabilities of a 1.</summary>
    /// <param name="probs">In (0, 1), batch + event; at 0 or 1 logits are infinite, which has no gradient.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A probability is not in (0, 1).</exception>
    public static Bernoulli FromProbs(Tensor probs, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("Bernoulli", "probabilities", ref probs);
        Support.OpenUnitInterval.Check(probs, "Bernoulli (probabilities)");
        return FromLogits(probs.Log() - (-probs).Log1p(), eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Probs.Detach().Greater(draws.Uniform(_logits, samples.Concat(Elements)));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        // One sweep without an intermediate; both operands broadcast inside it.
        return EventAxes > 0 && value.Shape.Rank >= EventAxes && _logits.Shape.Rank == Elements.Rank
            && (value.Shape == Elements || Shape.TryBroadcast(value.Shape, Elements, out _))
            ? Ops.BernoulliLogProb(value, _logits, EventAxes)
            : SumEvent(ElementLogProb(value));
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) => Ops.BernoulliLogProb(value, _logits);

    /// <inheritdoc/>
    public override Tensor ElementEntropy() =>
        (Probs * (-_logits).Softplus()) + ((-_logits).Sigmoid() * _logits.Softplus());

    /// <inheritdoc/>
    public Tensor Enumerate()
    {
        int size = SupportSize, width = EventShape.Count;
        if (size == int.MaxValue)
            throw new NotSupportedException($"{this}: 2^{width} values are too many to enumerate; at most 2^16.");
        double[] values = new double[size * width];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < width; j++)
                values[(i * width) + j] = (i >> (width - 1 - j)) & 1;
        }

        return Tensor.From(values, Shape.Create([size]).Concat(EventShape)).To(_logits.DType);
    }

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new Bernoulli(_logits / temperature, Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes);
        return ReferenceEquals(logits, _logits) ? this : new Bernoulli(logits, logits.Shape, EventAxes);
    }

    /// <summary>KL between Bernoulli variables of float64 logits: p·log p/p′ + (1 - p)·log (1 - p)/(1 - p′), each logarithm to full precision.</summary>
    internal static Tensor WideKl(Tensor logits, Tensor other)
    {
        // log (1 + eᵃ⁺ᵈ)/(1 + eᵃ) = log1p(σ(a)·(eᵈ - 1)): for logits near one another softplus would cancel, for those far apart eᵈ overflows.
        Tensor d = other - logits, near = 1.0 - d.Abs().Greater(1.0), step = near.Where(d, 0.0);
        Tensor p = logits.Sigmoid(), rest = (-logits).Sigmoid();
        Tensor one = near.Where((rest * (-step).Expm1()).Log1p(), (-other).Softplus() - (-logits).Softplus());
        Tensor zero = near.Where((p * step.Expm1()).Log1p(), other.Softplus() - logits.Softplus());
        return (p * one) + (rest * zero);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Bernoulli(_logits, Elements, eventAxes);

    private static Tensor KlBernoulliBernoulli(Bernoulli q, Bernoulli p) =>
        WideKl(RisingFactorial.Wide(q._logits), RisingFactorial.Wide(p._logits)).To(q._logits.DType);
}
