using System.Globalization;
using System.Xml.Linq;
using Latent.Reporting.Charts;

namespace Latent.Tests.Reporting.Charts;

/// <summary>A chart's drawing, read back as XML.</summary>
internal sealed class Svg
{
    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    private readonly XElement _root;

    public Svg(Chart chart)
    {
        string text = chart.ToSvg();
        _root = XDocument.Parse(text).Root!;
        Assert.Equal(Space + "svg", _root.Name);
        // Nothing of another place, nothing that runs, nothing that could meet another drawing on a page.
        Assert.All(_root.DescendantsAndSelf(), static element => Assert.All(element.Attributes(), static attribute =>
        {
            Assert.DoesNotContain(attribute.Name.LocalName, new[] { "href", "id", "src", "onload" });
            if (!attribute.IsNamespaceDeclaration) Assert.DoesNotContain("url(", attribute.Value, StringComparison.OrdinalIgnoreCase);
        }));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", string.Join("", All("path").Select(static path => path.Attribute("d")!.Value)), StringComparison.Ordinal);
        Assert.Equal(text, chart.ToSvg());
        Assert.NotEmpty(All("desc").Single().Value);
    }

    public IEnumerable<string> Texts => All("text").Select(static text => text.Value);

    public IEnumerable<XElement> All(string name) => _root.Descendants(Space + name);

    /// <summary>The elements of a kind that have a class.</summary>
    public IEnumerable<XElement> Of(string name, string style) =>
        All(name).Where(element => ((string?)element.Attribute("class") ?? "").Split(' ').Contains(style, StringComparer.Ordinal));

    /// <summary>The text that reads so.</summary>
    public XElement Text(string value) => Assert.Single(All("text"), text => text.Value == value);

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
