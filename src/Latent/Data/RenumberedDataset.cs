using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// A data set whose column of classes has the numbers of another list of names. A file numbers the classes it has: one with fewer of them, or
/// others, would call the same class by another number.
/// </summary>
internal sealed class RenumberedDataset : IDataset, INarrowable
{
    private readonly IDataset _source;
    private readonly string _column;
    private readonly int[] _places;

    private RenumberedDataset(IDataset source, string column, int[] places, IReadOnlyList<DataColumn> columns)
    {
        _source = source;
        _column = column;
        _places = places;
        Columns = columns;
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <inheritdoc/>
    public IReadOnlyList<DataColumn> Columns { get; }

    /// <summary>What it is made of.</summary>
    public IDataset Source => _source;

    /// <summary>
    /// The data with the classes of a column numbered as in a list; those that the list has not come after it, where a model that reads classes refuses
    /// them, and one that does not is not hindered. The data themselves if they are so already.
    /// </summary>
    /// <param name="source">The data.</param>
    /// <param name="column">The column of classes.</param>
    /// <param name="classes">The names, in the order of their numbers.</param>
    public static IDataset Of(IDataset source, DataColumn column, IReadOnlyList<string> classes)
    {
        if (column.Classes.SequenceEqual(classes, StringComparer.Ordinal)) return source;
        List<string> all = [.. classes];
        int[] places = new int[column.Classes.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = all.FindIndex(name => string.Equals(name, column.Classes[i], StringComparison.Ordinal));
            if (places[i] >= 0) continue;
            places[i] = all.Count;
            all.Add(column.Classes[i]);
        }

        return new RenumberedDataset(source, column.Name, places,
            [.. source.Columns.Select(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal) ? c with { Classes = all } : c)]);
    }

    /// <inheritdoc/>
    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Batch batch = _source.Get(rows, pass, key);
        if (!batch.TryGet(_column, out Tensor? classes)) return batch;
        double[] numbers = classes.ToDoubles();
        for (int i = 0; i < numbers.Length; i++)
        {
            // What is missing, or no class, stays so: whoever reads it says what is wrong with it.
            if (numbers[i] >= 0 && numbers[i] < _places.Length) numbers[i] = _places[(int)numbers[i]];
        }

        return batch.With(_column, pass.From(numbers, classes.Shape).To(classes.DType), batch.Mask(_column));
    }

    /// <inheritdoc/>
    public IDataset Only(string column) =>
        string.Equals(column, _column, StringComparison.Ordinal)
            ? new RenumberedDataset(_source.Only(column), _column, _places, [.. Columns.Where(c => string.Equals(c.Name, column, StringComparison.Ordinal))])
            : _source.Only(column);

    /// <inheritdoc cref="TransformedDataset.VolumeOf"/>
    public (double LogVolume, bool IsDequantized) VolumeOf(string column) => _source.VolumeOf(column);
}
