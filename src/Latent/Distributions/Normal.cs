using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The normal distribution N(μ, σ²) of each element; as one event, the diagonal normal.</summary>
/// <remarks>
/// log p(x) = -½((x - μ)/σ)² - log σ - ½ log 2π. A sample is μ + σ·ε with ε ~ N(0, 1) (Kingma and Welling 2014, section 2.4).
/// </remarks>
public sealed class Normal : ElementwiseDistribution
{
    /// <summary>The KL divergences from a normal known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<Normal, Normal>("½[σ²/σ′² + (μ - μ′)²/σ′² - 1] - log σ/σ′", KlNormalNormal),
        KlRule.OfElements<Normal, Laplace>("E|x - μ′|/b + log 2b/σ - ½ log 2πe", KlNormalLaplace),
        KlRule.Of<Normal, MultivariateNormal>(
            "½[tr Σ′⁻¹Σ - D + (μ - μ′)ᵀΣ′⁻¹(μ - μ′) + log |Σ′|/|Σ|], Σ = diag σ²", MultivariateNormal.KlDiagonalFull),
    ];

    private static readonly double HalfLogTwoPiE = 0.5 * (Math.Log(2 * Math.PI) + 1);

    private readonly Tensor _loc;
    private readonly Tensor _logScale;

    private Normal(Tensor loc, Tensor logScale, Shape elements, int eventAxes, bool isStandard = false)
        : base(elements, eventAxes)
    {
        _loc = loc;
        _logScale = logScale;
        IsStandard = isStandard;
    }

    /// <summary>μ, batch + event.</summary>
    public Tensor Loc => Full(_loc);

    /// <summary>log σ, batch + event.</summary>
    public Tensor LogScale => Full(_logScale);

    /// <summary>σ, batch + event.</summary>
    public Tensor Scale => Full(_logScale.Exp());

    /// <summary>Whether this is N(0, 1) by construction, which divergences to it make use of.</summary>
    public bool IsStandard { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => Full((2.0 * _logScale).Exp());

    /// <summary>From mean and log σ, which broadcast; a layer's outputs need no further transform.</summary>
    /// <param name="loc">μ.</param>
    /// <param name="logScale">log σ.</param>
    /// <param name="eventAxes">How many of the last axes are one event: 1 for a diagonal normal over vectors.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Normal FromLogScale(Tensor loc, Tensor logScale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Normal", "mean and log scale", ref loc, ref logScale);
        return new Normal(loc, logScale, elements, Arguments.EventAxes("Normal", elements, eventAxes));
    }

    /// <summary>From mean and standard deviation σ, which broadcast.</summary>
    /// <param name="loc">μ.</param>
    /// <param name="scale">σ &gt; 0.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A scale is not positive.</exception>
    public static Normal FromScale(Tensor loc, Tensor scale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Normal", "mean and scale", ref loc, ref scale);
        Arguments.Positive("Normal", "scale", scale);
        return new Normal(loc, scale.Log(), elements, Arguments.EventAxes("Normal", elements, eventAxes));
    }

    /// <summary>N(0, 1) for every element of a shape.</summary>
    /// <param name="elements">batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <param name="dtype">The element type of samples.</param>
    /// <param name="pass">Whose recycled memory samples take; without one, samples are free tensors.</param>
    public static Normal Standard(Shape elements, int eventAxes = 0, DType dtype = DType.Float32, Pass? pass = null)
    {
        Tensor zero = pass is null ? Tensor.Zeros([], dtype) : pass.Full([], 0, dtype);
        return new Normal(zero, zero, elements, Arguments.EventAxes("Normal", elements, eventAxes), isStandard: true);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor noise = draws.Normal(_loc, samples.Concat(Elements));
        return IsStandard ? noise : Ops.Reparameterize(_loc, _logScale, noise);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // One sweep without an intermediate, where the value covers all elements and so the result has its full shape.
        return EventAxes > 0 && Shape.TryBroadcast(value.Shape, Elements, out Shape full) && full == value.Shape
            ? Ops.NormalLogProb(value, _loc, _logScale, EventAxes)
            : SumEvent(ElementLogProb(value));
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) => Ops.NormalLogProb(value, _loc, _logScale);

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(_logScale + HalfLogTwoPiE);

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new Normal(_loc, _logScale + Math.Log(temperature), Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, EventAxes), logScale = map(_logScale, EventAxes);
        if (ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale)) return this;
        Shape elements = Arguments.Broadcast(Name, "mean and log scale", ref loc, ref logScale);
        // The two numbers of a standard normal do not say how many elements it has.
        return new Normal(loc, logScale, IsStandard && elements.Rank == 0 ? Elements : elements, EventAxes);
    }

    internal override Distribution Unfold(int rows, Shape lead) => IsStandard
        ? new Normal(_loc, _logScale, lead.Concat(Elements.Slice(1, Elements.Rank)), EventAxes, isStandard: true)
        : base.Unfold(rows, lead);

    internal override Distribution Gather(Shape batch, int[] elements, Shape lead) => IsStandard
        ? new Normal(_loc, _logScale, lead.Concat(EventShape), EventAxes, isStandard: true)
        : base.Gather(batch, elements, lead);

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new Normal(_loc, _logScale, Elements, eventAxes, IsStandard);

    // Kingma and Welling 2014, appendix B, for p standard; Kullback 1959, section 9.1, in general.
    private static Tensor KlNormalNormal(Normal q, Normal p)
    {
        int eventAxes = KlRule.SameEvent(q, p);
        // A standard p adds nothing to the shape but what it broadcasts to, which is q's unless p has a larger batch.
        bool covers = Shape.TryBroadcast(q.Elements, p.Elements, out Shape full) && full == q.Elements;
        Tensor loc = q._loc.Shape == q.Elements || q._logScale.Shape == q.Elements ? q._loc : q.Loc;
        if (p.IsStandard)
        {
            Tensor kl = Ops.KlStandardNormal(loc, q._logScale, eventAxes);
            return covers ? kl : kl.BroadcastTo(full.Slice(0, full.Rank - eventAxes));
        }

        Shape.TryBroadcast(p._loc.Shape, p._logScale.Shape, out Shape parameters);
        Tensor otherLoc = covers || parameters == p.Elements ? p._loc : p.Loc;
        return Ops.KlNormal(loc, q._logScale, otherLoc, p._logScale, eventAxes);
    }

    // E|x - μ′| = σ·[√(2/π)·e^(-δ²/2) + δ·erf(δ/√2)] with δ = (μ - μ′)/σ: the mean of the folded normal (Leone et al. 1961).
    private static Tensor KlNormalLaplace(Normal q, Laplace p)
    {
        Tensor logScale = p.LogScale, r = q._logScale - logScale, delta = (q._loc - p.Loc) * (-q._logScale).Exp();
        Tensor mean = (Math.Sqrt(2 / Math.PI) * (-0.5 * delta.Square()).Exp()) + (delta * (Math.Sqrt(0.5) * delta).Erf());
        return (r.Exp() * mean) - r + (Math.Log(2) - HalfLogTwoPiE);
    }
}
