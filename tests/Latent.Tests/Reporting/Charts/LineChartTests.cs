using System.Globalization;
using Latent.Reporting;
using Latent.Reporting.Charts;

namespace Latent.Tests.Reporting.Charts;

public sealed class LineChartTests
{
    [Fact]
    public void Ticks_stand_at_round_numbers()
    {
        Svg svg = new(new LineChart("epoch", new LinePanel("ELBO, nats", new LineSeries("train", [-190, -120, -105, -101]))));
        Assert.Equal(["1", "2", "3", "4"], svg.Texts.Where(static t => t.Length == 1));
        Assert.Equal(["−180", "−160", "−140", "−120", "−100"], svg.Texts.Where(static t => t.StartsWith('−') && t.Length == 4).Reverse().Order(StringComparer.Ordinal).Reverse().ToArray());
        Assert.Contains("epoch", svg.Texts);
        Assert.Contains("ELBO, nats", svg.Texts);
    }

    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 3, 6, "−3 −2 −1 0 1 2 3")]
    [InlineData(0, 0.003, 3, "0.000 0.001 0.002 0.003")]
    [InlineData(1, 60_000, 3, "20,000 40,000 60,000")]
    [InlineData(99.5, 100.5, 4, "99.6 99.8 100.0 100.2 100.4")]
    [InlineData(0, 3e9, 3, "0 1e9 2e9 3e9")]
    public void An_axis_has_about_as_many_ticks_as_asked_for(double low, double high, int ticks, string expected) =>
        Assert.Equal(expected, string.Join(' ', Axis.Over([low, high], 0, 100, ticks).Ticks.Select(static tick => tick.Label)));

    [Theory]
    [InlineData(1, 1000, "1 10 100 1,000")]
    [InlineData(0.5, 20, "0.5 1 2 5 10 20")]
    [InlineData(1e-7, 1e7, "1e−7 1e−5 0.001 0.1 10 1,000 1e5 1e7")]
    public void A_logarithmic_axis_has_powers_of_ten(double low, double high, string expected)
    {
        string ticks = string.Join(' ', Axis.Over([low, high, 0, -3], 0, 100, 5, isLog: true).Ticks.Select(static tick => tick.Label));
        Assert.Equal(expected.Replace("1e5", "100,000", StringComparison.Ordinal).Replace("1e7", "10,000,000", StringComparison.Ordinal), ticks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1e-300)]
    [InlineData(1e300)]
    public void A_constant_has_an_axis_too(double value)
    {
        Axis axis = Axis.Over([value, value], 0, 100, 5);
        Assert.True(axis.Low < value || axis.High > value);
        Assert.InRange(axis.At(value), 0, 100);
        _ = new Svg(new LineChart("step", new LinePanel("y", new LineSeries("c", [value, value, value]))));
    }

    [Fact]
    public void A_value_stands_where_the_ticks_say()
    {
        Svg svg = new(new LineChart("epoch", new LinePanel("y", new LineSeries("line", [0, 10, 20]))));
        double ten = Svg.Number(svg.Text("10"), "y") - 4;
        string[] points = svg.Of("path", "s0").First().Attribute("d")!.Value.TrimStart('M').Split('L');
        Assert.Equal(ten, double.Parse(points[1].Split(' ')[1], CultureInfo.InvariantCulture), 0.11);
        Assert.Equal(Svg.Number(svg.Text("2"), "x"), double.Parse(points[1].Split(' ')[0], CultureInfo.InvariantCulture), 0.11);
    }

    [Fact]
    public void Values_that_are_not_finite_are_gaps()
    {
        Svg svg = new(new LineChart("step", new LinePanel("y", new LineSeries("a", [1, 2, double.NaN, 3, double.PositiveInfinity, 4]))));
        Assert.Equal(3, svg.Of("path", "s0").First().Attribute("d")!.Value.Count(static c => c == 'M'));
        Svg log = new(new LineChart("step", new LinePanel("y", new LineSeries("a", [1, 0, 3, -2, 4])) { LogY = true }));
        Assert.Equal(3, log.Of("path", "s0").First().Attribute("d")!.Value.Count(static c => c == 'M'));
    }

    [Fact]
    public void A_chart_without_values_says_so()
    {
        Assert.Contains("no values yet", new Svg(new LineChart("step", new LinePanel("y", new LineSeries("a", [])))).Texts);
        Assert.Contains("no values yet", new Svg(new LineChart("step", new LinePanel("y", new LineSeries("a", [double.NaN])) { LogY = true })).Texts);
        Assert.Contains("no values yet", new Svg(new LineChart("step", new LinePanel("y"))).Texts);
    }

    [Fact]
    public void Lines_differ_by_dashes_as_well_as_colour_and_have_name_and_last_value_at_their_end()
    {
        Svg svg = new(new LineChart("epoch", new LinePanel("y", new LineSeries("training", [3, 2, 1.2345]), new LineSeries("validation", [3, 2.5, 2]))));
        Assert.Null(svg.Of("path", "s0").First().Attribute("stroke-dasharray"));
        Assert.NotNull(svg.Of("path", "s1").First().Attribute("stroke-dasharray"));
        Assert.Contains("training1.234", svg.Texts);
        Assert.Contains("validation2.000", svg.Texts);
    }

    [Fact]
    public void Names_at_the_ends_do_not_cover_one_another()
    {
        LineSeries[] lines = [.. Enumerable.Range(0, 14).Select(static i => new LineSeries($"line {i}", [0, 1 + (i * 1e-6)]))];
        double[] places = [.. new Svg(new LineChart("epoch", new LinePanel("y", lines))).All("text").Where(static t => t.Value.StartsWith("line", StringComparison.Ordinal))
            .Select(static text => Svg.Number(text, "y")).Order()];
        Assert.Equal(14, places.Length);
        for (int i = 1; i < places.Length; i++)
            Assert.True(places[i] - places[i - 1] >= 15.9, $"{places[i - 1]} and {places[i]}");
    }

    [Fact]
    public void Long_series_are_thinned_and_keep_their_extremes()
    {
        double[] y = [.. Enumerable.Range(0, 200_000).Select(static i => Math.Sin(i * 0.7))];
        y[123_456] = 40;
        y[77_777] = -30;
        LineChart chart = new("step", new LinePanel("y", new LineSeries("noise", y)));
        Assert.InRange(chart.ToSvg().Length, 1000, 80_000);
        string path = new Svg(chart).Of("path", "s0").First().Attribute("d")!.Value;
        double[] heights = [.. path.TrimStart('M').Split('L').Select(static p => double.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture))];
        // The field is 210 pixels high with a margin of a twentieth of the range at both ends.
        Assert.Equal(210 / 1.1, heights.Max() - heights.Min(), 0.3);
        Assert.Equal(y.Length, chart.ToTable().Count);
    }

    [Fact]
    public void A_band_goes_up_and_down_by_the_error()
    {
        LineSeries series = new("a", [1, 2, 3]) { Error = [1, 1, 1] };
        Svg svg = new(new LineChart("epoch", new LinePanel("y", series) { Low = 0, High = 10 }));
        double one = 0.1 * 210;
        string[] points = svg.Of("path", "f0").Single().Attribute("d")!.Value.TrimStart('M').TrimEnd('Z').Split('L');
        double[] heights = [.. points.Select(static p => double.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(6, heights.Length);
        Assert.Equal(2 * one, heights[5] - heights[0], 0.21);
        Assert.Equal(2 * one, heights[3] - heights[2], 0.21);
    }

    [Fact]
    public void The_range_may_leave_out_the_first_steps()
    {
        LinePanel panel = new("y", new LineSeries("a", [-1000, -12, -11, -10]));
        Assert.Contains("−1,000", new Svg(new LineChart("epoch", panel)).Texts);
        Assert.DoesNotContain("−1,000", new Svg(new LineChart("epoch", panel with { RangeFrom = 2 })).Texts);
    }

    [Fact]
    public void The_drawing_follows_light_and_dark_screens_and_is_read_aloud()
    {
        Svg svg = new(new LineChart("epoch", new LinePanel("KL", new LineSeries("train", [1, 2]))) { Title = "Terms" });
        Assert.Contains("prefers-color-scheme:dark", svg.All("style").Single().Value, StringComparison.Ordinal);
        Assert.Equal("Terms", svg.All("title").First().Value);
        Assert.Equal("Line chart over epoch. KL, train: 2.000 at 2.000.", svg.All("desc").Single().Value);
        Assert.DoesNotContain("<style>", new LineChart("epoch", new LinePanel("KL")).ToInlineSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_text_and_cut_where_they_are_long()
    {
        string evil = "</text><script>alert(1)</script>" + new string('x', 10_000);
        Svg svg = new(new LineChart(evil, new LinePanel(evil, new LineSeries(evil, [1, 2]))) { Title = evil, Width = 300 });
        Assert.Empty(svg.All("script"));
        Assert.All(svg.Texts, static text => Assert.InRange(text.Length, 0, 100));
        Assert.Equal("a\uFFFDb\uFFFD", Markup.Escape("a\0b\uD800"));
        Assert.Equal("ab…", Markup.Shorten("ab\U0001F600cd", 4));
    }

    [Fact]
    public void The_table_has_every_number()
    {
        LineChart chart = new("epoch", new LinePanel("ELBO", new LineSeries("train", [-1.5, double.NaN]) { Error = [0.25, 0.5] }));
        Assert.Equal("panel,series,epoch,value,error\r\nELBO,train,1,-1.5,0.25\r\nELBO,train,2,NaN,0.5\r\n", Csv.ToText(chart.ToTable()));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.Contains("The line 'a' has 2 values of x and 1 of y", Assert.Throws<ArgumentException>(static () => new LineSeries("a", [1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("2 points and 1 errors", Assert.Throws<ArgumentException>(static () => new LineSeries("a", [1, 2]) { Error = [1] }).Message, StringComparison.Ordinal);
        Assert.Contains("at least one panel", Assert.Throws<ArgumentException>(static () => new LineChart("x")).Message, StringComparison.Ordinal);
        Assert.Contains("at least 240", Assert.Throws<ArgumentOutOfRangeException>(static () => new LineChart("x", new LinePanel("y")) { Width = 10 }).Message, StringComparison.Ordinal);
    }
}
