using System.Globalization;
using System.Text;

namespace Latent.Reporting.Charts;

/// <summary>Some numbers of one kind: one outline of a <see cref="Histogram"/>.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Values">The numbers; those not finite are left out and counted in the name.</param>
public sealed record HistogramGroup(string Name, IReadOnlyList<double> Values);

/// <summary>How numbers are distributed: for each group the part of it in every bin, all over the same bins.</summary>
public sealed record Histogram : Chart
{
    private const double Left = 58;
    private const int FewestBins = 8, MostBins = 80;

    /// <summary>Outlines of some groups.</summary>
    /// <param name="label">What the numbers are, with their unit.</param>
    /// <param name="groups">The groups; their look follows their order.</param>
    public Histogram(string label, params IReadOnlyList<HistogramGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(groups);
        Label = label;
        Groups = groups;
    }

    /// <summary>What the numbers are.</summary>
    public string Label { get; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<HistogramGroup> Groups { get; }

    /// <summary>
    /// How many bins; by default as many as the rule of D. Freedman and P. Diaconis (1981) gives, width 2·IQR·n^(−1/3), but 8 to 80.
    /// </summary>
    public int? Bins { get; init; }

    /// <summary>Pixels of the field from top to bottom.</summary>
    public int PlotHeight { get; init; } = 190;

    /// <inheritdoc/>
    public override ReportTable ToTable()
    {
        double[] edges = Edges();
        double[][] parts = [.. Groups.Select(group => Parts(group, edges))];
        ReportTable table = new(["from", "to", .. Groups.Select(static group => group.Name)]);
        for (int bin = 0; bin + 1 < edges.Length; bin++)
            table = table.Row([edges[bin], edges[bin + 1], .. parts.Select(part => (Cell)part[bin])]);
        return table;
    }

    private protected override string Summary() => $"Histogram of {Label}. " + string.Join(" ", Groups.Select(static group =>
    {
        double[] sorted = [.. group.Values.Where(double.IsFinite).Order()];
        return sorted.Length == 0
            ? $"{group.Name}: no values."
            : $"{group.Name}: {sorted.Length} values, median {NumberText.Significant(sorted[sorted.Length / 2])}.";
    }));

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double[] edges = Edges();
        double[][] parts = [.. Groups.Select(group => Parts(group, edges))];
        double right = Width - 12, x0 = Left;
        for (int i = 0; i < Groups.Count; i++)
        {
            string name = Markup.Shorten(Groups[i].Name, 30) + Missing(Groups[i]);
            canvas.Rect(x0, top + 2, 22, 10, $"f{i % Palette.Categories} s{i % Palette.Categories}", $"fill-opacity=\"0.2\" stroke-width=\"1.5\"{Dash(i)}");
            canvas.Text(x0 + 28, top + 11, name);
            x0 += 46 + SvgCanvas.WidthOf(name);
        }

        top += 24;
        double bottom = top + PlotHeight;
        Axis x = Axis.Over(edges, Left, right, 8);
        Axis y = Axis.Over(parts.SelectMany(static p => p).Select(static part => 100 * part).Append(0), bottom, top + 6, 4, low: 0);
        foreach ((double value, string label) in y.Ticks)
        {
            canvas.Line(Left, y.At(value), right, y.At(value), "grid");
            canvas.Text(Left - 8, y.At(value) + 4, label + " %", "faint", "end");
        }

        for (int i = 0; i < Groups.Count; i++)
            DrawOutline(canvas, i, edges, parts[i], x, y);
        canvas.Line(Left, bottom, right, bottom, "axis");
        foreach ((double value, string label) in x.Ticks)
        {
            canvas.Line(x.At(value), bottom, x.At(value), bottom + 4, "axis");
            canvas.Text(x.At(value), bottom + 17, label, "faint", "middle");
        }

        canvas.Text(right, bottom + 34, Markup.Shorten(Label, 90), "faint", "end");
        return bottom + 42;
    }

    private static void DrawOutline(SvgCanvas canvas, int index, double[] edges, double[] parts, Axis x, Axis y)
    {
        StringBuilder path = new();
        path.Append(CultureInfo.InvariantCulture, $"M{N(x.At(edges[0]))} {N(y.At(0))}");
        for (int bin = 0; bin < parts.Length; bin++)
            path.Append(CultureInfo.InvariantCulture, $"V{N(y.At(100 * parts[bin]))}H{N(x.At(edges[bin + 1]))}");
        path.Append(CultureInfo.InvariantCulture, $"V{N(y.At(0))}");
        int colour = index % Palette.Categories;
        canvas.Path(path.ToString(), $"s{colour} f{colour}", $"fill-opacity=\"0.2\" stroke-width=\"1.75\"{Dash(index)}");
    }

    private double[] Edges()
    {
        double[] all = [.. Groups.SelectMany(static group => group.Values).Where(double.IsFinite).Order()];
        if (all.Length == 0)
            return [0, 1];
        double low = all[0], high = all[^1];
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)))
            (low, high) = (low - 0.5, high + 0.5);
        int bins = Bins ?? Rule(all, high - low);
        return [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? high : low + (i * (high - low) / bins))];
    }

    private static int Rule(double[] sorted, double span)
    {
        double width = 2 * (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / Math.Cbrt(sorted.Length);
        return width > 0 ? (int)Math.Clamp(Math.Ceiling(span / width), FewestBins, MostBins) : FewestBins;
    }

    private static double[] Parts(HistogramGroup group, double[] edges)
    {
        double[] parts = new double[edges.Length - 1];
        double low = edges[0], span = edges[^1] - low;
        int n = 0;
        foreach (double value in group.Values)
        {
            if (!double.IsFinite(value))
                continue;
            parts[(int)Math.Clamp(Math.Floor((value - low) / span * parts.Length), 0, parts.Length - 1)]++;
            n++;
        }

        for (int i = 0; i < parts.Length && n > 0; i++)
            parts[i] /= n;
        return parts;
    }

    private static string Missing(HistogramGroup group)
    {
        int missing = group.Values.Count(static value => !double.IsFinite(value));
        return missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({missing} not finite)");
    }

    private static string Dash(int index) => (index % 3) switch { 0 => "", 1 => " stroke-dasharray=\"5 3\"", _ => " stroke-dasharray=\"1.5 2.5\"" };

    private static string N(double value) => NumberText.Coordinate(value);
}
