namespace Latent.Reporting;

/// <summary>A table with a name for every column. Immutable: <see cref="Row"/> gives another with one row more.</summary>
/// <example><code>new ReportTable("set", "ELBO, nats").Row("test", Cell.Estimate(-98.2, 0.3))</code></example>
public sealed class ReportTable
{
    // Rows are shared by the tables that were made from one another; each sees those it had when it was made.
    private readonly List<Cell[]> _rows;

    /// <summary>A table without rows.</summary>
    /// <param name="columns">Their names, with units where there are any.</param>
    public ReportTable(params IReadOnlyList<string> columns)
        : this(columns, [], 0)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException("A table has at least one column; none is given.", nameof(columns));
    }

    private ReportTable(IReadOnlyList<string> columns, List<Cell[]> rows, int count)
    {
        Columns = columns;
        _rows = rows;
        Count = count;
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>The rows, each of as many entries as there are columns.</summary>
    public IEnumerable<IReadOnlyList<Cell>> Rows
    {
        get
        {
            for (int i = 0; i < Count; i++)
                yield return _rows[i];
        }
    }

    /// <summary>This table and one row more.</summary>
    /// <exception cref="ArgumentException">The row has not one entry per column.</exception>
    public ReportTable Row(params ReadOnlySpan<Cell> cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException(
                $"The row has {cells.Length} entries, the table {Columns.Count} columns: {string.Join(", ", Columns)}.", nameof(cells));
        }

        lock (_rows)
        {
            // A second row after the same table begins rows of its own.
            List<Cell[]> rows = _rows.Count == Count ? _rows : [.. _rows.Take(Count)];
            rows.Add(cells.ToArray());
            return new ReportTable(Columns, rows, Count + 1);
        }
    }
}
