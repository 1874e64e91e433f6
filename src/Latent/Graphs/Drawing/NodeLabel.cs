using System.Globalization;
using System.Text;

namespace Latent.Graphs.Drawing;

/// <summary>A node's name as it is set in the picture, and the room it takes.</summary>
internal static class NodeLabel
{
    public const double WordSize = 15, SymbolSize = 21, SubscriptSize = 14;

    /// <summary>
    /// The width in pixels. No font is at hand, and the reader's may be any, so letters count as in a wide one (DejaVu Sans, in thousandths
    /// of the size, rounded up by classes).
    /// </summary>
    public static double Width(string name)
    {
        VariableName variable = VariableName.Of(name);
        return Width(variable.Symbol, variable.IsSymbol ? SymbolSize : WordSize) + Width(variable.Subscript, SubscriptSize);
    }

    /// <summary>The label as an SVG text element centred on a point.</summary>
    public static void Write(StringBuilder svg, string name, Point center)
    {
        VariableName variable = VariableName.Of(name);
        string x = SvgPicture.Number(center.X), y = SvgPicture.Number(center.Y + (variable.IsSymbol ? 6 : 5));
        string font = variable.IsSymbol
            ? $"font-family=\"'Times New Roman', Times, serif\" font-style=\"italic\" font-size=\"{SymbolSize}\""
            : $"font-family=\"Helvetica, Arial, sans-serif\" font-size=\"{WordSize}\"";
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" {font} fill=\"{SvgPicture.Ink}\">");
        svg.Append(SvgPicture.Escape(variable.Symbol));
        if (variable.Subscript.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<tspan dy=\"5\" font-style=\"normal\" font-size=\"{SubscriptSize}\">");
            svg.Append(variable.Subscript).Append("</tspan>");
        }

        svg.Append("</text>\n");
    }

    private static double Width(string text, double size)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += rune.Value switch
            {
                'i' or 'j' or 'l' or '\'' or '.' or ',' or ':' or ';' or '|' or '!' or ' ' => 0.36,
                'f' or 'r' or 't' or '(' or ')' or '[' or ']' or '/' or '-' => 0.42,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.99,
                >= 'A' and <= 'Z' => 0.74,
                < 0x0250 => 0.64,
                < 0x1100 => 0.8,
                _ => 1.05,
            };
        }

        return width * size;
    }
}
