using System.Buffers;
using Latent.Reporting.Charts;

namespace Latent.Reporting;

/// <summary>A section of a <see cref="HtmlReport"/>: what is put in first stands first. Every method gives the section back.</summary>
/// <remarks>
/// Figures and tables have names, once in a report, of small letters, digits and hyphens: the names of their files, and where links
/// within the page lead.
/// </remarks>
public sealed class ReportSection
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly List<ReportItem> _items = [];
    private readonly HashSet<string> _names;

    internal ReportSection(string heading, HashSet<string> names)
    {
        Heading = heading;
        _names = names;
    }

    /// <summary>What the section is called.</summary>
    public string Heading { get; }

    internal IReadOnlyList<ReportItem> Items => _items;

    /// <summary>A paragraph.</summary>
    public ReportSection Text(string text) => Add(new ReportItem.Paragraph(NotNull(text)));

    /// <summary>A heading within the section.</summary>
    public ReportSection Heading2(string text) => Add(new ReportItem.Subheading(NotNull(text)));

    /// <summary>Something the reader should not miss: a finding, and what to do about it.</summary>
    public ReportSection Remark(RemarkKind kind, string text) => Add(new ReportItem.Remark(kind, NotNull(text)));

    /// <summary>Names with their values: sizes, seeds, times.</summary>
    public ReportSection Facts(params IReadOnlyList<(string Name, string Value)> pairs) => Add(new ReportItem.Facts(NotNull(pairs)));

    /// <summary>Text as it is, every space kept, such as a configuration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="summary">If not empty the text is folded away behind this line.</param>
    public ReportSection Verbatim(string text, string summary = "") => Add(new ReportItem.Verbatim(NotNull(text), NotNull(summary)));

    /// <summary>A chart.</summary>
    /// <param name="name">Its name, see the remarks of this class.</param>
    /// <param name="chart">What is drawn.</param>
    /// <param name="caption">What one sees in it.</param>
    /// <exception cref="ArgumentException">The name is taken, or none.</exception>
    public ReportSection Figure(string name, Chart chart, string caption) => Add(new ReportItem.ChartFigure(Named(name), NotNull(chart), NotNull(caption)));

    /// <summary>A picture, shown pixel by pixel and never wider than the page.</summary>
    /// <inheritdoc cref="Figure(string, Chart, string)"/>
    public ReportSection Figure(string name, Picture picture, string caption) =>
        Add(new ReportItem.PictureFigure(Named(name), NotNull(picture), NotNull(caption)));

    /// <summary>A drawing that is SVG already, such as a model's graph. It is shown as an image: what it holds can do nothing to the page.</summary>
    /// <param name="name">Its name, see the remarks of this class.</param>
    /// <param name="svg">The drawing.</param>
    /// <param name="caption">What one sees in it.</param>
    public ReportSection Drawing(string name, string svg, string caption) => Add(new ReportItem.DrawingFigure(Named(name), NotNull(svg), NotNull(caption)));

    /// <summary>A table; columns of numbers stand right-aligned.</summary>
    /// <param name="name">Its name, see the remarks of this class.</param>
    /// <param name="table">The table.</param>
    /// <param name="caption">What it says.</param>
    public ReportSection Table(string name, ReportTable table, string caption = "") =>
        Add(new ReportItem.TableItem(Named(name), NotNull(table), NotNull(caption)));

    private ReportSection Add(ReportItem item)
    {
        _items.Add(item);
        return this;
    }

    private string Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException(
                $"'{name}' cannot name a figure or table: it becomes the name of a file. Use small letters, digits and hyphens.", nameof(name));
        }

        return _names.Add(name)
            ? name
            : throw new ArgumentException($"The report has a figure or table '{name}' already; every one is a file, with a name of its own.", nameof(name));
    }

    private static T NotNull<T>(T value)
        where T : class => value ?? throw new ArgumentNullException(nameof(value));
}
