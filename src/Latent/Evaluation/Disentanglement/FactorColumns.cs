using System.Globalization;
using Latent.Data;

namespace Latent.Evaluation.Disentanglement;

/// <summary>Reads the factors that data say they were made from.</summary>
/// <remarks>
/// They stand in a column <c>factors</c> of one number each, with their names, as <see cref="DrawnSprites"/> and <see cref="DrawnDigits"/> have it.
/// Whole numbers of at most <see cref="MostValues"/> values are taken as they are, others are cut into bins of equally many examples. A class
/// <c>y</c> is a factor, too, unless it is one of them under another name.
/// </remarks>
internal static class FactorColumns
{
    public const string Column = "factors";
    public const int MostValues = 100;

    /// <summary>The factors of all examples of a data set.</summary>
    /// <param name="data">The data.</param>
    /// <param name="bins">Bins of real numbers.</param>
    /// <param name="context">Key, device and cancellation.</param>
    /// <param name="leftOut">What was left out, and why.</param>
    /// <returns>The factors, whether each is binned, and the values [n, f].</returns>
    /// <exception cref="EvaluationNotDefinedException">The data do not say what they were made from.</exception>
    public static (IReadOnlyList<Factor> Factors, IReadOnlyList<bool> Binned, int[] Values) Read(
        IDataset data, int bins, EvaluationContext context, List<string> leftOut)
    {
        if (!data.Has(Column) || data.Column(Column) is not { Shape.Rank: 1, HasMissing: false, IsSequence: false } column)
        {
            throw new EvaluationNotDefinedException(
                "Disentanglement",
                $"{data.Name} has no column '{Column}' of the ground-truth factors of every example: its columns are {string.Join(", ", data.Columns)}");
        }

        int n = data.Count, f = column.Shape.Count;
        int[] rows = [.. Enumerable.Range(0, n)];
        double[] numbers = EvaluationData.Values(data, Column, rows, context);
        List<(Factor Factor, bool IsBinned, int[] Values)> kept = [];
        for (int j = 0; j < f; j++)
        {
            string name = column.Elements.Count == f ? column.Elements[j] : string.Create(CultureInfo.InvariantCulture, $"factor {j}");
            Add(name, [.. rows.Select(row => numbers[(row * f) + j])]);
        }

        if (data.Has("y") && data.Column("y") is { Shape.Rank: 0, Classes.Count: > 0, HasMissing: false })
        {
            (int count, bool isBinned, int[] values) = Cut(EvaluationData.Values(data, "y", rows, context), bins);
            if (count > 1 && !kept.Exists(of => of.Factor.Values == count && AreOne(of.Values, values)))
                kept.Insert(0, (new Factor("y", count), isBinned, values));
        }

        int[] all = new int[n * kept.Count];
        for (int j = 0; j < kept.Count; j++)
        {
            for (int i = 0; i < n; i++) all[(i * kept.Count) + j] = kept[j].Values[i];
        }

        return kept.Count > 0
            ? ([.. kept.Select(static of => of.Factor)], [.. kept.Select(static of => of.IsBinned)], all)
            : throw new EvaluationNotDefinedException("Disentanglement", $"no factor varies in {n} examples of {data.Name}");

        void Add(string name, double[] of)
        {
            (int count, bool isBinned, int[] values) = Cut(of, bins);
            if (count > 1) kept.Add((new Factor(name, count), isBinned, values));
            else leftOut.Add($"the factor '{name}': it is the same in all {n} examples");
        }
    }

    // Values numbered in their order; those that nothing has are no values.
    private static (int Count, bool IsBinned, int[] Values) Cut(double[] numbers, int bins)
    {
        double[] sorted = [.. numbers.Order()], distinct = [.. sorted.Distinct()];
        bool isBinned = distinct.Length > MostValues || !Array.TrueForAll(distinct, static value => value == Math.Floor(value));
        // Ends of bins of equally many examples; equal numbers stand together, whatever their number.
        double[] ends = isBinned
            ? [.. Enumerable.Range(1, bins - 1).Select(b => sorted[Math.Min(sorted.Length - 1, (int)((long)b * sorted.Length / bins))]).Distinct()]
            : distinct[1..];
        int[] places = [.. numbers.Select(value => Place(ends, value))], used = [.. places.Distinct().Order()];
        return (used.Length, isBinned, [.. places.Select(place => Array.BinarySearch(used, place))]);

        static int Place(double[] ends, double value)
        {
            int place = Array.BinarySearch(ends, value);
            return place >= 0 ? place + 1 : ~place;
        }
    }

    private static bool AreOne(int[] a, int[] b)
    {
        Dictionary<int, int> there = [], back = [];
        for (int i = 0; i < a.Length; i++)
        {
            if (there.TryAdd(a[i], b[i]) != back.TryAdd(b[i], a[i]) || there[a[i]] != b[i] || back[b[i]] != a[i]) return false;
        }

        return true;
    }
}
