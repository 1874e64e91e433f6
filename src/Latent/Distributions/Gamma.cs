using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// The gamma distribution of each element, with shape α and rate β: log p(x) = α·log β + (α - 1)·log x - βx - log Γ(α) for x &gt; 0. With α = 1
/// it is the exponential distribution.
/// </summary>
/// <remarks>
/// Computed as the fall from the mode, a Poisson divergence, so that shapes may be large: in float32 α from 1e-6 to 1e12. Samples are
/// differentiable by both parameters (Figurnov, Mohamed and Mnih, "Implicit Reparameterization Gradients", NeurIPS 2018); those that would
/// underflow, as most do for α below 0.01, are the smallest normal number.
/// </remarks>
public sealed class Gamma : ElementwiseDistribution
{
    /// <summary>The KL divergences from a gamma distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.OfElements<Gamma, Gamma>("(α - α′)·ψ(α) + log Γ(α′)/Γ(α) + α′·log β/β′ + α·(β′ - β)/β", KlGammaGamma),
        KlRule.OfElements<Gamma, LogNormal>("[ψ′(α) + (ψ(α) - log β - μ)²]/2σ² + ψ(α) - log β + log σ + ½ log 2π - H(q)", KlGammaLogNormal),
    ];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Tensor _concentration;
    private readonly Tensor _rate;

    private Gamma(Tensor concentration, Tensor rate, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _concentration = concentration;
        _rate = rate;
    }

    /// <summary>The shape α, batch + event.</summary>
    public Tensor Concentration => Full(_concentration);

    /// <summary>The rate β, batch + event.</summary>
    public Tensor Rate => Full(_rate);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Full(_concentration / _rate);

    /// <inheritdoc/>
    public override Tensor Variance => Full(_concentration / _rate.Square());

    /// <summary>From shape and rate, which broadcast.</summary>
    /// <param name="shape">α &gt; 0.</param>
    /// <param name="rate">β &gt; 0, the inverse of the scale.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A parameter is not positive.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Gamma FromShapeRate(Tensor shape, Tensor rate, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Gamma", "shape and rate", ref shape, ref rate);
        Arguments.Positive("Gamma", "shape", shape);
        Arguments.Positive("Gamma", "rate", rate);
        return new Gamma(shape, rate, elements, Arguments.EventAxes("Gamma", elements, eventAxes));
    }

    /// <summary>From shape and scale, which broadcast.</summary>
    /// <param name="shape">α &gt; 0.</param>
    /// <param name="scale">θ = 1/β &gt; 0.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A parameter is not positive.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Gamma FromShapeScale(Tensor shape, Tensor scale, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("Gamma", "shape and scale", ref shape, ref scale);
        return FromShapeRate(shape, 1.0 / Arguments.Positive("Gamma", "scale", scale), eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Interior.Positive((draws.LogGamma(_concentration, samples.Concat(Elements)) - _rate.Log()).Exp());

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor atMean = (0.5 * _concentration.Log()) - HalfLogTwoPi - _concentration.LogGammaRemainder();
        return atMean - value.Log() - Ops.KlPoisson(_concentration, _rate * value);
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(GammaMoments.Entropy(_concentration) - _rate.Log());

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor concentration = map(_concentration, EventAxes), rate = map(_rate, EventAxes);
        return ReferenceEquals(concentration, _concentration) && ReferenceEquals(rate, _rate)
            ? this
            : new Gamma(concentration, rate, Arguments.Broadcast(Name, "shape and rate", ref concentration, ref rate), EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Gamma(_concentration, _rate, Elements, eventAxes);

    // The same with log Γ and ψ by their remainders: three parts that are 0 at equality.
    private static Tensor KlGammaGamma(Gamma q, Gamma p)
    {
        Tensor mean = q._concentration * (p._rate / q._rate);
        return Ops.KlPoisson(p._concentration, mean) + GammaMoments.RemainderDivergence(p._concentration, q._concentration);
    }

    private static Tensor KlGammaLogNormal(Gamma q, LogNormal p)
    {
        Tensor logScale = p.LogScale, meanLog = q._concentration.Digamma() - q._rate.Log();
        Tensor square = (q._concentration.Trigamma() + (meanLog - p.Loc).Square()) * (-2.0 * logScale).Exp();
        return (0.5 * square) + meanLog + logScale + HalfLogTwoPi - q.ElementEntropy();
    }
}
