using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>A data set seen through a transform.</summary>
internal sealed class TransformedDataset : IDataset, INarrowable
{
    private readonly IDataset _source;
    private readonly Transform _transform;
    private readonly string _noise;

    private TransformedDataset(IDataset source, Transform transform, string noise)
    {
        _source = source;
        _transform = transform;
        _noise = noise;
        Columns = transform.Describe(source.Columns);
    }

    public TransformedDataset(IDataset source, Transform transform)
    {
        _source = source;
        _transform = transform;
        Columns = transform.Describe(source.Columns);
        // Two corruptions of one kind need two noises; a transform put in somewhere else leaves the others' noise as it is.
        int same = 0;
        for (IDataset below = source; below is TransformedDataset other; below = other._source)
            same += string.Equals(other._transform.NoiseName, transform.NoiseName, StringComparison.Ordinal) ? 1 : 0;
        _noise = same == 0 ? transform.NoiseName : $"{transform.NoiseName} {same + 1}";
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <summary>What it is made of.</summary>
    public IDataset Source => _source;

    /// <inheritdoc/>
    public IReadOnlyList<DataColumn> Columns { get; }

    /// <inheritdoc/>
    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key) =>
        _transform.Apply(_source.Get(rows, pass, key), rows, pass, key.Split(_noise));

    /// <inheritdoc/>
    public IDataset Only(string column) => string.Equals(column, _transform.Into ?? _transform.Column, StringComparison.Ordinal)
        ? new TransformedDataset(_source.Only(_transform.Column), _transform, _noise)
        : _source.Only(column);

    /// <summary>What the transforms add to log-densities of a column, and whether one of them is the dequantisation of levels.</summary>
    public (double LogVolume, bool IsDequantized) VolumeOf(string column)
    {
        if (!string.Equals(column, _transform.Into ?? _transform.Column, StringComparison.Ordinal)) return _source.VolumeOf(column);
        (double before, bool dequantized) = _source.VolumeOf(_transform.Column);
        return (before + _transform.LogVolume(_source.Column(_transform.Column)), dequantized || _transform is Dequantize);
    }
}
