using System.Globalization;
using System.Text;

namespace Latent.Reporting.Charts;

/// <summary>
/// A chart as data: what is drawn, not how. As SVG it is a function of that data alone, follows the reader's light or dark screen, holds
/// no identifiers that could meet others on a page, and tells nothing by colour alone.
/// </summary>
public abstract record Chart
{
    /// <summary>What is drawn above the chart, and read aloud as its name; nothing is drawn if it is empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>What is read aloud instead of the drawing; by default a summary of the data.</summary>
    public string? Description { get; init; }

    /// <summary>Pixels across, at least 240.</summary>
    public int Width
    {
        get;
        init => field = value >= 240 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A chart is at least 240 pixels wide.");
    } = 860;

    /// <summary>The drawing as a file of its own, in the light and the dark scheme at once.</summary>
    public string ToSvg() => Draw(style: true);

    /// <summary>The numbers drawn, for other programs.</summary>
    public abstract ReportTable ToTable();

    /// <summary>The drawing for a page that has <see cref="Palette.ChartStyle"/>.</summary>
    internal string ToInlineSvg() => Draw(style: false);

    private protected abstract string Summary();

    /// <summary>Draws below <paramref name="top"/> and returns the height of all.</summary>
    private protected abstract double Draw(SvgCanvas canvas, double top);

    private string Draw(bool style)
    {
        SvgCanvas canvas = new();
        double top = 6;
        if (Title.Length > 0)
        {
            canvas.Text(0, 17, Markup.Shorten(Title, Width / 7), attributes: "font-weight=\"600\" font-size=\"14\"");
            top = 30;
        }

        string height = NumberText.Coordinate(Math.Ceiling(Draw(canvas, top)));
        StringBuilder svg = new();
        _ = svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lc\" width=\"{Width}\" height=\"{height}\" ")
            .Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {Width} {height}\" role=\"img\" ")
            .Append("font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\" font-size=\"12\">\n");
        if (Title.Length > 0)
            svg.Append("<title>").Append(Markup.Escape(Title)).Append("</title>\n");
        svg.Append("<desc>").Append(Markup.Escape(Description ?? Summary())).Append("</desc>\n");
        if (style)
            svg.Append("<style>\n").Append(Palette.ChartStyle).Append("</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        return svg.Append(canvas).Append("</svg>\n").ToString();
    }
}
