using System.Globalization;
using System.Text;

namespace Latent.Graphs.Drawing;

/// <summary>A graph as a self-contained SVG picture: no style sheet, no identifiers that could meet others on a page, no fonts.</summary>
internal static class SvgPicture
{
    public const string Ink = "#1f2933";
    private const string Paper = "#ffffff", Shade = "#d3dae3", LightShade = "#eef1f5", InferenceInk = "#2f6db3";
    private const double Margin = 14, ArrowLength = 11, ArrowHalfWidth = 4.2, ArrowGap = 1.5;

    public static string Draw(DirectedGraph graph, DirectedGraph? inference)
    {
        Layout layout = new(graph, inference);
        Curve[] curves = new Router(layout).Route();
        (Point low, Point high) = Bounds(layout, curves);
        StringBuilder svg = new();
        string width = Number(high.X - low.X), height = Number(high.Y - low.Y), left = Number(low.X), top = Number(low.Y);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"viewBox=\"{left} {top} {width} {height}\" role=\"img\">\n");
        string title = graph.Factorise().Text + (inference is null ? "" : "; " + inference.Factorise("q").Text);
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"fill=\"{Paper}\"/>\n");
        for (int i = 0; i < curves.Length; i++) WriteEdge(svg, layout, layout.Edges[i], curves[i]);
        for (int i = 0; i < layout.Outlines.Length; i++)
        {
            WriteOutline(svg, layout.Outlines[i]);
            NodeLabel.Write(svg, graph.Nodes[i].Name, layout.Outlines[i].Center);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>At most one digit after the point, the same in every culture.</summary>
    public static string Number(double value) => (Math.Round(value * 10) / 10 + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Text for XML; what XML cannot hold becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        StringBuilder result = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                0xFFFE or 0xFFFF => result.Append('\uFFFD'),
                _ => result.Append(rune),
            };
        }

        return result.ToString();
    }

    private static (Point Low, Point High) Bounds(Layout layout, Curve[] curves)
    {
        IEnumerable<Point> corners = layout.Outlines.SelectMany(static o =>
            new[] { o.Center - new Point(o.Width / 2, o.Height / 2), o.Center + new Point(o.Width / 2, o.Height / 2) });
        Point[] points = [.. corners, .. curves.SelectMany(static curve => curve.Sample())];
        if (points.Length == 0) return (new(0, 0), new(2 * Margin, 2 * Margin));
        Point margin = new(Margin, Margin);
        Point low = new(Math.Floor(points.Min(static p => p.X)), Math.Floor(points.Min(static p => p.Y)));
        Point high = new(Math.Ceiling(points.Max(static p => p.X)), Math.Ceiling(points.Max(static p => p.Y)));
        return (low - margin, high + margin);
    }

    /// <summary>The edge from under its first node (drawn later) to the border of the other, and the head of the arrow.</summary>
    private static void WriteEdge(StringBuilder svg, Layout layout, DrawnEdge edge, Curve curve)
    {
        Outline from = layout.Outlines[edge.From], to = layout.Outlines[edge.To];
        Curve visible = curve.Reversed();
        visible = visible.Until(visible.Entry(point => from.Contains(point))).Reversed();
        Point tip = visible.At(visible.Entry(point => to.Contains(point, ArrowGap)));
        // The line ends a little inside the head, where it is wider than the line.
        Curve line = visible.Until(visible.Entry(point => to.Contains(point, ArrowGap) || (point - tip).Length < ArrowLength - 2));
        Point heading = tip - visible.At(visible.Entry(point => to.Contains(point, ArrowGap) || (point - tip).Length < ArrowLength));
        Point along = (ArrowLength / heading.Length) * heading;
        Point across = (ArrowHalfWidth / heading.Length) * new Point(-heading.Y, heading.X);

        string ink = edge.IsInference ? InferenceInk : Ink;
        svg.Append("<path d=\"M").Append(Text(line.Points[0]));
        if (line.IsLine) svg.Append(" L").Append(Text(line.Points[^1]));
        else
        {
            for (int i = 1; i < line.Points.Length; i++) svg.Append(i % 3 == 1 ? " C" : " ").Append(Text(line.Points[i]));
        }

        string dashes = edge.IsInference ? " stroke-dasharray=\"6 4\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.5\"{dashes}/>\n");
        Point foot = tip - along;
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Text(tip)} L{Text(foot + across)} L{Text(foot - across)} Z\" ");
        svg.Append(CultureInfo.InvariantCulture, $"fill=\"{ink}\"/>\n");
    }

    private static void WriteOutline(StringBuilder svg, Outline outline)
    {
        Point low = outline.Center - new Point(outline.Width / 2, outline.Height / 2);
        string fill = outline.Kind switch { NodeKind.Observed => Shade, NodeKind.Given => LightShade, _ => Paper };
        string style = $"fill=\"{fill}\" stroke=\"{Ink}\" stroke-width=\"1.5\"";
        if (outline.Kind == NodeKind.Deterministic)
        {
            Point high = outline.Center + new Point(outline.Width / 2, outline.Height / 2);
            string x = Number(outline.Center.X), y = Number(outline.Center.Y);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x} {Number(low.Y)} L{Number(high.X)} {y} L{x} {Number(high.Y)} ");
            svg.Append(CultureInfo.InvariantCulture, $"L{Number(low.X)} {y} Z\" {style}/>\n");
            return;
        }

        string radius = Number(outline.Kind == NodeKind.Given ? 4 : outline.Height / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(low.X)}\" y=\"{Number(low.Y)}\" width=\"{Number(outline.Width)}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"height=\"{Number(outline.Height)}\" rx=\"{radius}\" {style}/>\n");
    }

    private static string Text(Point point) => $"{Number(point.X)} {Number(point.Y)}";
}
