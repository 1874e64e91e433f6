using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Puts a number where values are missing, so that a network can read the column; the mask still says which they are.</summary>
/// <remarks>
/// Zeros, as P. Mattei, J. Frellsen, "MIWAE: deep generative modelling and imputation of incomplete data sets", ICML 2019, give their
/// encoder; after <see cref="Standardize"/> that is the mean.
/// </remarks>
public sealed record FillMissing : Transform
{
    /// <summary>The number put in.</summary>
    public double Value { get; set; }

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return double.IsFinite(Value) ? column : throw new ArgumentException($"fill-missing: {Value} is no number to put in.");
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise) =>
        (mask is null || mask.Shape != value.Shape ? value : mask.Where(value, Value), mask);
}
