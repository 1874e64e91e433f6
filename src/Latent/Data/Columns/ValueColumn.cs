using System.Numerics;
using System.Runtime.InteropServices;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>Numbers in memory.</summary>
public sealed class ValueColumn : FixedColumn
{
    private readonly ReadOnlyMemory<float> _single;
    private readonly ReadOnlyMemory<double> _double;

    /// <summary>A column of float32 numbers.</summary>
    /// <param name="column">Its element type becomes float32.</param>
    /// <param name="values">Row after row; not copied, and must not change afterwards.</param>
    public ValueColumn(DataColumn column, ReadOnlyMemory<float> values)
        : base((column ?? throw new ArgumentNullException(nameof(column))) with { Type = DType.Float32 }, RowsOf(column, values.Length)) =>
        _single = values;

    /// <summary>A column of float64 numbers, given in the column's element type.</summary>
    /// <param name="column">Name, shape, meaning and element type.</param>
    /// <param name="values">Row after row; not copied, and must not change afterwards.</param>
    public ValueColumn(DataColumn column, ReadOnlyMemory<double> values)
        : base(column, RowsOf(column, values.Length)) => _double = values;

    /// <inheritdoc/>
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        int size = Column.Shape.Count;
        if (_single.Length > 0)
        {
            _single.Span.Slice(first * size, count * size).CopyTo(MemoryMarshal.Cast<T, float>(destination));
            return;
        }

        ReadOnlySpan<double> source = _double.Span.Slice(first * size, count * size);
        for (int i = 0; i < source.Length; i++)
            destination[i] = T.CreateTruncating(source[i]);
    }

    private static int RowsOf(DataColumn column, int length)
    {
        ArgumentNullException.ThrowIfNull(column);
        int size = column.Shape.Count;
        if (size == 0 || length % size != 0)
            throw new ArgumentException($"{length} numbers are no whole number of rows of the column {column}.", nameof(column));
        return length / size;
    }
}
