using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

/// <summary>The metrics that hold a factor fixed, and how they draw.</summary>
public sealed class FixedFactorMetricTests
{
    [Fact]
    public void Draws_agree_in_their_factor_and_reach_every_row()
    {
        FactorTable table = FactorTables.Grid([3, 4]);
        FixedFactorDraws draws = FixedFactorDraws.Of(table, "test");
        int[] rows = new int[8], factors = new int[2];
        HashSet<int> seen = [];
        var pairs = new (int First, int Second)[8];
        for (int i = 0; i < 400; i++)
        {
            int factor = draws.Draw(RandomKey.FromSeed(1), i, rows);
            factors[factor]++;
            Assert.Single(rows.Select(row => table.Values(factor)[row]).Distinct());
            seen.UnionWith(rows);
            factor = draws.DrawPairs(RandomKey.FromSeed(2), i, pairs);
            Assert.All(pairs, pair => Assert.Equal(table.Values(factor)[pair.First], table.Values(factor)[pair.Second]));
        }

        Assert.Equal(table.Count, seen.Count);
        // Binomial of 400 and ½: five deviations of 10.
        Assert.InRange(factors[0], 150, 250);
    }

    [Fact]
    public void Values_of_one_row_alone_are_not_drawn_and_factors_of_such_alone_not_defined()
    {
        FactorTable table = FactorTable.Of([1, 2, 3, 4, 5], 1, [0, 0, 0, 1, 1, 0, 2, 1, 3, 2], FactorTables.Factors([4, 3]));
        FixedFactorDraws draws = FixedFactorDraws.Of(table, "test");
        int[] rows = new int[3];
        for (int i = 0; i < 100; i++)
        {
            int factor = draws.Draw(RandomKey.FromSeed(1), i, rows);
            Assert.All(rows, row => Assert.True(factor == 0 ? row < 2 : row < 4));
        }

        FactorTable apart = FactorTable.Of([1, 2, 3], 1, [0, 0, 1, 0, 2, 1], FactorTables.Factors([3, 2]));
        EvaluationNotDefinedException error = Assert.Throws<EvaluationNotDefinedException>(() => new FactorVaeScore().Score(apart, FactorTables.Context()));
        Assert.Equal(
            "FactorVAE score is not defined here: examples that agree in a factor are compared, and in 3 examples there are such for 1 of 2 factors.", error.Message);
    }

    /// <summary>
    /// Twin: votes by variances that are not divided by those of all examples. With one element a hundred times as wide, and not quite still while
    /// its factor is held, the narrow one always wins, so that the twin knows one factor of two.
    /// </summary>
    [Fact]
    public void Variances_are_relative_to_those_of_all_examples()
    {
        FactorTable table = FactorTables.Grid([5, 5], static v => [v[0], (100 * v[1]) + (20 * v[0])]);
        Assert.Equal(1, FactorTables.Value(new FactorVaeScore(), table));
        FixedFactorDraws draws = FixedFactorDraws.Of(table, "twin");
        int[] rows = new int[64];
        int right = 0;
        for (int i = 0; i < 1000; i++)
        {
            int factor = draws.Draw(RandomKey.FromSeed(1), i, rows);
            double first = Variance(table.Code(0)), second = Variance(table.Code(1));
            if ((first <= second ? 0 : 1) == factor) right++;
        }

        Assert.InRange(right, 400, 600);

        double Variance(ReadOnlySpan<double> z)
        {
            double[] of = [.. rows.Select(z.ToArray().ElementAt)];
            return of.Sum(x => (x - of.Average()) * (x - of.Average()));
        }
    }

    [Fact]
    public void Elements_that_hardly_vary_do_not_vote()
    {
        // The last follows the first factor to the bit, and is all but dead: without it the first answers for both.
        FactorTable table = FactorTables.Grid([4, 4], static v => [v[1], 1e-3 * v[0]]);
        Assert.InRange(FactorTables.Value(new FactorVaeScore(), table), 0.45, 0.55);
        Assert.Equal(1, FactorTables.Value(new FactorVaeScore { LeastDeviation = 0 }, table));
        MetricScore none = new FactorVaeScore { LeastDeviation = 10 }.Score(table, FactorTables.Context())[0];
        Assert.Equal(0, none.Value);
    }

    [Fact]
    public void Its_error_is_that_of_the_draws_judged()
    {
        MetricScore score = new FactorVaeScore { Training = 500, Evaluation = 400 }.Score(FactorTables.Normal(500, isNoise: true), FactorTables.Context())[0];
        Assert.Equal(Math.Sqrt(score.Value * (1 - score.Value) / 400), score.StandardError!.Value, 1e-15);
    }
}
