namespace Latent.Reporting.Charts;

/// <summary>A table of values, the deeper in colour the higher, each with its number: what every element of a code tells of every factor.</summary>
public sealed record HeatMap : Chart
{
    private const double RowHeight = 22;

    /// <summary>Values from 0, in rows and columns.</summary>
    /// <param name="label">What the values are, with their unit.</param>
    /// <param name="rows">What the rows are called, from the top.</param>
    /// <param name="columns">What the columns are called, from the left.</param>
    /// <param name="values">A row of one value a column for each row; a value that is not finite has a place and no colour.</param>
    /// <exception cref="ArgumentException">The values are not of these rows and columns.</exception>
    public HeatMap(string label, IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (rows.Count == 0 || columns.Count == 0 || values.Count != rows.Count || values.Any(row => row.Count != columns.Count))
        {
            throw new ArgumentException(
                $"A heat map of {rows.Count} rows and {columns.Count} columns needs at least one of either and a value for each; the values have rows of "
                + $"{string.Join(", ", values.Select(static row => row.Count))}.", nameof(values));
        }

        Label = label;
        RowNames = rows;
        ColumnNames = columns;
        Values = values;
    }

    /// <summary>What the values are.</summary>
    public string Label { get; }

    /// <summary>What the rows are called.</summary>
    public IReadOnlyList<string> RowNames { get; }

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The values, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Values { get; }

    /// <summary>What the rows are: <c>dimension</c>.</summary>
    public string RowLabel { get; init; } = "row";

    /// <summary>The value of the deepest colour; by default the highest there is.</summary>
    public double? Most { get; init; }

    /// <inheritdoc/>
    public override ReportTable ToTable()
    {
        ReportTable table = new([RowLabel, .. ColumnNames]);
        for (int i = 0; i < RowNames.Count; i++) table = table.Row([RowNames[i], .. Values[i].Select(static value => (Cell)value)]);
        return table;
    }

    private protected override string Summary()
    {
        IEnumerable<string> highest = ColumnNames.Take(12).Select((name, j) =>
        {
            int best = Enumerable.Range(0, RowNames.Count).MaxBy(i => double.IsNaN(Values[i][j]) ? double.NegativeInfinity : Values[i][j]);
            return $"{name} {RowNames[best]} {NumberText.Significant(Values[best][j], 2)}";
        });
        return $"Heat map of {RowNames.Count} rows and {ColumnNames.Count} columns, {Label}; the highest of each column: {string.Join(", ", highest)}.";
    }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double left = Math.Clamp(RowNames.Max(static name => SvgCanvas.WidthOf(Markup.Shorten(name, 20))) + 12, 40, 160);
        canvas.Text(left, top + 12, Markup.Shorten(Label, 110), "faint");
        double cell = Math.Min(96, (Width - left - 8) / ColumnNames.Count);
        // Names that are wider than their column are turned, and need height.
        double widest = ColumnNames.Max(static name => SvgCanvas.WidthOf(Markup.Shorten(name, 20), 11));
        bool turned = widest > cell - 4;
        double first = top + 24 + (turned ? 10 + (0.66 * widest) : 16);
        for (int j = 0; j < ColumnNames.Count; j++)
        {
            double middle = left + ((j + 0.5) * cell);
            string name = Markup.Shorten(ColumnNames[j], 20);
            if (turned)
            {
                canvas.Text(middle, first - 6, name, "", "start",
                    $"font-size=\"11\" transform=\"rotate(-40 {NumberText.Coordinate(middle)} {NumberText.Coordinate(first - 6)})\"");
            }
            else
            {
                canvas.Text(middle, first - 6, name, "", "middle", "font-size=\"11\"");
            }
        }

        double most = Most ?? Values.SelectMany(static row => row).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < RowNames.Count; i++)
        {
            double y = first + (i * RowHeight);
            canvas.Text(left - 8, y + 15, Markup.Shorten(RowNames[i], 20), "", "end", "font-size=\"11\"");
            for (int j = 0; j < ColumnNames.Count; j++) DrawCell(canvas, i, j, left + (j * cell), y, cell, most);
        }

        return first + (RowNames.Count * RowHeight) + 8;
    }

    private void DrawCell(SvgCanvas canvas, int i, int j, double x, double y, double width, double most)
    {
        double value = Values[i][j];
        // At three quarters the colour is still light enough, or dark enough, for the number on it.
        double depth = double.IsFinite(value) && most > 0 ? 0.75 * Math.Clamp(value / most, 0, 1) : 0;
        string tip = $"{RowNames[i]}, {ColumnNames[j]}: {NumberText.Significant(value)}";
        canvas.Rect(x + 1, y + 1, width - 2, RowHeight - 2, "f0", $"fill-opacity=\"{NumberText.Fixed(depth, 3)}\"", tip);
        canvas.Rect(x + 1, y + 1, width - 2, RowHeight - 2, "grid", "fill=\"none\"");
        string number = double.IsFinite(value) ? NumberText.Fixed(value, 2) : "";
        if (SvgCanvas.WidthOf(number, 10.5) < width - 2) canvas.Text(x + (width / 2), y + 15, number, "", "middle", "font-size=\"10.5\"");
    }
}
