namespace Latent.Reporting.Charts;

/// <summary>Values side by side, such as the KL of every latent dimension.</summary>
public sealed record BarChart : Chart
{
    private const double Left = 58;

    /// <summary>Bars over a common axis that begins at 0.</summary>
    /// <param name="label">What the values are, with their unit: <c>KL, nats per image</c>.</param>
    /// <param name="bars">The bars, from the left; a value that is not finite has a place and no bar.</param>
    public BarChart(string label, IReadOnlyList<Bar> bars)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(bars);
        Label = label;
        Bars = bars;
    }

    /// <summary>What the values are.</summary>
    public string Label { get; }

    /// <summary>The bars as given.</summary>
    public IReadOnlyList<Bar> Bars { get; }

    /// <summary>What the names below the bars are: <c>dimension of z</c>.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>Drawn from the highest to the lowest; equals keep their order.</summary>
    public bool IsSorted { get; init; }

    /// <summary>A level drawn across, such as what a dimension must reach to count as active.</summary>
    public double? Level { get; init; }

    /// <summary>What the level is.</summary>
    public string LevelName { get; init; } = "";

    /// <summary>Pixels of the field from top to bottom.</summary>
    public int PlotHeight { get; init; } = 190;

    private IReadOnlyList<Bar> Ordered => IsSorted
        ? [.. Bars.OrderByDescending(static bar => double.IsNaN(bar.Value) ? double.NegativeInfinity : bar.Value)]
        : Bars;

    /// <inheritdoc/>
    public override ReportTable ToTable()
    {
        bool errors = Bars.Any(static bar => bar.Error > 0);
        string name = XLabel.Length > 0 ? XLabel : "name";
        ReportTable table = new(errors ? [name, Label, "error"] : [name, Label]);
        foreach (Bar bar in Ordered)
            table = table.Row(errors ? [bar.Name, bar.Value, bar.Error] : [bar.Name, bar.Value]);
        return table;
    }

    private protected override string Summary()
    {
        IEnumerable<string> first = Ordered.Take(8).Select(static bar => $"{bar.Name} {NumberText.Significant(bar.Value, 3)}");
        return $"Bar chart of {Bars.Count} values, {Label}: {string.Join(", ", first)}{(Bars.Count > 8 ? ", ..." : "")}.";
    }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        IReadOnlyList<Bar> bars = Ordered;
        double right = Width - 8;
        canvas.Text(Left, top + 12, Markup.Shorten(Label, 90), "faint");
        top += 24;
        double bottom = top + PlotHeight;
        IEnumerable<double> values = bars.SelectMany(static bar => new[] { bar.Value + bar.Error, bar.Value - bar.Error }).Append(Level ?? 0).Append(0);
        double least = values.Where(double.IsFinite).Min();
        // Above the highest bar there is room for its value.
        Axis y = Axis.Over(values, bottom, top, 5, margin: 0.09, low: least < 0 ? null : 0);
        foreach ((double value, string label) in y.Ticks)
        {
            canvas.Line(Left, y.At(value), right, y.At(value), "grid");
            canvas.Text(Left - 8, y.At(value) + 4, label, "faint", "end");
        }

        double slot = (right - Left) / Math.Max(1, bars.Count), width = Math.Min(0.72 * slot, 46);
        for (int i = 0; i < bars.Count; i++)
            DrawBar(canvas, bars[i], y, Left + ((i + 0.5) * slot), width, slot);
        canvas.Line(Left, y.At(0), right, y.At(0), "axis");
        if (Level is { } level)
        {
            canvas.Line(Left, y.At(level), right, y.At(level), "ink", "stroke-dasharray=\"3 3\"");
            canvas.Text(right, y.At(level) - 5, LevelName, "faint halo", "end");
        }

        double end = DrawNames(canvas, bars, bottom, slot);
        canvas.Text(right, end + 16, XLabel, "faint", "end");
        return end + (XLabel.Length > 0 ? 24 : 8);
    }

    private static void DrawBar(SvgCanvas canvas, Bar bar, Axis y, double middle, double width, double slot)
    {
        if (!double.IsFinite(bar.Value))
            return;
        double from = y.At(Math.Max(0, bar.Value)), to = y.At(Math.Min(0, bar.Value));
        // Even the smallest bar shows that it is there.
        if (to - from < 1)
            (from, to) = bar.Value >= 0 ? (to - 1, to) : (from, from + 1);
        string tip = $"{bar.Name}: {NumberText.Significant(bar.Value)}";
        if (bar.IsHollow)
            canvas.Rect(middle - (width / 2) + 0.5, from, Math.Max(0.5, width - 1), to - from, "s9", "fill=\"none\"", tip);
        else
            canvas.Rect(middle - (width / 2), from, width, to - from, "f0", "", tip);
        if (bar.Error > 0)
            canvas.Line(middle, y.At(bar.Value - bar.Error), middle, y.At(bar.Value + bar.Error), "ink", "stroke-width=\"1.5\"");
        string value = NumberText.Significant(bar.Value, 2);
        if (SvgCanvas.WidthOf(value, 10.5) < slot + 1 && bar.Value >= 0)
            canvas.Text(middle, y.At(bar.Value + bar.Error) - 4, value, "faint", "middle", "font-size=\"10.5\"");
    }

    private static double DrawNames(SvgCanvas canvas, IReadOnlyList<Bar> bars, double bottom, double slot)
    {
        double widest = bars.Select(static bar => SvgCanvas.WidthOf(Markup.Shorten(bar.Name, 24), 11)).DefaultIfEmpty(0).Max();
        // Names that are numbers may be thinned out; names that are words are turned.
        bool turned = widest > slot - 2 && bars.Any(static bar => bar.Name.Length > 4);
        int every = turned ? Math.Max(1, (int)Math.Ceiling(13 / slot)) : Math.Max(1, (int)Math.Ceiling((widest + 3) / slot));
        for (int i = 0; i < bars.Count; i += every)
        {
            double middle = Left + ((i + 0.5) * slot);
            string name = Markup.Shorten(bars[i].Name, 24), x = NumberText.Coordinate(middle + 4), y = NumberText.Coordinate(bottom + 12);
            if (turned)
                canvas.Text(middle + 4, bottom + 12, name, "", "end", $"font-size=\"11\" transform=\"rotate(-40 {x} {y})\"");
            else
                canvas.Text(middle, bottom + 16, name, "", "middle", "font-size=\"11\"");
        }

        return bottom + (turned ? 16 + (0.66 * widest) : 20);
    }
}
