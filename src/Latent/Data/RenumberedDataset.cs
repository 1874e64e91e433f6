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

    /// <summary>The data with the classes of a column numbered as in a list; the data themselves if they are so already.</summary>
    /// <param name="source">The data.</param>
    /// <param name="column">The column of classes.</param>
    /// <param name="classes">The names, in the order of their numbers.</param>
    /// <exception cref="ArgumentException">The data have a class that the list has not; the message names it.</exception>
    public static IDataset Of(IDataset source, DataColumn column, IReadOnlyList<string> classes)
    {
        if (column.Classes.SequenceEqual(classes, StringComparer.Ordinal)) return source;
        int[] places = [.. column.Classes.Select(name => IndexOf(classes, name))];
        // No name in common: other things are told apart there, as where a model is shown what it was not made for.
        if (places.All(static place => place < 0)) return source;
        bool[] occurs = new bool[places.Length];
        foreach (double number in source.ReadNumbers(column.Name))
        {
            if (!double.IsNaN(number)) occurs[(int)number] = true;
        }

        int unknown = Enumerable.Range(0, places.Length).FirstOrDefault(i => places[i] < 0 && occurs[i], -1);
        if (unknown >= 0)
        {
            throw new ArgumentException(
                $"{source.Name} has the class '{column.Classes[unknown]}' in '{column.Name}', of which the model knows nothing; it knows: "
                + $"{string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", ..." : "")}.");
        }

        return new RenumberedDataset(source, column.Name, places,
            [.. source.Columns.Select(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal) ? c with { Classes = classes } : c)]);
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
            // What is missing stays so, whatever stands in its place.
            if (numbers[i] >= 0 && numbers[i] < _places.Length) numbers[i] = Math.Max(0, _places[(int)numbers[i]]);
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

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal)) return i;
        }

        return -1;
    }
}
