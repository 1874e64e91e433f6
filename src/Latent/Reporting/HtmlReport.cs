using System.Text;
using Latent.Files;
using Latent.Reporting.Charts;

namespace Latent.Reporting;

/// <summary>
/// A report of sections, as one HTML page that needs nothing but itself: no script, no font, no image, no address. Beside it, on request,
/// every picture and every table as a file of its own.
/// </summary>
/// <remarks>
/// A function of what is put in: no clock, no random name. All text is text, whatever it holds; a content security policy refuses scripts
/// and addresses even so. The page follows the reader's light or dark screen, narrows to a telephone and prints.
/// </remarks>
/// <example>
/// <code>
/// HtmlReport report = new("vae on digits") { Subtitle = "20 epochs" };
/// report.Section("Training", s => s
///     .Figure("elbo", new LineChart("epoch", new LinePanel("ELBO, nats per image", train, validation)), "The bound by epoch.")
///     .Table("test", new ReportTable("term", "nats").Row("ELBO", Cell.Estimate(-98.2, 0.3)), "On the test set."));
/// report.WriteFolder("runs/1");
/// </code>
/// </example>
/// <param name="title">What the page is called.</param>
public sealed class HtmlReport(string title)
{
    /// <summary>The name of the page in <see cref="WriteFolder"/>.</summary>
    public const string FileName = "report.html";

    private readonly List<ReportSection> _sections = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>What the page is called.</summary>
    public string Title { get; } = title ?? throw new ArgumentNullException(nameof(title));

    /// <summary>A line below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>A line at the end of the page: what made it, from what.</summary>
    public string Colophon { get; init; } = "";

    /// <summary>The sections so far.</summary>
    public IReadOnlyList<ReportSection> Sections => _sections;

    /// <summary>Adds a section.</summary>
    /// <param name="heading">What it is called.</param>
    /// <param name="build">Puts things into it, from the top.</param>
    /// <returns>This report.</returns>
    public HtmlReport Section(string heading, Action<ReportSection> build)
    {
        ArgumentNullException.ThrowIfNull(heading);
        ArgumentNullException.ThrowIfNull(build);
        ReportSection section = new(heading, _names);
        build(section);
        _sections.Add(section);
        return this;
    }

    /// <summary>The page.</summary>
    public string ToHtml() => HtmlPage.Write(this);

    /// <summary>Writes the page to a file, replacing it as a whole.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToHtml())));

    /// <summary>
    /// Writes the page as <see cref="FileName"/> into a folder, and beside it every chart as <c>name.svg</c> and <c>name.csv</c>, every
    /// picture as <c>name.png</c> and every table as <c>name.csv</c>.
    /// </summary>
    /// <param name="folder">Made if it is not there; files of these names are replaced.</param>
    /// <returns>The paths written, the page first.</returns>
    public IReadOnlyList<string> WriteFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _ = Directory.CreateDirectory(folder);
        List<string> written = [Path.Combine(folder, FileName)];
        foreach (ReportItem item in _sections.SelectMany(static section => section.Items))
        {
            switch (item)
            {
                case ReportItem.ChartFigure figure:
                    Save(figure.Name + ".svg", stream => stream.Write(Encoding.UTF8.GetBytes(figure.Chart.ToSvg())));
                    Save(figure.Name + ".csv", stream => stream.Write(Encoding.UTF8.GetBytes(Csv.ToText(figure.Chart.ToTable()))));
                    break;
                case ReportItem.PictureFigure figure:
                    Save(figure.Name + ".png", stream => Png.Write(stream, figure.Picture));
                    break;
                case ReportItem.DrawingFigure figure:
                    Save(figure.Name + ".svg", stream => stream.Write(Encoding.UTF8.GetBytes(figure.Svg)));
                    break;
                case ReportItem.TableItem table:
                    Save(table.Name + ".csv", stream => stream.Write(Encoding.UTF8.GetBytes(Csv.ToText(table.Table))));
                    break;
                default:
                    break;
            }
        }

        // The page last: where it is, everything is.
        Write(written[0]);
        return written;

        void Save(string name, Action<Stream> write)
        {
            string path = Path.Combine(folder, name);
            AtomicFile.Write(path, write);
            written.Add(path);
        }
    }
}
