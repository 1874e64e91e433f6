using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>The content of one column of a <see cref="ColumnDataset"/>. Does not change, and may be read from several threads.</summary>
public abstract class ColumnData
{
    /// <summary>Content that a column describes.</summary>
    /// <param name="column">Name, shape and meaning.</param>
    /// <param name="count">How many rows there are.</param>
    protected ColumnData(DataColumn column, int count)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Column = column;
        Count = count;
    }

    /// <summary>Name, shape and meaning.</summary>
    public DataColumn Column { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>Some rows as a tensor [rows, shape], with a mask where values may be missing.</summary>
    /// <param name="rows">Checked to lie in 0 .. <see cref="Count"/> - 1.</param>
    /// <param name="pass">Owns the tensors.</param>
    public abstract (Tensor Value, Tensor? Mask) Read(ReadOnlySpan<int> rows, Pass pass);
}
