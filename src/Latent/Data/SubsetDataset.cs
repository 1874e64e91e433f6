using Latent.Tensors;

namespace Latent.Data;

/// <summary>Some rows of another data set, numbered anew from 0.</summary>
internal sealed class SubsetDataset : IDataset, INarrowable
{
    private readonly IDataset _source;
    private readonly int[]? _rows;

    /// <summary>The rows given, or the first <paramref name="count"/>.</summary>
    public SubsetDataset(IDataset source, string name, int[]? rows, int count)
    {
        if (rows is not null)
            Rows.Check(rows, source.Count, source.Name);
        _source = source;
        _rows = rows;
        Name = name;
        Count = count;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataColumn> Columns => _source.Columns;

    /// <inheritdoc/>
    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Rows.Check(rows, Count, Name);
        if (_rows is null)
            return _source.Get(rows, pass, key);
        int[] theirs = new int[rows.Length];
        for (int i = 0; i < theirs.Length; i++)
            theirs[i] = _rows[rows[i]];
        return _source.Get(theirs, pass, key).At(Rows.FirstOf(rows, pass));
    }

    /// <inheritdoc/>
    public IDataset Only(string column) => new SubsetDataset(_source.Only(column), Name, _rows, Count);

    /// <inheritdoc cref="TransformedDataset.VolumeOf"/>
    public (double LogVolume, bool IsDequantized) VolumeOf(string column) => _source.VolumeOf(column);
}
