using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// The distribution of y = f(x) for x of a base distribution and an invertible f: log p(y) = log p(x) - log |det ∂y/∂x| at x = f⁻¹(y).
/// </summary>
/// <remarks>
/// A normalizing flow is this with a flow as its transform (Rezende and Mohamed 2015, eq. 5). Sampling and scoring together run the transform
/// once, forwards: what a posterior needs of a flow whose inverse is dear.
/// </remarks>
public sealed class Transformed : Distribution
{
    /// <summary>Behind the same transform two distributions differ as they do before it.</summary>
    internal static readonly KlRule[] KlRules = [KlRule.Of<Transformed, Transformed>("KL of the bases, where the transform is the same", KlTransformed)];

    private Transformed(Distribution source, Transform transform)
    {
        Base = source;
        Transform = transform;
        Shape batch = source.BatchShape, output = transform.OutputShape(batch.Concat(source.EventShape));
        EventShape = output.Slice(batch.Rank, output.Rank);
    }

    /// <inheritdoc/>
    public override string Name => $"Transformed({Base.Name}, {Transform.Name})";

    /// <summary>The distribution of x, of at least as many event axes as the transform binds together.</summary>
    public Distribution Base { get; }

    /// <summary>f.</summary>
    public Transform Transform { get; }

    /// <inheritdoc/>
    public override Shape BatchShape => Base.BatchShape;

    /// <inheritdoc/>
    public override Shape EventShape { get; }

    /// <inheritdoc/>
    public override Support Support => Transform.Image(Base.Support);

    /// <inheritdoc/>
    public override GradientPath Gradient => Base.Gradient;

    /// <inheritdoc/>
    public override bool ScoresWhileSampling => true;

    /// <summary>E[y], for an affine transform.</summary>
    public override Tensor Mean => Transform.Mean(Base.Mean) ?? throw NotDefined(nameof(Mean));

    /// <summary>The variance of each element, for an affine transform of each element.</summary>
    public override Tensor Variance => Transform.Variance(Base.Variance) ?? throw NotDefined(nameof(Variance));

    /// <summary>From the distribution of x and the function.</summary>
    /// <param name="source">Of x. Batch axes are taken into its event where the transform binds more axes together than it has.</param>
    /// <param name="transform">f.</param>
    /// <exception cref="ShapeException">The transform does not take x's shape.</exception>
    public static Transformed FromBase(Distribution source, Transform transform)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return new Transformed(source.ToEvent(Math.Max(0, transform.EventAxes - source.EventShape.Rank)), transform);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor y = Transform.Apply(Base.Sample(draws, samples));
        return Gradient == GradientPath.Pathwise ? y : y.Detach();
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogProb) SampleAndLogProb(Draws draws, Shape samples = default)
    {
        // Where gradients do not pass through samples, the value is a constant and is scored as one.
        if (Gradient != GradientPath.Pathwise) return base.SampleAndLogProb(draws, samples);
        (Tensor x, Tensor logProb) = Base.SampleAndLogProb(draws, samples);
        (Tensor y, Tensor logDet) = Transform.Forward(x);
        return (y, logProb - SumEvent(logDet));
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        (Tensor x, Tensor logDet) = Transform.Inverse(Whole(value));
        return Base.LogProb(x) + SumEvent(logDet);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(mask);
        if (Base is not ElementwiseDistribution || Transform.EventAxes > 0) return base.LogProb(value, mask);
        Support support = Support;
        Tensor known = mask.Where(Whole(value), support.Anchor);
        support.Check(known, Name);
        (Tensor x, Tensor logDet) = Transform.Inverse(known);
        return Base.LogProb(x, mask) + SumEvent(mask.Where(logDet, 0.0));
    }

    /// <summary>H(x) + E[log |det ∂y/∂x|], where the latter is known: for affine transforms, and the exponential after them.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy()
    {
        Tensor logDet = Transform.MeanLogDet(Base.Mean) ?? throw NotDefined(nameof(Entropy));
        return Base.Entropy() + SumEvent(logDet);
    }

    /// <inheritdoc/>
    public override Distribution ToEvent(int axes) => axes == 0 ? this : new Transformed(Base.ToEvent(axes), Transform);

    /// <summary>The base is tempered (Kingma and Dhariwal 2018, section 6).</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        Distribution tempered = Base.Tempered(temperature);
        return ReferenceEquals(tempered, Base) ? this : new Transformed(tempered, Transform);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Distribution source = Base.Map(map);
        Transform transform = Transform.Map(map, EventShape.Rank);
        return ReferenceEquals(source, Base) && ReferenceEquals(transform, Transform) ? this : new Transformed(source, transform);
    }

    internal override Distribution Unfold(int rows, Shape lead)
    {
        int rank = BatchShape.Rank;
        Transform unfolded = Transform.Map(
            (parameter, eventAxes) => parameter.Shape.Rank == rank + eventAxes && parameter.Shape[0] == rows
                ? parameter.Reshape(lead.Concat(parameter.Shape.Slice(1, parameter.Shape.Rank)))
                : parameter,
            EventShape.Rank);
        return new Transformed(Base.Unfold(rows, lead), unfolded);
    }

    internal override Distribution Gather(Shape batch, int[] elements, Shape lead) => new Transformed(
        Base.Gather(batch, elements, lead),
        Transform.Map((parameter, eventAxes) => Gathered(parameter, eventAxes, batch, elements, lead), EventShape.Rank));

    /// <summary>The sum over the last axes.</summary>
    internal static Tensor SumLast(Tensor x, int axes)
    {
        for (int i = 0; i < axes; i++)
            x = x.Sum(-1);
        return x;
    }

    private Tensor SumEvent(Tensor logDet) => SumLast(logDet, EventShape.Rank - Transform.EventAxes);

    // A value of fewer axes than an event, or with axes of size 1, as a whole event.
    private Tensor Whole(Tensor value)
    {
        if (!Shape.TryBroadcast(value.Shape, EventShape, out Shape full))
            throw new ShapeException($"{Name}: a value of shape {value.Shape} does not broadcast to batch {BatchShape} + event {EventShape}.");
        return full == value.Shape ? value : value.BroadcastTo(full);
    }

    private static Tensor KlTransformed(Transformed q, Transformed p)
    {
        if (q.EventShape != p.EventShape)
            throw new ShapeException($"KL({q.Name} || {p.Name}): q has events of shape {q.EventShape}, p of {p.EventShape}; they must be equal.");
        return q.Transform.IsSameAs(p.Transform)
            ? Kl.Divergence(q.Base, p.Base)
            : throw new KlNotKnownException(
                $"No closed form for KL({q.Name} || {p.Name}): the transforms differ; only behind the same transform the divergence is that of the bases. "
                + "Use Kl.Estimate, which takes samples.");
    }
}
