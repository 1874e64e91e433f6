using System.Xml.Linq;
using Latent.Reporting;
using Latent.Reporting.Charts;

namespace Latent.Tests.Reporting.Charts;

public sealed class BarChartTests
{
    [Fact]
    public void Bars_are_sorted_and_as_high_as_their_values()
    {
        Svg svg = new(new BarChart("KL, nats", [new("0", 1), new("1", 4), new("2", double.NaN), new("3", 2) { IsHollow = true }]) { IsSorted = true, XLabel = "dimension" });
        XElement[] bars = [.. svg.All("rect").Where(static r => r.Elements().Any())];
        Assert.Equal(["1: 4.000", "3: 2.000", "0: 1.000"], bars.Select(static bar => bar.Value));
        Assert.Equal(["f0", "s9", "f0"], bars.Select(static bar => bar.Attribute("class")!.Value));
        Assert.Equal(4, Svg.Number(bars[0], "height") / Svg.Number(bars[2], "height"), 0.02);
        Assert.Equal(["1", "3", "0", "2"], svg.All("text").Where(static t => (string?)t.Attribute("font-size") == "11").Select(static t => t.Value));
    }

    [Fact]
    public void Negative_values_hang_from_zero()
    {
        Svg svg = new(new BarChart("change", [new("a", -1), new("b", 1)]));
        XElement[] bars = [.. svg.All("rect").Where(static r => r.Elements().Any())];
        Assert.Equal(Svg.Number(bars[0], "y"), Svg.Number(bars[1], "y") + Svg.Number(bars[1], "height"), 0.11);
    }

    [Fact]
    public void Many_bars_and_long_names_stay_readable()
    {
        Svg many = new(new BarChart("KL", [.. Enumerable.Range(0, 500).Select(static i => new Bar($"{i}", i))]));
        Assert.InRange(many.All("text").Count(static t => (string?)t.Attribute("font-size") == "11"), 10, 60);
        Svg names = new(new BarChart("importance", [.. Enumerable.Range(0, 40).Select(static i => new Bar($"a rather long name {i}", i))]));
        Assert.Contains(names.All("text"), static t => t.Attribute("transform") is not null);
        _ = new Svg(new BarChart("nothing", []));
        _ = new Svg(new BarChart("nothing", [new("a", double.NaN), new("b", double.PositiveInfinity)]));
    }

    [Fact]
    public void A_level_and_whiskers_are_drawn()
    {
        Svg svg = new(new BarChart("KL", [new("a", 2) { Error = 0.5 }]) { Level = 1, LevelName = "active" });
        Assert.Contains("active", svg.Texts);
        Assert.Equal(2, svg.Of("path", "ink").Count());
        Assert.Equal("name,KL,error\r\na,2,0.5\r\n", Csv.ToText(new BarChart("KL", [new("a", 2) { Error = 0.5 }]).ToTable()));
    }

    [Fact]
    public void A_histogram_gives_each_group_its_parts_over_common_bins()
    {
        Histogram chart = new("distance", new HistogramGroup("a", [0, 1, 1, 2, double.NaN]), new HistogramGroup("b", [2, 2])) { Bins = 2 };
        Assert.Equal("from,to,a,b\r\n0,1,0.25,0\r\n1,2,0.75,1\r\n", Csv.ToText(chart.ToTable()));
        Svg svg = new(chart);
        Assert.Contains("a (1 not finite)", svg.Texts);
        Assert.Contains("100 %", svg.Texts);
        Assert.NotNull(svg.Of("path", "s1").Single().Attribute("stroke-dasharray"));
        _ = new Svg(new Histogram("nothing", new HistogramGroup("a", [])));
        _ = new Svg(new Histogram("one", new HistogramGroup("a", [3, 3, 3])));
    }

    [Fact]
    public void The_number_of_bins_follows_the_rule_of_Freedman_and_Diaconis()
    {
        // IQR 500 of 1,000 equally spread numbers: width 2·500 / 10, ten bins in a range of 999.
        double[] values = [.. Enumerable.Range(0, 1000).Select(static i => (double)i)];
        Assert.Equal(10, new Histogram("x", new HistogramGroup("a", values)).ToTable().Count);
        Assert.Equal(80, new Histogram("x", new HistogramGroup("a", [.. values, 1e7])).ToTable().Count);
    }
}
