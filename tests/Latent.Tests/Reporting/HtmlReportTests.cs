using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Latent.Reporting;
using Latent.Reporting.Charts;

namespace Latent.Tests.Reporting;

public sealed partial class HtmlReportTests
{
    private static readonly string[] Evil =
    [
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)", "</title></style></pre>",
        "<!--", "]]>", "&lt;b&gt;", "\u202Egnp.exe", "\u200Fשלום", "a\0b", new string('w', 10_000),
    ];

    [Fact]
    public void Whatever_is_put_in_stays_text()
    {
        string html = Everything(string.Join(' ', Evil)).ToHtml();
        Assert.DoesNotMatch(Dangerous(), html);
        XElement page = Parse(html);
        Assert.Empty(page.Descendants("script"));
        // Every way in gives back what went in, but for what HTML cannot hold.
        string seen = string.Join(' ', Evil).Replace('\0', '\uFFFD');
        foreach (string element in new[] { "h1", "h2", "h3", "dt", "dd", "th", "td", "pre", "summary", "footer" })
            Assert.Contains(page.Descendants(element), found => found.Value == seen);
        Assert.Contains(page.Descendants("p"), found => found.Value == seen);
        Assert.Contains(page.Descendants("bdi"), found => found.Value == seen);
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        string html = Everything("plain").ToHtml();
        Assert.Contains("""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline';""", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        XElement page = Parse(html);
        Assert.Empty(page.Descendants("link"));
        Assert.All(page.Descendants("img"), static img => Assert.StartsWith("data:image/", img.Attribute("src")!.Value, StringComparison.Ordinal));
        Assert.All(page.Descendants("img"), static img => Assert.NotEmpty(img.Attribute("alt")!.Value));
        Assert.All(page.Descendants("a"), static a => Assert.StartsWith("#", a.Attribute("href")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Contents_lead_to_the_sections_and_names_are_unique()
    {
        XElement page = Parse(Everything("plain").ToHtml());
        string[] ids = [.. page.Descendants().Select(static e => (string?)e.Attribute("id")).OfType<string>()];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(page.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.Equal(2, page.Descendants("nav").Single().Descendants("li").Count());
        Assert.Empty(Parse(new HtmlReport("one").Section("only", static _ => { }).ToHtml()).Descendants("nav"));
    }

    [Fact]
    public void Pictures_are_in_the_page_to_the_byte()
    {
        Picture picture = new(3, 2, 3);
        for (int i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)(7 * i);
        XElement page = Parse(new HtmlReport("t").Section("s", s => s.Figure("p", picture, "a picture")).ToHtml());
        string source = page.Descendants("img").Single().Attribute("src")!.Value;
        (Picture read, _) = PngTests.Decode(Convert.FromBase64String(source["data:image/png;base64,".Length..]));
        Assert.Equal(picture.Pixels.ToArray(), read.Pixels.ToArray());
    }

    [Fact]
    public void Numbers_stand_right_aligned_and_are_written_for_people()
    {
        ReportTable table = new ReportTable("term", "nats", "n").Row("ELBO", Cell.Estimate(-98.2134, 0.0312), 60_000).Row("KL", 25.5, 7).Row("none", default, Cell.Of(double.NaN));
        XElement page = Parse(new HtmlReport("t").Section("s", s => s.Table("terms", table)).ToHtml());
        Assert.Equal(
            ["ELBO", "−98.213 ± 0.031", "60,000", "KL", "25.50", "7", "none", "", "—"],
            page.Descendants("td").Select(static td => td.Value));
        Assert.Equal(["", "n", "n"], page.Descendants("th").Select(static th => (string?)th.Attribute("class") ?? ""));
    }

    [Fact]
    public void A_folder_gets_every_figure_and_table_as_a_file_and_the_same_bytes_again()
    {
        using TemporaryFolder folder = new();
        HtmlReport report = Everything("plain");
        IReadOnlyList<string> written = report.WriteFolder(folder.Path);
        Assert.Equal(
            ["report.html", "curve.svg", "curve.csv", "sheet.png", "graph.svg", "numbers.csv"], written.Select(static path => Path.GetFileName(path)));
        Assert.Equal(written.Order(StringComparer.Ordinal), Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(report.ToHtml(), File.ReadAllText(written[0], Encoding.UTF8));
        Assert.NotEqual(0xEF, File.ReadAllBytes(written[0])[0]);
        byte[][] before = [.. written.Select(File.ReadAllBytes)];
        _ = report.WriteFolder(folder.Path);
        Assert.Equal(before, written.Select(File.ReadAllBytes));
    }

    [Theory]
    [InlineData("../up", "cannot name a figure")]
    [InlineData("Größe", "cannot name a figure")]
    [InlineData("a b", "cannot name a figure")]
    [InlineData("taken", "has a figure or table 'taken' already")]
    public void Names_are_files_and_checked(string name, string expected)
    {
        HtmlReport report = new HtmlReport("t").Section("s", static s => s.Table("taken", new ReportTable("a")));
        ArgumentException error = Assert.Throws<ArgumentException>(() => report.Section("t", s => s.Figure(name, new Picture(1, 1), "")));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_commas_quote_what_needs_it()
    {
        ReportTable table = new ReportTable("name", "value").Row("a,b \"c\"\r\nd", 0.1).Row("=1+1", Cell.Estimate(-1e-20, 1e300)).Row(" x", "ü");
        Assert.Equal(
            "name,value,value standard error\r\n\"a,b \"\"c\"\"\r\nd\",0.1,\r\n=1+1,-1E-20,1E+300\r\n\" x\",ü,\r\n", Csv.ToText(table));
        Assert.Contains("The row has 1 entries, the table 2 columns: name, value.", Assert.Throws<ArgumentException>(() => table.Row("a")).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        Csv.Write(folder.File("t.csv"), table);
        Assert.Equal(Csv.ToText(table), File.ReadAllText(folder.File("t.csv")));
    }

    [Fact]
    public void A_table_does_not_change_when_another_grows_from_it()
    {
        ReportTable start = new ReportTable("a").Row(1), left = start.Row(2), right = start.Row(3);
        Assert.Equal((1, 2, 2), (start.Count, left.Count, right.Count));
        Assert.Equal("a\r\n1\r\n2\r\n", Csv.ToText(left));
        Assert.Equal("a\r\n1\r\n3\r\n", Csv.ToText(right));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.00001, "−1e−5")]
    [InlineData(1234.5678, "1,235")]
    [InlineData(-97.104, "−97.10")]
    [InlineData(double.NegativeInfinity, "−∞")]
    [InlineData(9.99999e10, "1e11")]
    public void Numbers_are_rounded_to_what_they_tell(double value, string expected) => Assert.Equal(expected, NumberText.Significant(value));

    [Theory]
    [InlineData(-97.1, 0.5, "−97.10 ± 0.50")]
    [InlineData(12345.6, 120, "12,346 ± 120")]
    [InlineData(1, 0, "1.000 ± 0")]
    public void Errors_say_how_many_digits_count(double value, double error, string expected) => Assert.Equal(expected, NumberText.WithError(value, error));

    private static HtmlReport Everything(string text) => new HtmlReport(text) { Subtitle = text, Colophon = text }
        .Section(text, s => s.Text(text).Heading2(text).Remark(RemarkKind.Warning, text).Facts((text, text)).Verbatim(text).Verbatim(text, text))
        .Section(text, s => s
            .Figure("curve", new LineChart(text, new LinePanel(text, new LineSeries(text, [1, 2]))) { Title = text }, text)
            .Figure("sheet", new Picture(2, 2), text)
            .Drawing("graph", $"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", text)
            .Table("numbers", new ReportTable(text, "n").Row(text, 1), text));

    // The page is HTML, and but for elements without an end it is XML as well.
    private static XElement Parse(string html) => XElement.Parse(VoidElement().Replace(html.Replace("<!doctype html>\n", "", StringComparison.Ordinal), "$0</$1>")
        .Replace(" xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal), LoadOptions.PreserveWhitespace);

    [GeneratedRegex("<(meta|img)[^>]*>")]
    private static partial Regex VoidElement();

    [GeneratedRegex("<script|<[a-z]+[^>\"]*(\"[^\"]*\"[^>\"]*)* on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Dangerous();
}
