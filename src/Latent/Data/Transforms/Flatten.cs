using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>The elements of an example in one row, as layers without notion of space take them: [1, 28, 28] becomes [784].</summary>
public sealed record Flatten : Transform
{
    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.IsSequence
            ? throw new ArgumentException($"flatten: {column} differs in length from example to example.")
            : column with { Shape = [column.Shape.Count], Elements = column.Shape.Rank == 1 ? column.Elements : [] };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        int rows = value.Shape[0], size = value.Shape.Slice(1, value.Shape.Rank).Count;
        return (value.Reshape(rows, size), mask?.Shape == value.Shape ? mask.Reshape(rows, size) : mask);
    }
}
