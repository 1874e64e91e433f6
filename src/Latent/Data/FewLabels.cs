using System.Globalization;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Keeps the labels of some training examples and leaves those of the others out, as in learning with few labels.</summary>
/// <remarks>
/// Every example stays, none is dropped: those whose label is left out have it missing (NaN and a mask of 0), so that fingerprints and reports
/// count them as such. Which labels are kept depends on <c>data.seed</c> alone. Examples with a label are repeated to make up
/// <see cref="Share"/> of an epoch; statistics that transforms learn count them as often.
/// </remarks>
public sealed record FewLabels
{
    /// <summary>The column of classes.</summary>
    public string Column { get; set; } = "y";

    /// <summary>How many examples keep their label.</summary>
    public int Count { get; set; } = 100;

    /// <summary>Whether every class keeps equally many; where the classes do not divide them, some by chance one more.</summary>
    public bool Balanced { get; set; } = true;

    /// <summary>The share of an epoch's rows that have a label; 0 to repeat none.</summary>
    public double Share { get; set; }

    /// <summary>What makes no sense whatever the data; null if nothing.</summary>
    public string? Fault() => Count < 1 ? string.Create(CultureInfo.InvariantCulture, $"count is {Count}; at least one label is needed.")
        : Share is not (>= 0 and < 1) ? string.Create(CultureInfo.InvariantCulture, $"share is {Share}; a share of the rows is at least 0 and below 1.") : null;

    /// <summary>The training set with these labels.</summary>
    /// <param name="train">All its labels are there, or some.</param>
    /// <param name="key">Chooses.</param>
    /// <exception cref="ArgumentException">There is no such column of classes, or it has too few labels.</exception>
    public IDataset Apply(IDataset train, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Fault() is { } fault) throw new ArgumentException($"data.labels.{fault}");
        DataColumn column = train.Column(Column);
        if (column.Shape.Rank != 0 || column.Classes.Count == 0)
            throw new ArgumentException($"data.labels: the column {column} of {train.Name} is not the number of a class.");
        double[] labels = train.ReadNumbers(Column);
        int[] order = new int[train.Count];
        key.For(RandomPurpose.Shuffling).Permutation(order.Length).Fill(order);
        int[] kept = Choose(train.Name, column, labels, order, key);
        Array.Sort(kept);
        // Of N examples, L with a label: R rows of these and N - L of the others, R/(R + N - L) the share.
        int others = train.Count - kept.Length;
        long rows = Share == 0 || others == 0 ? kept.Length : Math.Max(kept.Length, (long)Math.Round(Share / (1 - Share) * others));
        return new LabelledDataset(train, Column, kept, checked((int)rows));
    }

    private int[] Choose(string name, DataColumn column, double[] labels, int[] order, RandomKey key)
    {
        int classes = column.Classes.Count;
        int[] wanted = new int[classes];
        if (Balanced)
        {
            int[] chance = new int[classes];
            key.Split("classes").For(RandomPurpose.Shuffling).Permutation(classes).Fill(chance);
            for (int i = 0; i < Count; i++) wanted[chance[i % classes]]++;
        }

        List<int> kept = new(Count);
        int[] found = new int[classes];
        foreach (int row in order)
        {
            if (kept.Count == Count) break;
            if (!(labels[row] >= 0 && labels[row] < classes)) continue;
            int label = (int)labels[row];
            if (Balanced && found[label] == wanted[label]) continue;
            found[label]++;
            kept.Add(row);
        }

        if (kept.Count == Count) return [.. kept];
        int missing = Enumerable.Range(0, classes).First(c => !Balanced || found[c] < wanted[c]);
        throw new ArgumentException(Balanced
            ? string.Create(CultureInfo.InvariantCulture,
                $"data.labels: {Count} labels of {classes} classes are asked for, {wanted[missing]} of '{column.Classes[missing]}', "
                + $"and {name} has {found[missing]} examples of that class. Ask for fewer, or set balanced to false.")
            : string.Create(CultureInfo.InvariantCulture, $"data.labels: {Count} labels are asked for, and {name} has {kept.Count}."));
    }
}

/// <summary>A training set of which some rows have a label: the others in their order, then those, again and again.</summary>
internal sealed class LabelledDataset : IDataset, INarrowable
{
    private readonly IDataset _source;
    private readonly string _column;
    private readonly int[] _rows;
    private readonly int _unlabelled;

    public LabelledDataset(IDataset source, string column, int[] labelled, int labelledRows)
        : this(source, column, Order(source.Count, labelled, labelledRows), source.Count - labelled.Length, source.Count,
            string.Create(CultureInfo.InvariantCulture, $"{source.Name}, {labelled.Length} labelled"))
    {
    }

    private LabelledDataset(IDataset source, string column, int[] rows, int unlabelled, int distinct, string name)
    {
        _source = source;
        _column = column;
        _rows = rows;
        _unlabelled = unlabelled;
        Distinct = distinct;
        Name = name;
        Columns = [.. source.Columns.Select(c => string.Equals(c.Name, column, StringComparison.Ordinal) ? c with { HasMissing = true } : c)];
    }

    public string Name { get; }

    public int Count => _rows.Length;

    /// <summary>How many rows there are before the first that repeats one.</summary>
    public int Distinct { get; }

    public IReadOnlyList<DataColumn> Columns { get; }

    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Rows.Check(rows, Count, Name);
        int[] theirs = new int[rows.Length];
        double[] known = new double[rows.Length];
        for (int i = 0; i < theirs.Length; i++)
        {
            theirs[i] = _rows[rows[i]];
            known[i] = rows[i] < _unlabelled ? 0 : 1;
        }

        Batch batch = _source.Get(theirs, pass, key).At(Rows.FirstOf(rows, pass));
        if (!batch.TryGet(_column, out Tensor? labels)) return batch;
        double[] values = labels.ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            if (known[i] == 0) values[i] = double.NaN;
        }

        Shape shape = [rows.Length];
        return batch.With(_column, pass.From(values, shape).To(labels.DType), pass.From(known, shape).To(labels.DType));
    }

    public IDataset Only(string column) => new LabelledDataset(_source.Only(column), _column, _rows, _unlabelled, Distinct, Name);

    /// <inheritdoc cref="TransformedDataset.VolumeOf"/>
    public (double LogVolume, bool IsDequantized) VolumeOf(string column) => _source.VolumeOf(column);

    private static int[] Order(int count, int[] labelled, int labelledRows)
    {
        HashSet<int> with = [.. labelled];
        return [.. Enumerable.Range(0, count).Where(row => !with.Contains(row)),
            .. Enumerable.Range(0, labelledRows).Select(i => labelled[i % labelled.Length])];
    }
}
