using Latent.Evaluation.Disentanglement;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class DciScoresTests
{
    [Fact]
    public void Concentration_is_its_formula()
    {
        // Rows of all, half, and nothing to one entry; weights 2, 2 and 4 of 8.
        double[][] rows = [[2, 0], [1, 1], [4, 0]];
        Assert.Equal((0.25 * 1) + (0.25 * 0) + (0.5 * 1), DciScores.Concentration(rows, 2), 1e-15);
        Assert.Equal(0, DciScores.Concentration([[0, 0], [0, 0]], 2));
        double h = -((0.25 * Math.Log(0.25)) + (0.75 * Math.Log(0.75))) / Math.Log(3);
        Assert.Equal(1 - h, DciScores.Concentration([[0.25, 0.75, 0]], 3), 1e-15);
    }

    [Fact]
    public void Two_elements_for_one_factor_cost_completeness_alone()
    {
        // v0 = 2a + b of its two bits: either element is used for it, and for nothing else.
        FactorTable table = FactorTables.Grid([4, 3], static v => [v[0] / 2, v[0] % 2, v[1]], copies: 20);
        IReadOnlyList<MetricScore> scores = new DciScores().Score(table, FactorTables.Context());
        Assert.Equal(1, scores[0].Value, 1e-9);
        Assert.InRange(scores[1].Value, 0.6, 0.75);
        Assert.Equal(1, scores[2].Value, 1e-12);
        Assert.Equal(0, scores[2].StandardError!.Value, 1e-12);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Trees_are_those_of_the_definition(int classes, int depth)
    {
        // Values in eighths: each has a bin of its own, so that nothing is rounded.
        FactorTable table = FactorTables.Normal(
            100, change: static z => [.. z.Select(static x => Math.Round(x * 8) / 8), Math.Round((z[0] - z[1]) * 8) / 8]);
        int[] labels = [.. Enumerable.Range(0, table.Count).Select(i => (table.Values(0)[i] + table.Values(1)[i]) % classes)];
        double[][] x = [.. Enumerable.Range(0, table.Width).Select(d => table.Code(d).ToArray())];
        const int train = 70;
        int[] order = [.. Enumerable.Range(0, table.Count)];
        BinnedCodes learned = BinnedCodes.Of(table.Rows(order.AsSpan(0, train)), 256);
        (double[] importances, int[] predictions) = BoostedTrees.Fit(
            learned, labels.AsSpan(0, train), learned.Others(table.Rows(order.AsSpan(train))), classes, new BoostedTreesOptions(5, depth, 0.1), default);
        (double[] expected, int[] answers) = NaiveBoosting.Fit(x, labels, train, classes, 5, depth, 0.1);
        Assert.Equal(1, importances.Sum(), 1e-12);
        Assert.All(expected.Zip(importances), static pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.Equal(answers, predictions);
    }

    [Fact]
    public void Only_the_order_of_values_matters()
    {
        FactorTable straight = FactorTables.Normal(600), bent = FactorTables.Normal(600, change: static z => [.. z.Select(Math.Exp)]);
        Assert.Equal(new DciScores().Score(straight, FactorTables.Context()), new DciScores().Score(bent, FactorTables.Context()));
    }

    [Fact]
    public void Bins_hold_equally_many_or_one_value_each()
    {
        double[] codes = [.. Enumerable.Range(0, 1000).Select(static i => i * i / 7.0)];
        FactorTable table = FactorTable.Of(codes, 1, [], []);
        BinnedCodes binned = BinnedCodes.Of(table, 10);
        Assert.All(binned.Column(0).ToArray().CountBy(static b => b), static bin => Assert.Equal(100, bin.Value));
        Assert.Equal([0, 10], binned.Starts);
        BinnedCodes few = BinnedCodes.Of(FactorTable.Of([3, 1, 1, 2, 3, 3], 1, [], []), 10);
        Assert.Equal([2, 0, 0, 1, 2, 2], few.Column(0).ToArray().Select(static b => (int)b));
        // Others land beside the nearest.
        Assert.Equal([0, 0, 2], few.Others(FactorTable.Of([-5, 1.4, 9], 1, [], [])).Column(0).ToArray().Select(static b => (int)b));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(257)]
    public void Bins_that_make_no_sense_are_refused(int bins) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new DciScores { Bins = bins }.Score(FactorTables.Grid([3, 3]), FactorTables.Context()));
}
