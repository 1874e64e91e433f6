using System.Globalization;
using System.Text;

namespace Latent.Reporting;

/// <summary>A report as HTML.</summary>
internal static class HtmlPage
{
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static string Write(HtmlReport report)
    {
        StringBuilder html = new();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<title>").Append(Markup.Escape(report.Title)).Append("</title>\n<style>\n")
            .Append(HtmlStyle.Page).Append(Palette.ChartStyle).Append("</style>\n</head>\n<body>\n<div class=\"frame\">\n");
        html.Append("<header>\n<h1>").Append(Markup.Escape(report.Title)).Append("</h1>\n");
        if (report.Subtitle.Length > 0)
            html.Append("<p class=\"subtitle\">").Append(Markup.Escape(report.Subtitle)).Append("</p>\n");
        html.Append("</header>\n");
        if (report.Sections.Count > 1)
            WriteContents(html, report);
        html.Append("<main>\n");
        Numbers numbers = new();
        for (int i = 0; i < report.Sections.Count; i++)
            WriteSection(html, report.Sections[i], i + 1, numbers);
        html.Append("</main>\n");
        if (report.Colophon.Length > 0)
            html.Append("<footer>").Append(Markup.Escape(report.Colophon)).Append("</footer>\n");
        return html.Append("</div>\n</body>\n</html>\n").ToString();
    }

    private static void WriteContents(StringBuilder html, HtmlReport report)
    {
        html.Append("<nav aria-label=\"Contents\">\n<ol>\n");
        for (int i = 0; i < report.Sections.Count; i++)
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#s{i + 1}\">{Markup.Escape(report.Sections[i].Heading)}</a></li>\n");
        html.Append("</ol>\n</nav>\n");
    }

    private static void WriteSection(StringBuilder html, ReportSection section, int number, Numbers numbers)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section id=\"s{number}\">\n<h2>{Markup.Escape(section.Heading)}</h2>\n");
        foreach (ReportItem item in section.Items)
            WriteItem(html, item, numbers);
        html.Append("</section>\n");
    }

    private static void WriteItem(StringBuilder html, ReportItem item, Numbers numbers)
    {
        switch (item)
        {
            case ReportItem.Paragraph paragraph:
                html.Append("<p>").Append(Markup.Escape(paragraph.Text)).Append("</p>\n");
                break;
            case ReportItem.Subheading heading:
                html.Append("<h3>").Append(Markup.Escape(heading.Text)).Append("</h3>\n");
                break;
            case ReportItem.Remark remark:
                WriteRemark(html, remark);
                break;
            case ReportItem.Facts facts:
                html.Append("<dl>\n");
                foreach ((string name, string value) in facts.Pairs)
                    html.Append("<div><dt>").Append(Markup.Escape(name)).Append("</dt><dd>").Append(Markup.Escape(value)).Append("</dd></div>\n");
                html.Append("</dl>\n");
                break;
            case ReportItem.Verbatim verbatim when verbatim.Summary.Length > 0:
                html.Append("<details><summary>").Append(Markup.Escape(verbatim.Summary)).Append("</summary>\n<pre>")
                    .Append(Markup.Escape(verbatim.Text)).Append("</pre></details>\n");
                break;
            case ReportItem.Verbatim verbatim:
                html.Append("<pre>").Append(Markup.Escape(verbatim.Text)).Append("</pre>\n");
                break;
            case ReportItem.ChartFigure figure:
                OpenFigure(html, figure.Name);
                html.Append("<div class=\"wide\">").Append(figure.Chart.ToInlineSvg()).Append("</div>\n");
                CloseFigure(html, figure.Caption, numbers);
                break;
            case ReportItem.PictureFigure figure:
                OpenFigure(html, figure.Name);
                WritePicture(html, figure);
                CloseFigure(html, figure.Caption, numbers);
                break;
            case ReportItem.DrawingFigure figure:
                OpenFigure(html, figure.Name);
                html.Append("<img class=\"drawing\" alt=\"").Append(Markup.Escape(figure.Caption)).Append("\" src=\"data:image/svg+xml;base64,")
                    .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(figure.Svg))).Append("\">\n");
                CloseFigure(html, figure.Caption, numbers);
                break;
            case ReportItem.TableItem table:
                WriteTable(html, table, numbers);
                break;
            default:
                throw new InvalidOperationException($"A page cannot show {item.GetType().Name}.");
        }
    }

    private static void WriteRemark(StringBuilder html, ReportItem.Remark remark)
    {
        (string style, string word) = remark.Kind switch
        {
            RemarkKind.Good => ("good", "Good"),
            RemarkKind.Warning => ("warning", "Warning"),
            RemarkKind.Problem => ("problem", "Problem"),
            _ => ("note", "Note"),
        };
        html.Append("<aside class=\"").Append(style).Append("\"><strong>").Append(word).Append("</strong><p>").Append(Markup.Escape(remark.Text))
            .Append("</p></aside>\n");
    }

    private static void WritePicture(StringBuilder html, ReportItem.PictureFigure figure)
    {
        using MemoryStream png = new();
        Png.Write(png, figure.Picture);
        html.Append(CultureInfo.InvariantCulture, $"<img width=\"{figure.Picture.Width}\" height=\"{figure.Picture.Height}\" ")
            .Append("alt=\"").Append(Markup.Escape(figure.Caption)).Append("\" src=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(png.GetBuffer().AsSpan(0, (int)png.Length))).Append("\">\n");
    }

    private static void OpenFigure(StringBuilder html, string name) => html.Append("<figure id=\"f-").Append(name).Append("\">\n");

    // A caption stands isolated, so that text of another direction leaves the words before it alone.
    private static void CloseFigure(StringBuilder html, string caption, Numbers numbers) => html.Append(
        CultureInfo.InvariantCulture, $"<figcaption><b>Figure {++numbers.Figures}.</b> <bdi>{Markup.Escape(caption)}</bdi></figcaption>\n</figure>\n");

    private static void WriteTable(StringBuilder html, ReportItem.TableItem item, Numbers numbers)
    {
        ReportTable table = item.Table;
        bool[] text = new bool[table.Columns.Count];
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            for (int i = 0; i < text.Length; i++)
                text[i] |= row[i].Text is not null;
        }

        html.Append("<figure class=\"table\" id=\"t-").Append(item.Name).Append("\">\n");
        if (item.Caption.Length > 0)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<figcaption><b>Table {++numbers.Tables}.</b> <bdi>{Markup.Escape(item.Caption)}</bdi></figcaption>\n");
        }

        html.Append("<div class=\"wide\"><table>\n<thead><tr>");
        for (int i = 0; i < text.Length; i++)
            html.Append("<th scope=\"col\"").Append(Alignment(text[i])).Append('>').Append(Markup.Escape(table.Columns[i])).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            html.Append("<tr>");
            for (int i = 0; i < text.Length; i++)
                WriteCell(html, row[i], text[i]);
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n</figure>\n");
    }

    private static void WriteCell(StringBuilder html, Cell cell, bool isText)
    {
        string style = (isText, cell.IsMarked) switch
        {
            (true, true) => " class=\"best\"",
            (false, true) => " class=\"n best\"",
            _ => Alignment(isText),
        };
        html.Append("<td").Append(style).Append('>').Append(Markup.Escape(cell.ToString())).Append("</td>");
    }

    private static string Alignment(bool isText) => isText ? "" : " class=\"n\"";

    private sealed class Numbers
    {
        public int Figures { get; set; }

        public int Tables { get; set; }
    }
}
