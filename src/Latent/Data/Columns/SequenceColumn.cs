using System.Numerics;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>
/// A column whose rows are sequences. If they differ in length, a batch is as long as its longest, and the others end in zeros that its
/// mask leaves out.
/// </summary>
public abstract class SequenceColumn : ColumnData
{
    private readonly int[] _lengths;

    /// <summary>Sequences.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="step">The shape of one step.</param>
    /// <param name="lengths">How many steps each has.</param>
    /// <param name="describe">Adds to the description: levels, element type.</param>
    protected SequenceColumn(string name, Shape step, IReadOnlyList<int> lengths, Func<DataColumn, DataColumn>? describe = null)
        : base(Describe(name, step, lengths, describe), lengths.Count)
    {
        _lengths = [.. lengths];
    }

    /// <summary>How many steps each sequence has.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The lengths as a column of their own.</summary>
    /// <param name="name">Its name.</param>
    public ColumnData LengthColumn(string name = "length") =>
        new ValueColumn(new DataColumn(name, []) { Type = Column.Type }, Array.ConvertAll(_lengths, static length => (double)length));

    /// <inheritdoc/>
    public sealed override (Tensor Value, Tensor? Mask) Read(ReadOnlySpan<int> rows, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        int longest = 1;
        foreach (int row in rows)
            longest = Math.Max(longest, _lengths[row]);
        Shape shape = Shape.Create([rows.Length]).Concat(Column.Shape.With(0, longest));
        Tensor value = pass.New(shape, Column.Type);
        Tensor? mask = Column.IsSequence ? pass.New(shape, Column.Type) : null;
        if (Column.Type == DType.Float32)
            Fill(rows, value.Writable<float>(), mask is null ? [] : mask.Writable<float>());
        else
            Fill(rows, value.Writable<double>(), mask is null ? [] : mask.Writable<double>());
        return (value, mask);
    }

    /// <summary>Writes one sequence, step after step.</summary>
    /// <param name="row">Which.</param>
    /// <param name="destination">As long as the sequence; holds zeros.</param>
    protected abstract void Fill<T>(int row, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private void Fill<T>(ReadOnlySpan<int> rows, Span<T> values, Span<T> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        values.Clear();
        mask.Clear();
        int size = rows.Length == 0 ? 0 : values.Length / rows.Length, step = Column.Shape.Count / Column.Shape[0];
        for (int i = 0; i < rows.Length; i++)
        {
            int length = _lengths[rows[i]] * step;
            Fill(rows[i], values.Slice(i * size, length));
            if (mask.Length > 0)
                mask.Slice(i * size, length).Fill(T.One);
        }
    }

    private static DataColumn Describe(string name, Shape step, IReadOnlyList<int> lengths, Func<DataColumn, DataColumn>? describe)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        int longest = Math.Max(1, lengths.DefaultIfEmpty(0).Max());
        DataColumn column = new(name, Shape.Create([longest]).Concat(step)) { IsSequence = lengths.Any(length => length != longest) };
        return describe?.Invoke(column) ?? column;
    }
}
