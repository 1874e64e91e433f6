using System.Globalization;
using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Means and standard deviations of a column, in double precision, in one walk through the data.</summary>
/// <remarks>
/// The moments of a block of rows are taken about the block's own mean and joined to those before it (T. Chan, G. Golub, R. LeVeque,
/// "Updating formulae and a pairwise algorithm for computing sample variances", 1979): neither a large mean nor one outlier costs digits.
/// </remarks>
internal sealed class Moments
{
    private const int BlockRows = 1024;

    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly long[] _count;

    private Moments(int groups)
    {
        _mean = new double[groups];
        _squares = new double[groups];
        _count = new long[groups];
    }

    public double[] Mean => _mean;

    public double[] Deviation => [.. _squares.Select((sum, i) => Math.Sqrt(sum / _count[i]))];

    /// <summary>Walks through a column whose elements share statistics in groups of <paramref name="groupSize"/> in a row.</summary>
    public static Moments Of(IDataset data, string column, int groupSize)
    {
        DataColumn described = data.Column(column);
        Moments moments = new(Math.Max(1, described.Shape.Count / groupSize));
        IDataset only = data.Only(column);
        for (int first = 0; first < data.Count; first += BlockRows)
        {
            using Pass pass = Pass.Evaluation();
            Batch batch = only.Get(first, Math.Min(BlockRows, data.Count - first), pass, default);
            moments.Add(batch[column].ToDoubles(), batch.Mask(column)?.ToDoubles(), batch.Count, first, data.Name, described);
        }

        int empty = Array.IndexOf(moments._count, 0);
        if (empty >= 0)
        {
            throw new ArgumentException(
                $"{data.Name}: {NameOf(described, empty, groupSize)} has no value in any of {data.Count} examples. Leave it out.");
        }

        return moments;
    }

    private void Add(double[] values, double[]? mask, int rows, int firstRow, string name, DataColumn column)
    {
        if (rows == 0)
            return;
        int size = values.Length / rows, groups = _mean.Length, groupSize = Math.Max(1, size / groups);
        double[] sum = new double[groups], squares = new double[groups];
        long[] count = new long[groups];
        for (int i = 0; i < values.Length; i++)
        {
            if (mask is { } known && known[i] == 0)
                continue;
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {NameOf(column, i % size / groupSize, groupSize)} of example {firstRow + (i / size)} is {values[i]}."));
            }

            int group = i % size / groupSize;
            sum[group] += values[i];
            count[group]++;
        }

        for (int group = 0; group < groups; group++)
            sum[group] /= Math.Max(1, count[group]);
        for (int i = 0; i < values.Length; i++)
        {
            if (mask is { } known && known[i] == 0)
                continue;
            int group = i % size / groupSize;
            double off = values[i] - sum[group];
            squares[group] += off * off;
        }

        for (int group = 0; group < groups; group++)
            Join(group, count[group], sum[group], squares[group]);
    }

    private void Join(int group, long count, double mean, double squares)
    {
        if (count == 0)
            return;
        long total = _count[group] + count;
        double apart = mean - _mean[group], share = (double)count / total;
        _squares[group] += squares + (apart * apart * share * _count[group]);
        _mean[group] += apart * share;
        _count[group] = total;
    }

    private static string NameOf(DataColumn column, int group, int groupSize) => groupSize == 1 && column.Elements.Count > group
        ? $"'{column.Elements[group]}' of the column '{column.Name}'"
        : string.Create(CultureInfo.InvariantCulture, $"element {group} of the column '{column.Name}'");
}
