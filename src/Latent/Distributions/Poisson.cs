using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The Poisson distribution of counts, given by the logarithm l of its rate λ.</summary>
/// <remarks>log p(x) = x·l - eˡ - log x!. Computed in float64, so that counts of millions are exact in float32 too.</remarks>
public sealed class Poisson : ElementwiseDistribution
{
    /// <summary>The KL divergences from a Poisson distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules = [KlRule.OfElements<Poisson, Poisson>("λ·(l - l′) - λ + λ′", KlPoissonPoisson)];

    private readonly Tensor _logRate;

    private Poisson(Tensor logRate, int eventAxes)
        : base(logRate.Shape, eventAxes)
    {
        _logRate = logRate;
    }

    /// <summary>log λ, batch + event.</summary>
    public Tensor LogRate => _logRate;

    /// <summary>λ, batch + event.</summary>
    public Tensor Rate => _logRate.Exp();

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeIntegers;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Rate;

    /// <inheritdoc/>
    public override Tensor Variance => Rate;

    /// <summary>From log λ; a layer's output needs no further transform.</summary>
    /// <param name="logRate">log λ, batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static Poisson FromLogRate(Tensor logRate, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Poisson", "log rate", ref logRate);
        return new Poisson(logRate, Arguments.EventAxes("Poisson", elements, eventAxes));
    }

    /// <summary>From the rate λ, the mean.</summary>
    /// <param name="rate">λ &gt; 0, batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A rate is not positive.</exception>
    public static Poisson FromRate(Tensor rate, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("Poisson", "rate", ref rate);
        return FromLogRate(Arguments.Positive("Poisson", "rate", rate).Log(), eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        CountSampler.Poisson(_logRate, draws, samples).To(_logRate.DType);

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) => WideLogProb(RisingFactorial.Wide(_logRate), RisingFactorial.Wide(value)).To(_logRate.DType);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logRate = map(_logRate, EventAxes);
        return ReferenceEquals(logRate, _logRate) ? this : new Poisson(logRate, EventAxes);
    }

    /// <summary>log p(x) of float64 numbers.</summary>
    internal static Tensor WideLogProb(Tensor logRate, Tensor x) => (x * logRate) - logRate.Exp() - RisingFactorial.LogFactorial(x);

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Poisson(_logRate, eventAxes);

    private static Tensor KlPoissonPoisson(Poisson q, Poisson p)
    {
        // λ·(e⁻ᵈ - 1 + d) with d = l - l′: near equality the terms in λ would cancel.
        Tensor logRate = RisingFactorial.Wide(q._logRate), d = logRate - RisingFactorial.Wide(p._logRate);
        return (logRate.Exp() * ((-d).Expm1() + d)).To(q._logRate.DType);
    }
}
