using System.Text;

namespace Latent.Reporting.Charts;

/// <summary>The elements of a drawing, as text.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _svg = new();

    /// <summary>About how wide a text is, in pixels: charts are laid out where no font can be asked.</summary>
    public static double WidthOf(string text, double size = 12)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += rune.Value switch
            {
                'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or ' ' or 'I' or 'f' or 't' or 'r' or '(' or ')' => 0.36,
                'm' or 'w' or 'M' or 'W' or '—' => 0.92,
                >= 'A' and <= 'Z' => 0.7,
                > 0x2E00 => 1.05,
                _ => 0.6,
            };
        }

        return width * size;
    }

    public void Line(double x1, double y1, double x2, double y2, string style, string attributes = "") =>
        Element($"<path class=\"{style}\" d=\"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}\" fill=\"none\"{Space(attributes)}/>");

    public void Path(string data, string style, string attributes = "")
    {
        if (data.Length > 0)
            Element($"<path class=\"{style}\" d=\"{data}\"{Space(attributes)}/>");
    }

    public void Rect(double x, double y, double width, double height, string style, string attributes = "", string? tip = null)
    {
        string end = tip is null ? "/>" : $"><title>{Markup.Escape(tip)}</title></rect>";
        Element($"<rect class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"{Space(attributes)}{end}");
    }

    public void Circle(double x, double y, double radius, string style, string attributes = "") =>
        Element($"<circle class=\"{style}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"{Space(attributes)}/>");

    /// <summary>A line of text, whose base line is at y; anchor is start, middle or end.</summary>
    public void Text(double x, double y, string text, string style = "", string anchor = "start", string attributes = "")
    {
        string at = (style.Length > 0 ? $" class=\"{style}\"" : "")
            + (string.Equals(anchor, "start", StringComparison.Ordinal) ? "" : $" text-anchor=\"{anchor}\"");
        Element($"<text x=\"{N(x)}\" y=\"{N(y)}\"{at}{Space(attributes)}>{Markup.Escape(text)}</text>");
    }

    /// <summary>Begins a window in which coordinates are those of the whole and beyond which nothing is seen.</summary>
    public void OpenWindow(double x, double y, double width, double height) => Element(
        $"<svg x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" viewBox=\"{N(x)} {N(y)} {N(width)} {N(height)}\">");

    public void CloseWindow() => Element("</svg>");

    public void Element(string element) => _svg.Append(element).Append('\n');

    public override string ToString() => _svg.ToString();

    private static string N(double value) => NumberText.Coordinate(value);

    private static string Space(string attributes) => attributes.Length == 0 ? "" : " " + attributes;
}
