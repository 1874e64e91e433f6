using Latent.Data.Columns;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>A data set put together from columns.</summary>
public sealed class ColumnDataset : IDataset, INarrowable
{
    private readonly ColumnData[] _data;

    /// <summary>Joins columns of equally many rows.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="columns">At least one, each of another name.</param>
    /// <exception cref="ArgumentException">There are none, their rows differ in number, or two have one name.</exception>
    public ColumnDataset(string name, params IReadOnlyList<ColumnData> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException($"{name}: a data set has at least one column.", nameof(columns));
        Name = name;
        Count = columns[0].Count;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ColumnData column in columns)
        {
            if (column.Count != Count)
            {
                throw new ArgumentException(
                    $"{name}: the column '{columns[0].Column.Name}' has {Count} rows, '{column.Column.Name}' has {column.Count}; "
                    + "each example needs one of each.", nameof(columns));
            }

            if (!names.Add(column.Column.Name))
                throw new ArgumentException($"{name}: two columns are named '{column.Column.Name}'.", nameof(columns));
        }

        _data = [.. columns];
        Columns = [.. columns.Select(static column => column.Column)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataColumn> Columns { get; }

    /// <inheritdoc/>
    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Rows.Check(rows, Count, Name);
        Batch? batch = null;
        foreach (ColumnData data in _data)
        {
            (Tensor value, Tensor? mask) = data.Read(rows, pass);
            batch ??= Batch.Of(data.Column.Name, value, Rows.FirstOf(rows, pass));
            batch = batch.With(data.Column.Name, value, mask);
        }

        return batch!;
    }

    IDataset INarrowable.Only(string column) =>
        new ColumnDataset(Name, [.. _data.Where(data => string.Equals(data.Column.Name, column, StringComparison.Ordinal))]);
}
