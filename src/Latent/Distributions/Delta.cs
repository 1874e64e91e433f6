using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>All probability at one point of each element: what a deterministic encoder gives.</summary>
/// <remarks>
/// Its log-probability is that of the point itself: 0 there, -∞ elsewhere; it has no density. So where z is continuous, log p(x, z) - log q(z)
/// is the joint log-density that maximum a posteriori estimation maximises, and no bound on log p(x); the closed form says what the divergence
/// then is, infinite, by refusing. Objectives without a divergence (a deterministic autoencoder's reconstruction, Wasserstein autoencoders)
/// take it as it is.
/// </remarks>
public sealed class Delta : ElementwiseDistribution
{
    /// <summary>KL(δ ‖ p) where p has atoms.</summary>
    internal static readonly KlRule[] KlRules = [KlRule.Of<Delta, Distribution>("-log p(point) for discrete p; ∞, refused, for a density", KlDelta)];

    private readonly Tensor _point;

    private Delta(Tensor point, Shape elements, int eventAxes, Support support)
        : base(elements, eventAxes)
    {
        _point = point;
        Support = support;
    }

    /// <summary>The point, batch + event.</summary>
    public Tensor Point => _point;

    /// <summary>The set the point is taken from, which is that of the distributions it is compared with.</summary>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => _point;

    /// <inheritdoc/>
    public override Tensor Variance => 0.0 * _point.Detach();

    /// <summary>At a point.</summary>
    /// <param name="point">batch + event.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <param name="support">The set the point is taken from; the real numbers by default.</param>
    /// <exception cref="ArgumentException">The point lies outside the set.</exception>
    public static Delta At(Tensor point, int eventAxes = 0, Support? support = null)
    {
        Shape elements = Arguments.Broadcast("Delta", "point", ref point);
        (support ??= Support.Real).Check(point, "Delta");
        return new Delta(point, elements, Arguments.EventAxes("Delta", elements, eventAxes), support);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => samples.Rank == 0 ? _point : _point.BroadcastTo(samples.Concat(Elements));

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.EqualTo(_point).Log();
    }

    /// <summary>0: nothing is uncertain. It is the entropy of the point's probability, not a differential entropy, which would be -∞.</summary>
    public override Tensor ElementEntropy() => Variance;

    /// <summary>The same point at every temperature.</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return this;
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor point = map(_point, EventAxes);
        return ReferenceEquals(point, _point) ? this : new Delta(point, point.Shape, EventAxes, Support);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Delta(_point, Elements, eventAxes, Support);

    private static Tensor KlDelta(Delta q, Distribution p)
    {
        if (q.EventShape != p.EventShape)
            throw new ShapeException($"KL(Delta || {p.Name}): q has events of shape {q.EventShape}, p of {p.EventShape}; they must be equal.");
        return p is Delta || p.Support.IsDiscrete
            ? -p.LogProb(q._point)
            : throw new KlNotKnownException(
                $"KL(Delta || {p.Name}) is infinite: a point has no density. -log p(point), with which maximum a posteriori estimation works, is "
                + "p.LogProb(q.Mean) with the sign turned; for a bound on log p(x) take a posterior with a density.");
    }
}
