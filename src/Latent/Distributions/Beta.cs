using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The beta distribution of each element: log p(x) = (α - 1)·log x + (β - 1)·log(1 - x) - log B(α, β) for 0 &lt; x &lt; 1.</summary>
/// <remarks>
/// Computed as the fall from the mean, two Poisson divergences, so that parameters may be large: in float32 from 1e-6 to 1e10. A sample is
/// g/(g + h) with gamma g and h, differentiable by both parameters (Figurnov, Mohamed and Mnih 2018); where it rounds to 0 or 1, as most do for
/// parameters below 0.1, it is the nearest number between.
/// </remarks>
public sealed class Beta : ElementwiseDistribution
{
    /// <summary>The KL divergences from a beta distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.OfElements<Beta, Beta>(
            "log B(α′, β′)/B(α, β) + (α - α′)·ψ(α) + (β - β′)·ψ(β) + (α′ + β′ - α - β)·ψ(α + β)", KlBetaBeta),
        KlRule.OfElements<Beta, Uniform>("log (high - low) - H(q); ∞ where [0, 1] is not within p", KlBetaUniform),
    ];

    private readonly Tensor _one;
    private readonly Tensor _zero;

    private Beta(Tensor one, Tensor zero, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _one = one;
        _zero = zero;
    }

    /// <summary>α, the weight of 1, batch + event.</summary>
    public Tensor Concentration1 => Full(_one);

    /// <summary>β, the weight of 0, batch + event.</summary>
    public Tensor Concentration0 => Full(_zero);

    /// <inheritdoc/>
    public override Support Support => Support.OpenUnitInterval;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Full(_one / Total);

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor total = Total;
            return Full(_one / total * (_zero / total) / (total + 1.0));
        }
    }

    /// <summary>log B(α, β) of each element.</summary>
    internal Tensor LogNormalizer =>
        GammaMoments.LogBetaRemainder(_one, _zero) - (_one * (_zero / _one).Log1p()) - (_zero * (_one / _zero).Log1p());

    private Tensor Total => _one + _zero;

    /// <summary>From the concentrations, which broadcast.</summary>
    /// <param name="concentration1">α &gt; 0, the weight of 1.</param>
    /// <param name="concentration0">β &gt; 0, the weight of 0.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A concentration is not positive.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Beta FromConcentrations(Tensor concentration1, Tensor concentration0, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Beta", "concentrations", ref concentration1, ref concentration0);
        Arguments.Positive("Beta", "the concentration of 1", concentration1);
        Arguments.Positive("Beta", "the concentration of 0", concentration0);
        return new Beta(concentration1, concentration0, elements, Arguments.EventAxes("Beta", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape shape = samples.Concat(Elements);
        return Interior.Unit((draws.LogGamma(_one, shape) - draws.Split("zero").LogGamma(_zero, shape)).Sigmoid());
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor total = Total, rest = 1.0 - value;
        Tensor fall = Ops.KlPoisson(_one, total * value) + Ops.KlPoisson(_zero, total * rest);
        return -(GammaMoments.LogBetaRemainder(_one, _zero) + fall + value.Log() + rest.Log());
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy()
    {
        Tensor total = Total;
        return Full(GammaMoments.Entropy(_one) + GammaMoments.Entropy(_zero) - GammaMoments.Entropy(total) - total.Digamma());
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor one = map(_one, EventAxes), zero = map(_zero, EventAxes);
        return ReferenceEquals(one, _one) && ReferenceEquals(zero, _zero)
            ? this
            : new Beta(one, zero, Arguments.Broadcast(Name, "concentrations", ref one, ref zero), EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Beta(_one, _zero, Elements, eventAxes);

    // In float64, for the sum of two concentrations is not a float32 number.
    private static Tensor KlBetaBeta(Beta q, Beta p)
    {
        Tensor one = RisingFactorial.Wide(q._one), zero = RisingFactorial.Wide(q._zero), total = one + zero;
        Tensor otherOne = RisingFactorial.Wide(p._one), otherZero = RisingFactorial.Wide(p._zero), other = otherOne + otherZero, ratio = other / total;
        Tensor parts = GammaMoments.ShareDivergence(otherOne, one, ratio) + GammaMoments.ShareDivergence(otherZero, zero, ratio);
        return (parts - GammaMoments.RemainderDivergence(other, total)).To(q._one.DType);
    }

    private static Tensor KlBetaUniform(Beta q, Uniform p)
    {
        Tensor outside = p.Low.Greater(0.0) + (1.0 - p.High).Greater(0.0);
        return outside.Where(double.PositiveInfinity, (p.High - p.Low).Log() - q.ElementEntropy());
    }
}
