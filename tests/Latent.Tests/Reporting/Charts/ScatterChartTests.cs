using System.Text.RegularExpressions;
using System.Xml.Linq;
using Latent.Reporting;
using Latent.Reporting.Charts;
using Latent.Tensors;

namespace Latent.Tests.Reporting.Charts;

public sealed partial class ScatterChartTests
{
    [Fact]
    public void One_unit_is_as_long_across_as_down_and_circles_hold_their_part_of_the_prior()
    {
        Svg svg = new(new ScatterChart([-1, 8], [0, 1]) { PriorParts = [0.5, 0.99] });
        double unitX = Svg.Number(svg.All("text").First(static t => t.Value == "2"), "x") - Svg.Number(svg.All("text").First(static t => t.Value == "0"), "x");
        XElement[] circles = [.. svg.All("circle")];
        Assert.Equal(2, circles.Length);
        // P(|z| < r) = 1 - exp(-r²/2) for z ~ N(0, I) in the plane: r = 1.1774 and 3.0349. Circles are drawn by one unit for x and y.
        Assert.Equal(1.17741 * unitX / 2, Svg.Number(circles[0], "r"), 0.1);
        Assert.Equal(3.03485 * unitX / 2, Svg.Number(circles[1], "r"), 0.1);
        double[] down = [.. svg.All("text").Where(static t => t.Value is "2" or "0").Where(static t => (string?)t.Attribute("text-anchor") == "end").Select(static t => Svg.Number(t, "y"))];
        Assert.Equal(unitX, Math.Abs(down[0] - down[1]), 0.11);
        Assert.Contains("50 %", svg.Texts);
        Assert.Contains("99 %", svg.Texts);
    }

    [Fact]
    public void Every_class_has_a_colour_and_a_shape_and_its_name_in_legend_and_place()
    {
        int[] classes = [.. Enumerable.Range(0, 10)];
        Svg svg = new(new ScatterChart([.. classes.Select(static c => (double)c)], [.. classes.Select(static c => (double)-c)])
        {
            Classes = classes,
            ClassNames = [.. classes.Select(static c => $"class {c}")],
        });
        foreach (int c in classes)
            Assert.Equal(2, svg.Texts.Count(text => text == $"class {c}"));
        HashSet<string> shapes = [], colours = [];
        foreach (XElement path in svg.All("path").Where(static p => p.Parent!.Attribute("transform") is not null && p.Parent.Attribute("opacity") is not null))
        {
            shapes.Add(Coordinates().Replace(path.Attribute("d")!.Value, "") + path.Attribute("stroke-linecap")?.Value + path.Attribute("fill")?.Value);
            colours.Add(path.Attribute("class")!.Value[1..]);
        }

        Assert.Equal(10, shapes.Count);
        Assert.Equal(10, colours.Count);
    }

    [Fact]
    public void Ten_thousand_points_are_a_small_file()
    {
        double[] draws = new double[20_000];
        RandomKey.FromSeed(1).Normal(draws);
        ScatterChart chart = new(draws[..10_000], draws[10_000..]) { Classes = [.. Enumerable.Range(0, 10_000).Select(static i => i % 10)] };
        Assert.InRange(chart.ToSvg().Length, 50_000, 330_000);
        Assert.InRange((chart with { Classes = [] }).ToSvg().Length, 50_000, 140_000);
        _ = new Svg(chart);
    }

    [Fact]
    public void A_number_is_told_by_a_ramp_with_its_scale()
    {
        Svg svg = new(new ScatterChart([0, 1, 2, 3], [0, 1, 2, 3]) { Values = [0, 5, 10, double.NaN], ValueLabel = "slant" });
        Assert.Contains("slant", svg.Texts);
        Assert.Equal(10, svg.All("rect").Count(static r => r.Attribute("class")!.Value.StartsWith("rf", StringComparison.Ordinal)));
        Assert.Equal(3, svg.All("path").Count(static p => p.Attribute("class")!.Value.StartsWith("rs", StringComparison.Ordinal)));
    }

    [Fact]
    public void Points_that_are_nowhere_are_left_out()
    {
        _ = new Svg(new ScatterChart([double.NaN, 1, double.PositiveInfinity], [0, 1, 2]) { Classes = [0, 1, -1] });
        _ = new Svg(new ScatterChart([], []));
        _ = new Svg(new ScatterChart([5], [5]));
        _ = new Svg(new ScatterChart([double.NaN], [double.NaN]) { Values = [double.NaN] });
    }

    [Fact]
    public void The_table_names_the_classes() => Assert.Equal(
        "z[0],y,class\r\n1.5,-2,\"a, b\"\r\n",
        Csv.ToText(new ScatterChart([1.5], [-2]) { XLabel = "z[0]", Classes = [0], ClassNames = ["a, b"] }.ToTable()));

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("2 values of x and 1 of y", Assert.Throws<ArgumentException>(static () => new ScatterChart([1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("1 points and 2 classes", Assert.Throws<ArgumentException>(static () => new ScatterChart([1], [1]) { Classes = [1, 2] }).Message, StringComparison.Ordinal);
        Assert.Contains("between 0 and 1", Assert.Throws<ArgumentException>(static () => new ScatterChart([1], [1]) { PriorParts = [1] }).Message, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"M[\d-]+ [\d-]+")]
    private static partial Regex Coordinates();
}
