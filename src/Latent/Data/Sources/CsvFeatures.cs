using System.Globalization;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Where a column of numbers is cut into intervals.</summary>
public sealed record CsvCut
{
    /// <summary>The column.</summary>
    public required string Column { get; set; }

    /// <summary>The points, ascending: below the first, from each to below the next, and from the last on. The points belong to the upper interval.</summary>
    public required IReadOnlyList<double> At { get; set; }
}

/// <summary>Makes the column <c>x</c> of a table: numbers, then intervals and categories as vectors of zeros with a one.</summary>
internal static class CsvFeatures
{
    // As many numbers as a table may hold itself: 512 MiB of float64.
    private const long MostValues = 1 << 26;

    public static ValueColumn Of(CsvTable table, IReadOnlyList<string> categories, IReadOnlyList<CsvCut> cuts, DType type, string path)
    {
        int width = table.Columns.Length;
        int rows = width > 0 ? table.Values.Length / width : table.Texts[0].Length;
        List<(string[] Names, Func<int, double> Number)> parts = [];
        bool hasNumbers = false;
        int[] places = [.. cuts.Select(cut => PlaceOf(table, cut))];
        for (int i = 0; i < width; i++)
        {
            int column = i, cut = Array.IndexOf(places, i);
            hasNumbers |= cut < 0;
            parts.Add(cut < 0 ? ([table.Columns[i]], row => table.Values[(row * width) + column])
                : (Intervals(cuts[cut]), row => Interval(table.Values[(row * width) + column], cuts[cut].At)));
        }

        bool hasMissing = table.HasMissing;
        for (int i = 0; i < categories.Count; i++)
        {
            string?[] texts = table.Texts[i];
            string[] known = [.. texts.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            hasMissing |= Array.IndexOf(texts, null) >= 0;
            Dictionary<string, int> number = [];
            for (int c = 0; c < known.Length; c++) number.Add(known[c], c);
            if (known.Length == 0) throw new DataFormatException(path, null, $"the category '{categories[i]}' is missing in every line.", "Ignore it.");
            parts.Add(([.. known.Select(value => $"{categories[i]}={value}")], row => texts[row] is { } text ? number[text] : double.NaN));
        }

        string[] elements = [.. parts.SelectMany(static part => part.Names)];
        if ((long)elements.Length * rows > MostValues)
        {
            throw new DataFormatException(path, null, $"with its categories the table has {elements.Length} x {rows} numbers, more than {MostValues}.",
                "Leave out categories of many values, such as names.");
        }

        DataColumn x = new("x", [elements.Length]) { Elements = elements, HasMissing = hasMissing, Levels = hasNumbers ? 0 : 2, Type = type };
        if (parts.Count == width && cuts.Count == 0) return new ValueColumn(x, table.Values);
        double[] values = new double[elements.Length * rows];
        for (int row = 0; row < rows; row++)
        {
            Span<double> rest = values.AsSpan(row * elements.Length, elements.Length);
            for (int p = 0; p < parts.Count; p++)
            {
                int size = parts[p].Names.Length;
                double number = parts[p].Number(row);
                if (p < width && Array.IndexOf(places, p) < 0) rest[0] = number;
                else if (double.IsNaN(number)) rest[..size].Fill(double.NaN);
                else rest[(int)number] = 1;
                rest = rest[size..];
            }
        }

        return new ValueColumn(x, values);
    }

    private static int PlaceOf(CsvTable table, CsvCut cut)
    {
        for (int i = 0; i < cut.At.Count; i++)
        {
            if (!double.IsFinite(cut.At[i]) || (i > 0 && cut.At[i] <= cut.At[i - 1]))
                throw new ArgumentException($"csv: the points at which '{cut.Column}' is cut must ascend; there are {string.Join(", ", cut.At)}.");
        }

        int place = Array.IndexOf(table.Columns, cut.Column);
        return cut.At.Count > 0 && place >= 0 ? place : throw new ArgumentException(
            cut.At.Count == 0 ? $"csv: '{cut.Column}' is to be cut, and no point is given."
                : $"csv: there is no column of numbers '{cut.Column}' to cut; there are {string.Join(", ", table.Columns.Take(20))}.");
    }

    private static double Interval(double value, IReadOnlyList<double> at)
    {
        if (double.IsNaN(value)) return double.NaN;
        int interval = 0;
        while (interval < at.Count && value >= at[interval]) interval++;
        return interval;
    }

    private static string[] Intervals(CsvCut cut)
    {
        string[] points = [.. cut.At.Select(static point => point.ToString(CultureInfo.InvariantCulture))];
        return
        [
            $"{cut.Column}<{points[0]}",
            .. Enumerable.Range(1, points.Length - 1).Select(i => $"{points[i - 1]}<={cut.Column}<{points[i]}"),
            $"{cut.Column}>={points[^1]}",
        ];
    }
}
