using System.Numerics;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>A column whose rows all have its full shape.</summary>
public abstract class FixedColumn : ColumnData
{
    /// <inheritdoc cref="ColumnData(DataColumn, int)"/>
    protected FixedColumn(DataColumn column, int count)
        : base(column, count)
    {
    }

    /// <inheritdoc/>
    public sealed override (Tensor Value, Tensor? Mask) Read(ReadOnlySpan<int> rows, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor value = pass.New(Shape.Create([rows.Length]).Concat(Column.Shape), Column.Type);
        if (Column.Type == DType.Float32)
            return (value, Fill(rows, pass, value, value.Writable<float>()));
        return (value, Fill(rows, pass, value, value.Writable<double>()));
    }

    /// <summary>Writes rows that follow one another, row-major.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Exactly count times the elements of a row.</param>
    protected abstract void Fill<T>(int first, int count, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private Tensor? Fill<T>(ReadOnlySpan<int> rows, Pass pass, Tensor value, Span<T> all)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = Column.Shape.Count;
        // Rows that follow one another are read in one go: one read of the file, one sweep.
        for (int start = 0, count; start < rows.Length; start += count)
        {
            for (count = 1; start + count < rows.Length && rows[start + count] == rows[start] + count; count++)
            {
            }

            Fill(rows[start], count, all.Slice(start * size, count * size));
        }

        if (!Column.HasMissing)
            return null;
        Tensor mask = pass.New(value.Shape, Column.Type);
        Span<T> known = mask.Writable<T>();
        for (int i = 0; i < known.Length; i++)
            known[i] = T.IsNaN(all[i]) ? T.Zero : T.One;
        return mask;
    }
}
