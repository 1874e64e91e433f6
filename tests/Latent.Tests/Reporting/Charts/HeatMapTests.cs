using System.Xml.Linq;
using Latent.Reporting;
using Latent.Reporting.Charts;

namespace Latent.Tests.Reporting.Charts;

public sealed class HeatMapTests
{
    [Fact]
    public void Cells_are_as_deep_as_their_values_and_say_them()
    {
        Svg svg = new(new HeatMap("share", ["z[0]", "z[1]"], ["shape", "scale"], [[1, 0.5], [0, double.NaN]]) { RowLabel = "dimension" });
        XElement[] cells = [.. svg.All("rect").Where(static r => r.Elements().Any())];
        Assert.Equal(["z[0], shape: 1.000", "z[0], scale: 0.5000", "z[1], shape: 0", "z[1], scale: —"], cells.Select(static cell => cell.Value));
        Assert.Equal([0.75, 0.375, 0, 0], cells.Select(static cell => Svg.Number(cell, "fill-opacity")));
        foreach (string text in new[] { "z[1]", "scale", "1.00", "0.50", "share" }) Assert.Contains(text, svg.Texts);
        Assert.Equal("dimension,shape,scale\r\nz[0],1,0.5\r\nz[1],0,NaN\r\n", Csv.ToText(new HeatMap("share", ["z[0]", "z[1]"], ["shape", "scale"], [[1, 0.5], [0, double.NaN]])
        { RowLabel = "dimension" }.ToTable()));
    }

    [Fact]
    public void Many_columns_and_long_names_are_turned_and_nothing_to_see_is_drawn_too()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(static i => $"a rather long factor {i}")];
        Svg svg = new(new HeatMap("share", ["z"], names, [[.. names.Select(static _ => 0.0)]]));
        Assert.Equal(30, svg.All("text").Count(static t => t.Attribute("transform") is not null));
    }

    [Fact]
    public void Values_of_other_rows_or_columns_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new HeatMap("share", ["a", "b"], ["c"], [[1], [1, 2]]));
        Assert.StartsWith("A heat map of 2 rows and 1 columns needs at least one of either and a value for each; the values have rows of 1, 2.", error.Message, StringComparison.Ordinal);
    }
}
