using Latent.Reporting.Charts;

namespace Latent.Reporting;

/// <summary>One thing in a section of a report.</summary>
internal abstract record ReportItem
{
    private ReportItem()
    {
    }

    internal sealed record Paragraph(string Text) : ReportItem;

    internal sealed record Remark(RemarkKind Kind, string Text) : ReportItem;

    internal sealed record Facts(IReadOnlyList<(string Name, string Value)> Pairs) : ReportItem;

    internal sealed record Verbatim(string Text, string Summary) : ReportItem;

    internal sealed record Subheading(string Text) : ReportItem;

    internal sealed record ChartFigure(string Name, Chart Chart, string Caption) : ReportItem;

    internal sealed record PictureFigure(string Name, Picture Picture, string Caption) : ReportItem;

    internal sealed record DrawingFigure(string Name, string Svg, string Caption) : ReportItem;

    internal sealed record TableItem(string Name, ReportTable Table, string Caption) : ReportItem;
}
