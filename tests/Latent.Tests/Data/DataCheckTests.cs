using Latent.Data;
using Latent.Data.Columns;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DataCheckTests
{
    [Fact]
    public void Good_data_has_no_findings()
    {
        Assert.Empty(DataCheck.Run(DrawnDigits.Make("digits", RandomKey.FromSeed(1), 200)));
        // Heavy tails are no outliers: Cauchy numbers reach some 600 deviations of the others among a thousand.
        Assert.Empty(DataCheck.Run(Table([.. Enumerable.Range(1, 400).Select(static i => Math.Tan(Math.PI * ((i / 401.0) - 0.5)))])));
    }

    [Fact]
    public void What_spoils_training_is_found_before_it()
    {
        Found(FindingLevel.Error, "'age' has no value in any example; leave it out.", Table([double.NaN, double.NaN, double.NaN]));
        Found(FindingLevel.Warning, "'age' is 3 in every example", Table([3, 3, double.NaN, 3]));
        foreach (int at in new[] { 0, 1, 2, 50, 99 })
        {
            double[] values = [.. Enumerable.Range(0, 100).Select(static i => (double)(i % 7))];
            values[at] = 1e9;
            Found(FindingLevel.Warning, $"'age' is 1000000000 in example {at}, ", Table(values));
            values[at] = -1e9;
            Found(FindingLevel.Warning, $"'age' is -1000000000 in example {at}, ", Table(values));
        }

        Found(FindingLevel.Warning, "the same has one example", Table([1], "the same"));
        byte[] pixels = [1, 2, 0, 0, 3, 4, 0, 0, 5, 6];
        Found(FindingLevel.Warning, "2 examples are zeros alone (1, 3): empty, or damaged?", new ImageDataset("images", 1, 2, pixels));
        Found(FindingLevel.Error, "all examples of 'x' are the same", new ImageDataset("images", 1, 2, new byte[] { 7, 8, 7, 8 }));
        Found(FindingLevel.Warning, "a picture of one pixel", new ImageDataset("images", 1, 1, new byte[] { 7, 8 }));
        Found(FindingLevel.Warning, "all examples are of the class '2'", new ImageDataset("images", 1, 2, new byte[4 * 2], new byte[] { 2, 2, 2, 2 }));
        ImageDataset lone = new("images", 1, 2, pixels, new byte[] { 0, 0, 2, 2, 3 });
        Found(FindingLevel.Warning, "the class '3' has one example", lone);
        Found(FindingLevel.Warning, "the class '1' has no example", lone);
        Found(FindingLevel.Error, "nothing has no examples", new ColumnDataset("nothing", new ValueColumn(new DataColumn("x", [1]), Array.Empty<float>())));
    }

    private static void Found(FindingLevel level, string text, IDataset data) =>
        Assert.Contains(DataCheck.Run(data), finding => finding.Level == level && finding.Text.Contains(text, StringComparison.Ordinal));

    private static ColumnDataset Table(double[] values, string name = "table") => new(name,
        new ValueColumn(new DataColumn("x", [1]) { HasMissing = true, Elements = ["age"], Type = DType.Float64 }, values));
}
