using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The uniform distribution between two bounds, of each element: log p(x) = -log(high - low) for low ≤ x ≤ high.</summary>
/// <remarks>Where elements have different bounds, the support is the interval that holds all of them; a value outside its own bounds has log p = -∞.</remarks>
public sealed class Uniform : ElementwiseDistribution
{
    /// <summary>The KL divergences from a uniform distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.OfElements<Uniform, Uniform>("log (high′ - low′)/(high - low); ∞ where q is not within p", KlUniformUniform),
        KlRule.OfElements<Uniform, Normal>("[(m - μ)² + w²/12]/2σ² + log σ/w + ½ log 2π, w = high - low, m the middle", KlUniformNormal),
        KlRule.OfElements<Uniform, Beta>("log B(α, β) - (α - 1)·E[log x] - (β - 1)·E[log(1 - x)] - log w; ∞ outside [0, 1]", KlUniformBeta),
    ];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Tensor _low;
    private readonly Tensor _high;
    private Support? _support;

    private Uniform(Tensor low, Tensor high, Shape elements, int eventAxes, Support? support = null)
        : base(elements, eventAxes)
    {
        _low = low;
        _high = high;
        _support = support;
    }

    /// <summary>The lower bound, batch + event.</summary>
    public Tensor Low => Full(_low);

    /// <summary>The upper bound, batch + event.</summary>
    public Tensor High => Full(_high);

    /// <inheritdoc/>
    public override Support Support => _support ??= Support.Interval(_low.Detach().Min().Item(), _high.Detach().Max().Item());

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Full(0.5 * (_low + _high));

    /// <inheritdoc/>
    public override Tensor Variance => Full(Width.Square() / 12.0);

    private Tensor Width => _high - _low;

    // One interval for all elements, whose shape the bounds do not show.
    private bool IsEqual => _low.Shape.Rank == 0 && _high.Shape.Rank == 0;

    /// <summary>From the bounds, which broadcast.</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound, above the lower.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">An upper bound is not above the lower one.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Uniform FromBounds(Tensor low, Tensor high, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Uniform", "lower and upper bound", ref low, ref high);
        Arguments.Positive("Uniform", "high - low", high.Detach() - low.Detach());
        return new Uniform(low, high, elements, Arguments.EventAxes("Uniform", elements, eventAxes));
    }

    /// <summary>On [0, 1], for every element of a shape.</summary>
    /// <param name="elements">batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <param name="dtype">The element type of samples.</param>
    /// <param name="pass">Whose recycled memory samples take; without one, samples are free tensors.</param>
    public static Uniform Unit(Shape elements, int eventAxes = 0, DType dtype = DType.Float32, Pass? pass = null)
    {
        Tensor low = pass is null ? Tensor.Zeros([], dtype) : pass.Full([], 0, dtype), high = pass is null ? Tensor.Ones([], dtype) : pass.Full([], 1, dtype);
        return new Uniform(low, high, elements, Arguments.EventAxes("Uniform", elements, eventAxes), Support.UnitInterval);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => _low + (Width * draws.Uniform(_low, samples.Concat(Elements)));

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor outside = _low.Greater(value) + value.Greater(_high);
        return outside.Where(double.NegativeInfinity, -Width.Log());
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(Width.Log());

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor low = map(_low, EventAxes), high = map(_high, EventAxes);
        return ReferenceEquals(low, _low) && ReferenceEquals(high, _high)
            ? this
            : new Uniform(low, high, IsEqual ? Elements : Arguments.Broadcast(Name, "lower and upper bound", ref low, ref high), EventAxes, _support);
    }

    internal override Distribution Unfold(int rows, Shape lead) => IsEqual && Elements.Rank > EventAxes && Elements[0] == rows
        ? new Uniform(_low, _high, lead.Concat(Elements.Slice(1, Elements.Rank)), EventAxes, _support)
        : base.Unfold(rows, lead);

    internal override Distribution Gather(Shape batch, int[] elements, Shape lead) => IsEqual
        ? new Uniform(_low, _high, lead.Concat(EventShape), EventAxes, _support)
        : base.Gather(batch, elements, lead);

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Uniform(_low, _high, Elements, eventAxes, _support);

    private static Tensor KlUniformUniform(Uniform q, Uniform p)
    {
        Tensor outside = p._low.Greater(q._low) + q._high.Greater(p._high);
        return outside.Where(double.PositiveInfinity, p.Width.Log() - q.Width.Log());
    }

    private static Tensor KlUniformNormal(Uniform q, Normal p)
    {
        Tensor logScale = p.LogScale, inverse = (-logScale).Exp(), width = q.Width;
        Tensor u = ((0.5 * (q._low + q._high)) - p.Loc) * inverse, spread = width * inverse;
        return (0.5 * (u.Square() + (spread.Square() / 12.0))) - spread.Log() + HalfLogTwoPi;
    }

    private static Tensor KlUniformBeta(Uniform q, Beta p)
    {
        Tensor low = q._low, high = q._high, width = q.Width;
        Tensor outside = (-low).Greater(0.0) + high.Greater(1.0);
        Tensor log = MeanLog(low, high, width), logRest = MeanLog(1.0 - high, 1.0 - low, width);
        Tensor kl = p.LogNormalizer - ((p.Concentration1 - 1.0) * log) - ((p.Concentration0 - 1.0) * logRest) - width.Log();
        return outside.Where(double.PositiveInfinity, kl);

        // E[log x] = (b·log b - a·log a)/w - 1 between a and b = a + w, without the difference that cancels where w is small.
        static Tensor MeanLog(Tensor a, Tensor b, Tensor width)
        {
            Tensor some = a.Greater(0.0), t = width / some.Where(a, 1.0);
            return b.Log() + some.Where(t.Log1p() / t, 0.0) - 1.0;
        }
    }
}
