using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The number of successes in n trials whose probability is itself beta distributed: a likelihood of grey levels 0, ..., 255.</summary>
/// <remarks>
/// log p(x) = log n!/(x!·(n - x)!) + log B(x + a, n - x + b) - log B(a, b). Computed in float64 by differences that stay exact for large
/// a and b, where it becomes <see cref="Binomial"/>. J. Townsend, T. Bird, D. Barber, "Practical lossless compression with latent
/// variables using bits back coding", ICLR 2019, section 3.2.
/// </remarks>
public sealed class BetaBinomial : ElementwiseDistribution, IEnumerableSupport
{
    private readonly Tensor _logA;
    private readonly Tensor _logB;

    private BetaBinomial(int trials, Tensor logA, Tensor logB, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        Trials = trials;
        _logA = logA;
        _logB = logB;
        Support = Support.Integers(trials + 1);
    }

    /// <summary>n.</summary>
    public int Trials { get; }

    /// <summary>log a, batch + event.</summary>
    public Tensor LogConcentration1 => Full(_logA);

    /// <summary>log b, batch + event.</summary>
    public Tensor LogConcentration0 => Full(_logB);

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Full(Trials * (_logA - _logB).Sigmoid());

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            // n·p(1 - p)·(a + b + n)/(a + b + 1).
            Tensor odds = _logA - _logB, sum = _logA.Exp() + _logB.Exp();
            return Full(Trials * odds.Sigmoid() * (-odds).Sigmoid() * (1.0 + ((Trials - 1.0) / (sum + 1.0))));
        }
    }

    /// <inheritdoc/>
    public int SupportSize => FiniteSet.Size(Trials + 1, EventShape);

    /// <summary>From the number of trials and the concentrations of the beta distribution, which broadcast.</summary>
    /// <param name="trials">n ≥ 1.</param>
    /// <param name="concentration1">a &gt; 0: the larger, the more successes.</param>
    /// <param name="concentration0">b &gt; 0: the larger, the fewer.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A concentration is not positive.</exception>
    public static BetaBinomial FromConcentrations(int trials, Tensor concentration1, Tensor concentration0, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("BetaBinomial", "concentrations", ref concentration1, ref concentration0);
        Arguments.Positive("BetaBinomial", "concentration of successes", concentration1);
        Arguments.Positive("BetaBinomial", "concentration of failures", concentration0);
        return FromLogConcentrations(trials, concentration1.Log(), concentration0.Log(), eventAxes);
    }

    /// <summary>From log a and log b, which broadcast; a layer's outputs need no further transform.</summary>
    /// <param name="trials">n ≥ 1.</param>
    /// <param name="logConcentration1">log a.</param>
    /// <param name="logConcentration0">log b.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static BetaBinomial FromLogConcentrations(int trials, Tensor logConcentration1, Tensor logConcentration0, int eventAxes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        Shape elements = Arguments.Broadcast("BetaBinomial", "log concentrations", ref logConcentration1, ref logConcentration0);
        return new BetaBinomial(
            trials, logConcentration1, logConcentration0, elements, Arguments.EventAxes("BetaBinomial", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        CountSampler.BetaBinomial(Trials, LogConcentration1, LogConcentration0, draws, samples);

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        Tensor x = RisingFactorial.Wide(value), logA = RisingFactorial.Wide(_logA), logB = RisingFactorial.Wide(_logB);
        Tensor rest = Trials - x, odds = logA - logB, a = logA.Exp(), b = logB.Exp();
        Tensor excess = RisingFactorial.LogExcess(logA, a, x) + RisingFactorial.LogExcess(logB, b, rest)
            - RisingFactorial.LogExcess(logA.LogAddExp(logB), a + b, (double)Trials);
        return (Binomial.WideLogProb(Trials, odds, x) + excess).To(_logA.DType);
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy()
    {
        Shape flat = [Elements.Count];
        var elements = new BetaBinomial(Trials, LogConcentration1.Reshape(flat), LogConcentration0.Reshape(flat), flat, 0);
        return FiniteSet.Entropy(elements, FiniteSet.Integers(Trials + 1, _logA.DType)).Reshape(Elements);
    }

    /// <inheritdoc/>
    public Tensor Enumerate() => FiniteSet.Enumerate(this, [.. Enumerable.Range(0, Trials + 1)], _logA.DType);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logA = map(_logA, EventAxes), logB = map(_logB, EventAxes);
        return ReferenceEquals(logA, _logA) && ReferenceEquals(logB, _logB) ? this : FromLogConcentrations(Trials, logA, logB, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new BetaBinomial(Trials, _logA, _logB, Elements, eventAxes);
}
