using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A distribution whose last batch axes are taken into the event: log p(x) = Σ log p(xᵢ) over them.</summary>
/// <remarks>Made by <see cref="Distribution.ToEvent"/>; scalar families do the same without a wrapper.</remarks>
public sealed class Independent : Distribution
{
    /// <summary>Independent against independent is the sum of the divergences of their bases.</summary>
    internal static readonly KlRule[] KlRules = [KlRule.Of<Independent, Independent>("Σ KL(qᵢ ‖ pᵢ)", KlIndependentIndependent)];

    private readonly int _axes;

    internal Independent(Distribution inner, int axes)
    {
        if (axes < 1 || axes > inner.BatchShape.Rank)
        {
            throw new ShapeException(
                $"{inner.Name}: {axes} batch axes cannot become event axes; the batch shape is {inner.BatchShape}, the event shape {inner.EventShape}.");
        }

        Base = inner;
        _axes = axes;
    }

    /// <inheritdoc/>
    public override string Name => $"Independent({Base.Name})";

    /// <summary>The distribution of each element.</summary>
    public Distribution Base { get; }

    /// <inheritdoc/>
    public override Shape BatchShape => Base.BatchShape.Slice(0, Base.BatchShape.Rank - _axes);

    /// <inheritdoc/>
    public override Shape EventShape => Base.BatchShape.Slice(Base.BatchShape.Rank - _axes, Base.BatchShape.Rank).Concat(Base.EventShape);

    /// <inheritdoc/>
    public override Support Support => Base.Support;

    /// <inheritdoc/>
    public override GradientPath Gradient => Base.Gradient;

    /// <inheritdoc/>
    public override Tensor Mean => Base.Mean;

    /// <inheritdoc/>
    public override Tensor Center => Base.Center;

    /// <inheritdoc/>
    public override Tensor Variance => Base.Variance;

    /// <inheritdoc/>
    public override bool ScoresWhileSampling => Base.ScoresWhileSampling;

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => Base.Sample(draws, samples);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value) => Sum(Base.LogProb(value), _axes);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Base.EventShape.Rank == 0 ? Sum(Base.LogProb(value, mask), _axes) : base.LogProb(value, mask);
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogProb) SampleAndLogProb(Draws draws, Shape samples = default)
    {
        (Tensor value, Tensor logProb) = Base.SampleAndLogProb(draws, samples);
        return (value, Sum(logProb, _axes));
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => Sum(Base.Entropy(), _axes);

    /// <inheritdoc/>
    public override Distribution ToEvent(int axes) => axes == 0 ? this : new Independent(Base, _axes + axes);

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature) => temperature == 1 ? this : new Independent(Base.Tempered(temperature), _axes);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Distribution mapped = Base.Map((parameter, eventAxes) => map(parameter, eventAxes + _axes));
        return ReferenceEquals(mapped, Base) ? this : new Independent(mapped, _axes);
    }

    internal override Distribution Factors => Base.Factors ?? Base;

    private static Tensor Sum(Tensor x, int axes)
    {
        for (int i = 0; i < axes; i++)
            x = x.Sum(-1);
        return x;
    }

    private static Tensor KlIndependentIndependent(Independent q, Independent p)
    {
        return q._axes == p._axes
            ? Sum(Kl.Divergence(q.Base, p.Base), q._axes)
            : throw new ShapeException($"KL({q.Name} || {p.Name}): q takes {q._axes} batch axes into the event, p takes {p._axes}; they must agree.");
    }
}
