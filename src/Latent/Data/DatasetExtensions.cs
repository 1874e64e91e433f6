using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Views of data sets and shorter ways to ask them.</summary>
public static class DatasetExtensions
{
    /// <summary>Some examples, with randomness from the pass.</summary>
    /// <inheritdoc cref="IDataset.Get"/>
    public static Batch Get(this IDataset data, ReadOnlySpan<int> rows, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pass);
        return data.Get(rows, pass, pass.Key.Split("data"));
    }

    /// <summary>The examples <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    /// <inheritdoc cref="IDataset.Get"/>
    public static Batch Get(this IDataset data, int first, int count, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
            rows[i] = first + i;
        return data.Get(rows, pass, key);
    }

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static DataColumn Column(this IDataset data, string name)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Find(data.Columns, name) ?? throw new ArgumentException(
            $"{data.Name} has no column '{name}'; it has: {string.Join(", ", data.Columns.Select(static column => column.Name))}.", nameof(name));
    }

    /// <summary>Whether there is a column of that name.</summary>
    public static bool Has(this IDataset data, string name)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Find(data.Columns, name) is not null;
    }

    /// <summary>The first <paramref name="count"/> examples; all, if there are fewer.</summary>
    public static IDataset Take(this IDataset data, int count)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= data.Count ? data : new SubsetDataset(data, data.Name, null, count);
    }

    /// <summary>The examples of the given numbers, in that order, numbered anew from 0.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="name">What reports call them; the name of the whole by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static IDataset Select(this IDataset data, ReadOnlySpan<int> rows, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new SubsetDataset(data, name ?? data.Name, rows.ToArray(), rows.Length);
    }

    /// <summary>The data seen through transforms, the first of them first.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="transforms">Fitted, where they need to be: see <see cref="Pipeline.Fit"/>.</param>
    /// <exception cref="ArgumentException">A transform does not fit its column; the message names both.</exception>
    public static IDataset With(this IDataset data, params IReadOnlyList<Transform> transforms)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(transforms);
        foreach (Transform transform in transforms)
            data = new TransformedDataset(data, transform);
        return data;
    }

    /// <summary>A column of one number per example, read for all examples as whole numbers: classes, lengths.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="column">The column, of shape [].</param>
    public static int[] ReadIntegers(this IDataset data, string column = "y")
    {
        ArgumentNullException.ThrowIfNull(data);
        DataColumn found = data.Column(column);
        if (found.Shape.Rank != 0)
            throw new ArgumentException($"The column {found} of {data.Name} is not one number per example.", nameof(column));
        double[] numbers = data.ReadNumbers(column);
        int[] values = new int[numbers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.IsNaN(numbers[i])
                ? throw new ArgumentException($"The column {found} of {data.Name} has no value in example {i}.", nameof(column))
                : checked((int)numbers[i]);
        }

        return values;
    }

    /// <summary>A column of one number per example, read for all examples; NaN where it is missing.</summary>
    internal static double[] ReadNumbers(this IDataset data, string column)
    {
        const int rows = 4096;
        data = data.Only(column);
        double[] all = new double[data.Count];
        for (int first = 0; first < all.Length; first += rows)
        {
            int count = Math.Min(rows, all.Length - first);
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get(first, count, pass, default);
            double[] numbers = batch[column].ToDoubles(), known = batch.Mask(column)?.ToDoubles() ?? [];
            for (int i = 0; i < count; i++) all[first + i] = known.Length > 0 && known[i] == 0 ? double.NaN : numbers[i];
        }

        return all;
    }

    /// <summary>What a data set's transforms add to log-densities of a column: see <see cref="Transform.LogVolume"/>.</summary>
    internal static (double LogVolume, bool IsDequantized) VolumeOf(this IDataset data, string column) => data switch
    {
        TransformedDataset transformed => transformed.VolumeOf(column),
        SubsetDataset subset => subset.VolumeOf(column),
        LabelledDataset labelled => labelled.VolumeOf(column),
        RenumberedDataset renumbered => renumbered.VolumeOf(column),
        _ => (0, false),
    };

    /// <summary>How many examples there are before the first that is there already, where few that have a label are repeated.</summary>
    internal static int DistinctOf(this IDataset data) => data switch
    {
        TransformedDataset transformed => transformed.Source.DistinctOf(),
        RenumberedDataset renumbered => renumbered.Source.DistinctOf(),
        LabelledDataset labelled => labelled.Distinct,
        _ => data.Count,
    };

    /// <summary>The data set with one column and what that is made of, so that a walk for a label decodes no images.</summary>
    internal static IDataset Only(this IDataset data, string column) => data is INarrowable narrowable ? narrowable.Only(column) : data;

    internal static DataColumn? Find(IReadOnlyList<DataColumn> columns, string name)
    {
        foreach (DataColumn column in columns)
        {
            if (string.Equals(column.Name, name, StringComparison.Ordinal))
                return column;
        }

        return null;
    }
}
