using System.Text;

namespace Latent.Reporting.Charts;

/// <summary>Lines over steps or epochs, in one or more fields one below the other. Every line has its name and last value at its end.</summary>
public sealed record LineChart : Chart
{
    private const double LineHeight = 16, SampleWidth = 24;
    private const int MarkedPoints = 40;

    /// <summary>A chart of some fields.</summary>
    /// <param name="xLabel">What x is: <c>epoch</c>.</param>
    /// <param name="panels">At least one.</param>
    public LineChart(string xLabel, params IReadOnlyList<LinePanel> panels)
    {
        ArgumentNullException.ThrowIfNull(xLabel);
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Count == 0)
            throw new ArgumentException("A line chart has at least one panel; none is given.", nameof(panels));
        XLabel = xLabel;
        Panels = panels;
    }

    /// <summary>What x is.</summary>
    public string XLabel { get; }

    /// <summary>The fields, from the top.</summary>
    public IReadOnlyList<LinePanel> Panels { get; }

    /// <summary>Equal ratios of x are equally far apart.</summary>
    public bool LogX { get; init; }

    /// <summary>Pixels of a field from top to bottom; one with many lines is higher.</summary>
    public int PanelHeight { get; init; } = 210;

    /// <inheritdoc/>
    public override ReportTable ToTable()
    {
        bool errors = Panels.Any(static panel => panel.Series.Any(static series => series.Error.Count > 0));
        ReportTable table = new(errors ? ["panel", "series", XLabel, "value", "error"] : ["panel", "series", XLabel, "value"]);
        foreach (LinePanel panel in Panels)
        {
            foreach (LineSeries series in panel.Series)
            {
                for (int i = 0; i < series.X.Count; i++)
                {
                    Cell[] row = [panel.Label, series.Name, series.X[i], series.Y[i]];
                    table = table.Row(errors ? [.. row, series.Error.Count > 0 ? series.Error[i] : default(Cell)] : row);
                }
            }
        }

        return table;
    }

    private protected override string Summary()
    {
        StringBuilder text = new("Line chart over " + XLabel + ".");
        foreach (LinePanel panel in Panels)
        {
            foreach (LineSeries series in panel.Series)
            {
                int last = Last(series);
                _ = last < 0
                    ? text.Append($" {panel.Label}, {series.Name}: no values.")
                    : text.Append($" {panel.Label}, {series.Name}: {NumberText.Significant(series.Y[last])} at {NumberText.Significant(series.X[last])}.");
            }
        }

        return text.ToString();
    }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double labels = Panels.SelectMany(static panel => panel.Series)
            .Select(static series => SvgCanvas.WidthOf(Name(series)) + SvgCanvas.WidthOf(LastValue(series)) + 8).DefaultIfEmpty(0).Max();
        const double left = 58;
        double right = Math.Max(left + 100, Width - labels - SampleWidth - 20);
        IEnumerable<double> all = Panels.SelectMany(static panel => panel.Series).SelectMany(static series => series.X);
        bool whole = !LogX && all.All(static x => double.IsInteger(x) || !double.IsFinite(x));
        Axis x = Axis.Over(all, left, right, Math.Max(2, (int)((right - left) / 80)), LogX, whole: whole);
        foreach (LinePanel panel in Panels)
        {
            double height = Math.Max(PanelHeight, (panel.Series.Count + 1) * LineHeight);
            canvas.Text(left, top + 12, Markup.Shorten(panel.Label, 90), "faint");
            top += 22;
            DrawPanel(canvas, panel, x, left, right, top, top + height);
            top += height + 26;
        }

        canvas.Text(right, top + 6, Markup.Shorten(XLabel, 60), "faint", "end");
        return top + 14;
    }

    private static void DrawPanel(SvgCanvas canvas, LinePanel panel, Axis x, double left, double right, double top, double bottom)
    {
        IEnumerable<double> values = panel.Series.SelectMany(series =>
            panel.RangeFrom is { } from && series.X.Any(at => at >= from) ? series.Y.Where((_, i) => series.X[i] >= from) : series.Y);
        if (panel.Level is { } level)
            values = values.Append(level);
        Axis y = Axis.Over(values, bottom, top, (int)((bottom - top) / 42), panel.LogY, margin: 0.05, low: panel.Low, high: panel.High);
        foreach ((double value, string label) in y.Ticks)
        {
            canvas.Line(left, y.At(value), right, y.At(value), "grid");
            canvas.Text(left - 8, y.At(value) + 4, label, "faint", "end");
        }

        foreach ((double value, string label) in x.Ticks)
        {
            canvas.Line(x.At(value), bottom, x.At(value), bottom + 4, "axis");
            canvas.Text(x.At(value), bottom + 17, label, "faint", "middle");
        }

        canvas.Line(left, bottom, right, bottom, "axis");
        canvas.OpenWindow(left - 5, top - 5, right - left + 10, bottom - top + 10);
        if (panel.Level is { } at)
            canvas.Line(left, y.At(at), right, y.At(at), "axis", "stroke-dasharray=\"2 3\" stroke-width=\"1.5\"");
        for (int i = 0; i < panel.Series.Count; i++)
            DrawSeries(canvas, panel.Series[i], i, x, y);
        if (panel.Level is { } named && panel.LevelName.Length > 0)
            canvas.Text(left + 6, y.At(named) - 5, panel.LevelName, "faint halo");
        canvas.CloseWindow();
        if (panel.Series.All(static series => Last(series) < 0))
            canvas.Text((left + right) / 2, (top + bottom) / 2, "no values yet", "faint", "middle");
        DrawNames(canvas, panel, x, y, right, top, bottom);
    }

    private static void DrawSeries(SvgCanvas canvas, LineSeries series, int index, Axis x, Axis y)
    {
        bool isDense = series.X.Count > x.At(x.High) - x.At(x.Low);
        series = series.Thin(x, (int)(x.At(x.High) - x.At(x.Low)));
        int colour = (series.Colour ?? index) % Palette.Categories;
        if (series.Error.Count > 0)
            canvas.Path(Band(series, x, y), $"f{colour}", "fill-opacity=\"0.16\"");
        StringBuilder path = new(), points = new();
        bool drawing = false;
        for (int i = 0; i < series.X.Count; i++)
        {
            double px = x.At(series.X[i]), py = y.At(series.Y[i]);
            if (!double.IsFinite(px) || !double.IsFinite(py))
            {
                drawing = false;
                continue;
            }

            path.Append(drawing ? 'L' : 'M').Append(NumberText.Coordinate(px)).Append(' ').Append(NumberText.Coordinate(py));
            points.Append('M').Append(NumberText.Coordinate(px)).Append(' ').Append(NumberText.Coordinate(py)).Append("h0");
            drawing = true;
        }

        int width = isDense ? 1 : 2;
        canvas.Path(path.ToString(), $"s{colour}", $"fill=\"none\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{Dashes(series.Dash ?? index)}");
        if (series.X.Count <= MarkedPoints)
            canvas.Path(points.ToString(), $"s{colour}", "fill=\"none\" stroke-width=\"5\" stroke-linecap=\"round\"");
    }

    private static string Band(LineSeries series, Axis x, Axis y)
    {
        StringBuilder path = new();
        for (int first = 0; first < series.X.Count; first++)
        {
            int end = first;
            while (end < series.X.Count && double.IsFinite(y.At(series.Y[end])) && double.IsFinite(series.Error[end]))
                end++;
            if (end - first < 2)
                continue;
            char move = 'M';
            for (int i = first; i < end; i++, move = 'L')
                Add(move, i, series.Y[i] + series.Error[i]);
            for (int i = end - 1; i >= first; i--)
                Add('L', i, series.Y[i] - series.Error[i]);
            path.Append('Z');
            first = end;
        }

        return path.ToString();

        void Add(char move, int i, double value)
        {
            // On a logarithmic axis a band that reaches 0 goes down to the edge.
            double place = y.At(value);
            path.Append(move).Append(NumberText.Coordinate(x.At(series.X[i]))).Append(' ')
                .Append(NumberText.Coordinate(double.IsFinite(place) ? place : y.At(y.Low)));
        }
    }

    private static void DrawNames(SvgCanvas canvas, LinePanel panel, Axis x, Axis y, double right, double top, double bottom)
    {
        (int Series, int Point)[] ends = [.. panel.Series.Select(static (series, i) => (i, Last(series))).Where(static end => end.Item2 >= 0)];
        double[] wanted = [.. ends.Select(end => Math.Clamp(y.At(panel.Series[end.Series].Y[end.Point]), top, bottom))];
        double[] places = Spread.Apart(wanted, LineHeight, top, bottom);
        for (int i = 0; i < ends.Length; i++)
        {
            LineSeries series = panel.Series[ends[i].Series];
            int colour = (series.Colour ?? ends[i].Series) % Palette.Categories;
            double end = x.At(series.X[ends[i].Point]);
            string dashes = Dashes(series.Dash ?? ends[i].Series);
            canvas.Line(Math.Min(end, right) + 5, wanted[i], right + 10, places[i], "axis", "stroke-width=\"0.75\"");
            canvas.Line(right + 10, places[i], right + 10 + SampleWidth, places[i], $"s{colour}", $"stroke-width=\"2.5\"{dashes}");
            canvas.Element($"<text x=\"{NumberText.Coordinate(right + 16 + SampleWidth)}\" y=\"{NumberText.Coordinate(places[i] + 4)}\">"
                + $"<tspan>{Markup.Escape(Name(series))}</tspan><tspan dx=\"6\" class=\"faint\">{LastValue(series)}</tspan></text>");
        }
    }

    private static string Name(LineSeries series) => Markup.Shorten(series.Name, 26);

    private static string LastValue(LineSeries series) => Last(series) is >= 0 and var last ? NumberText.Significant(series.Y[last]) : "";

    private static int Last(LineSeries series)
    {
        int last = series.X.Count - 1;
        while (last >= 0 && !(double.IsFinite(series.X[last]) && double.IsFinite(series.Y[last])))
            last--;
        return last;
    }

    private static string Dashes(int dash) => (dash % 5) switch
    {
        0 => "",
        1 => " stroke-dasharray=\"6 4\"",
        2 => " stroke-dasharray=\"1.5 3.5\"",
        3 => " stroke-dasharray=\"12 4\"",
        _ => " stroke-dasharray=\"8 3 1.5 3\"",
    };
}
