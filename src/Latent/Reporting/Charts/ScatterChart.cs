using System.Globalization;
using System.Text;

namespace Latent.Reporting.Charts;

/// <summary>Points in a plane, one unit as long across as down, coloured by class (and shaped by it) or by a number.</summary>
/// <remarks>A point takes 12 to 30 bytes by its shape, so that ten thousand of them make a file of some 300 kB in ten classes and half that in one.</remarks>
public sealed record ScatterChart : Chart
{
    private const int Left = 46, PointsPerLayer = 400;

    /// <summary>Points.</summary>
    /// <param name="x">Where they are across; points that are not finite are left out.</param>
    /// <param name="y">Where they are upwards.</param>
    /// <exception cref="ArgumentException">There are not as many x as y.</exception>
    public ScatterChart(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"There are {x.Count} values of x and {y.Count} of y; give one of each per point.", nameof(y));
        X = x;
        Y = y;
    }

    /// <summary>Where the points are across.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Where they are upwards.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>What x is.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What y is.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The class of each point, from 0; none by default.</summary>
    public IReadOnlyList<int> Classes { get; init => field = OnePerPoint(value, "classes"); } = [];

    /// <summary>What the classes are called; by default their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>A number for each point that its colour tells, where there are no classes.</summary>
    public IReadOnlyList<double> Values { get; init => field = OnePerPoint(value, "values"); } = [];

    /// <summary>What the numbers are.</summary>
    public string ValueLabel { get; init; } = "";

    /// <summary>
    /// Circles that hold these parts of the prior N(0, I) in the plane, drawn with their percentage: radius √(−2 ln(1 − p)). For example
    /// 0.5, 0.9, 0.99.
    /// </summary>
    public IReadOnlyList<double> PriorParts
    {
        get;
        init => field = value.All(static part => part is > 0 and < 1)
            ? value
            : throw new ArgumentException($"Parts of the prior lie between 0 and 1; given: {string.Join(", ", value)}.", nameof(value));
    } = [];

    /// <summary>Pixels of a point from side to side, where there is room for it.</summary>
    public double PointSize { get; init; } = 5;

    /// <inheritdoc/>
    public override ReportTable ToTable()
    {
        List<string> columns = [XLabel.Length > 0 ? XLabel : "x", YLabel.Length > 0 ? YLabel : "y"];
        if (Classes.Count > 0) columns.Add("class");
        if (Values.Count > 0) columns.Add(ValueLabel.Length > 0 ? ValueLabel : "value");
        ReportTable table = new([.. columns]);
        for (int i = 0; i < X.Count; i++)
        {
            List<Cell> row = [X[i], Y[i]];
            if (Classes.Count > 0) row.Add(NameOf(Classes[i]));
            if (Values.Count > 0) row.Add(Values[i]);
            table = table.Row([.. row]);
        }

        return table;
    }

    private protected override string Summary()
    {
        string by = Classes.Count > 0 ? $" in {Classes.Distinct().Count()} classes" : Values.Count > 0 ? $" coloured by {ValueLabel}" : "";
        return $"Scatter plot of {X.Count} points{by}: {YLabel} against {XLabel}.";
    }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        int[] classes = [.. Classes.Distinct().Order()];
        double legend = Legend(classes);
        double side = Math.Clamp(Width - Left - legend - 24, 160, 560), right = Left + side;
        canvas.Text(Left, top + 12, YLabel, "faint");
        top += 20;
        double bottom = top + side;
        (Axis x, Axis y) = Axes(right, top, bottom);
        foreach ((double value, string label) in x.Ticks)
        {
            canvas.Line(x.At(value), top, x.At(value), bottom, "grid");
            canvas.Text(x.At(value), bottom + 17, label, "faint", "middle");
        }

        foreach ((double value, string label) in y.Ticks)
        {
            canvas.Line(Left, y.At(value), right, y.At(value), "grid");
            canvas.Text(Left - 8, y.At(value) + 4, label, "faint", "end");
        }

        canvas.OpenWindow(Left, top, side, side);
        DrawPrior(canvas, x, y, labels: false);
        DrawPoints(canvas, x, y, classes);
        DrawPrior(canvas, x, y, labels: true);
        foreach (int c in classes)
            NameInPlace(canvas, x, y, c);
        canvas.CloseWindow();
        canvas.Text(right, bottom + 36, XLabel, "faint", "end");
        double end = DrawLegend(canvas, classes, right + 18, top);
        return Math.Max(bottom + 44, end);
    }

    private (Axis X, Axis Y) Axes(double right, double top, double bottom)
    {
        double widest = PriorParts.Count > 0 ? 1.04 * Radius(PriorParts.Max()) : 0;
        IEnumerable<double> finiteX = X.Where((_, i) => IsDrawn(i)), finiteY = Y.Where((_, i) => IsDrawn(i));
        if (widest > 0)
        {
            finiteX = finiteX.Append(-widest).Append(widest);
            finiteY = finiteY.Append(-widest).Append(widest);
        }

        (double lowX, double highX) = Range(finiteX);
        (double lowY, double highY) = Range(finiteY);
        double half = 0.52 * Math.Max(Math.Max(highX - lowX, highY - lowY), 1e-9);
        double midX = (lowX + highX) / 2, midY = (lowY + highY) / 2;
        return (Axis.Over([], Left, right, 7, low: midX - half, high: midX + half), Axis.Over([], bottom, top, 7, low: midY - half, high: midY + half));
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return low > high ? (-1, 1) : low == high ? (low - 1, high + 1) : (low, high);
    }

    // Layers of a few hundred points keep to the order of the data, so that the last class does not hide the first.
    private void DrawPoints(SvgCanvas canvas, Axis x, Axis y, int[] classes)
    {
        bool ramp = Classes.Count == 0 && Values.Count > 0;
        (double low, double high) = ramp ? Range(Values.Where(double.IsFinite)) : (0, 1);
        int looks = ramp ? Palette.RampSteps : Math.Max(1, classes.Length);
        int r = (int)Math.Round(5 * (X.Count > 3000 ? 0.8 : 1) * PointSize);
        canvas.Element("<g transform=\"scale(0.1)\" opacity=\"0.85\">");
        for (int first = 0; first < X.Count; first += PointsPerLayer)
        {
            StringBuilder[] paths = [.. Enumerable.Range(0, looks).Select(static _ => new StringBuilder())];
            for (int i = first; i < Math.Min(X.Count, first + PointsPerLayer); i++)
            {
                if (!IsDrawn(i) || (ramp && !double.IsFinite(Values[i])))
                    continue;
                int look = ramp
                    ? (int)Math.Clamp((Values[i] - low) / (high - low) * looks, 0, looks - 1)
                    : classes.Length == 0 ? 0 : Array.BinarySearch(classes, Classes[i]);
                paths[look].Append(CultureInfo.InvariantCulture, $"M{Math.Round(10 * x.At(X[i])):F0} {Math.Round(10 * y.At(Y[i])):F0}")
                    .Append(Mark.Data(Shape(classes, look), r));
            }

            for (int look = 0; look < looks; look++)
            {
                (string style, string attributes) = LookOf(classes, look, ramp, r);
                canvas.Path(paths[look].ToString(), style, attributes);
            }
        }

        canvas.Element("</g>");
    }

    private static int Shape(int[] classes, int look) => classes.Length == 0 ? 0 : Index(classes[look]);

    private static (string Style, string Attributes) LookOf(int[] classes, int look, bool ramp, int r)
    {
        int shape = Shape(classes, look), colour = ramp ? look : shape % Palette.Categories;
        return ramp ? Mark.Look(0, $"rs{look}", $"rf{look}", r) : Mark.Look(shape, $"s{colour}", $"f{colour}", r);
    }

    private static int Index(int c) => c < 0 ? Palette.Categories - 1 : c;

    private void DrawPrior(SvgCanvas canvas, Axis x, Axis y, bool labels)
    {
        foreach (double part in PriorParts)
        {
            double radius = Radius(part);
            if (labels)
                canvas.Text(x.At(0), y.At(radius) + 4, NumberText.Significant(100 * part, 2) + " %", "faint halo", "middle", "font-size=\"10.5\"");
            else
                canvas.Circle(x.At(0), y.At(0), x.At(radius) - x.At(0), "axis", "fill=\"none\" stroke-dasharray=\"3 3\"");
        }
    }

    private void NameInPlace(SvgCanvas canvas, Axis x, Axis y, int c)
    {
        double[] xs = [.. Own(X).Order()], ys = [.. Own(Y).Order()];
        if (xs.Length > 0)
        {
            canvas.Text(
                x.At(xs[xs.Length / 2]), y.At(ys[ys.Length / 2]) + 5, Markup.Shorten(NameOf(c), 14), "halo", "middle", "font-weight=\"700\" font-size=\"14\"");
        }


        IEnumerable<double> Own(IReadOnlyList<double> of) => of.Where((_, i) => Classes[i] == c && IsDrawn(i));
    }

    private double Legend(int[] classes) => classes.Length > 0
        ? 24 + classes.Max(c => SvgCanvas.WidthOf(Markup.Shorten(NameOf(c), 22)))
        : Values.Count > 0 ? 84 : 0;

    private double DrawLegend(SvgCanvas canvas, int[] classes, double left, double top)
    {
        double y = top + 8;
        foreach (int c in classes)
        {
            (string style, string attributes) = LookOf([c], 0, ramp: false, r: 45);
            canvas.Element("<g transform=\"scale(0.1)\">");
            canvas.Path(string.Create(CultureInfo.InvariantCulture, $"M{10 * (left + 6):F0} {10 * y:F0}{Mark.Data(Index(c), 45)}"), style, attributes);
            canvas.Element("</g>");
            canvas.Text(left + 18, y + 4, Markup.Shorten(NameOf(c), 22));
            y += 19;
        }

        if (classes.Length > 0 || Values.Count == 0)
            return y;
        (double low, double high) = Range(Values.Where(double.IsFinite));
        canvas.Text(left, y + 4, Markup.Shorten(ValueLabel, 12), "faint");
        y += 14;
        const double step = 16;
        Axis axis = Axis.Over([], y + (step * Palette.RampSteps), y, 5, low: low, high: high);
        for (int i = 0; i < Palette.RampSteps; i++)
            canvas.Rect(left, y + (step * (Palette.RampSteps - 1 - i)), 14, step, $"rf{i}");
        foreach ((double value, string label) in axis.Ticks)
            canvas.Text(left + 20, axis.At(value) + 4, label, "faint");
        return y + (step * Palette.RampSteps) + 8;
    }

    private string NameOf(int c) => c >= 0 && c < ClassNames.Count ? ClassNames[c] : c < 0 ? "none" : c.ToString(CultureInfo.InvariantCulture);

    private bool IsDrawn(int i) => double.IsFinite(X[i]) && double.IsFinite(Y[i]);

    private static double Radius(double part) => Math.Sqrt(-2 * Math.Log(1 - part));

    private IReadOnlyList<T> OnePerPoint<T>(IReadOnlyList<T> values, string what) => values.Count == X.Count || values.Count == 0
        ? values
        : throw new ArgumentException($"There are {X.Count} points and {values.Count} {what}; give one per point, or none.");
}
