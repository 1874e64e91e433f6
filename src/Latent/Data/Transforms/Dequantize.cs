using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Uniform dequantisation: every level becomes an interval of its own, so that a density can be fitted to counts.</summary>
/// <remarks>
/// x' = (k + u) / L for level k = 0 .. L - 1 and u uniform in (0, 1), so x' is in (0, 1). Over D elements log P(k) ≥ E_u[log p(x')] - D log
/// L: what a model of x' says in nats bounds the probability of the levels. L. Theis, A. van den Oord, M. Bethge, "A note on the evaluation
/// of generative models", ICLR 2016, section 3.1.
/// </remarks>
public sealed record Dequantize : Transform
{
    /// <summary>L: how many levels the column has; <see cref="Fit"/> takes them from the data.</summary>
    public int Levels { get; set; } = 256;

    /// <inheritdoc/>
    public override Transform Fit(IDataset train) => this with { Levels = train.Column(Column).Levels };

    /// <inheritdoc/>
    public override double LogVolume(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return -column.Shape.Count * Math.Log(Levels);
    }

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Levels < 2)
            throw new ArgumentException($"dequantize: {column} has no levels to make intervals of; it is for intensities.");
        if (column.Levels != Levels)
            throw new ArgumentException($"dequantize: {column} where {Levels} levels are expected; fit the transform to this data.");
        return column with { Levels = 0 };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        // k / (L - 1) · (L - 1) is k again, exactly: a quotient's rounding error is too small to survive the product's.
        return (((value * (Levels - 1.0)) + noise.Uniform(value, RandomPurpose.Augmentation)) / (double)Levels, mask);
    }
}
