using Latent.Evaluation.Disentanglement;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class MutualInformationGapTests
{
    [Fact]
    public void Information_of_counts_is_the_known_one()
    {
        // (0, 0), (0, 1), (1, 1), (1, 1): H(v) = H(1/4), I = log 2 - ½·log 2 ... of the definition.
        FactorTable table = FactorTable.Of([0, 0, 1, 1], 1, [0, 1, 1, 1], FactorTables.Factors([2]));
        InformationMatrix matrix = InformationMatrix.Of(table, 20);
        double entropy = -(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75));
        Assert.Equal(entropy, matrix.Entropies[0], 1e-15);
        // H(v | z): z = 0 leaves one bit, z = 1 nothing.
        Assert.Equal(entropy - (0.5 * Math.Log(2)), matrix.Information[0][0], 1e-15);
    }

    [Fact]
    public void A_factor_of_more_values_than_bins_is_known_as_far_as_bins_go()
    {
        Assert.Equal(1, FactorTables.Value(new MutualInformationGap(), FactorTables.Grid([20, 3])), 1e-12);
        // 40 values in 20 bins: pairs of values are one.
        Assert.Equal((1 + (Math.Log(20) / Math.Log(40))) / 2, FactorTables.Value(new MutualInformationGap(), FactorTables.Grid([40, 3])), 1e-12);
        Assert.Equal(1, FactorTables.Value(new MutualInformationGap { Bins = 40 }, FactorTables.Grid([40, 3])), 1e-12);
    }

    [Fact]
    public void Two_elements_that_know_the_same_leave_no_gap()
    {
        FactorTable twice = FactorTables.Grid([4, 3], static v => [v[0], v[0], v[1]]);
        Assert.Equal(0.5, FactorTables.Value(new MutualInformationGap(), twice), 1e-12);
        // Modularity does not ask for that: each element still knows one factor.
        Assert.Equal(1, FactorTables.Value(new Modularity(), twice), 1e-12);
    }

    [Fact]
    public void Sum_and_difference_of_two_bits_know_both_equally()
    {
        FactorTable turned = FactorTables.Grid([2, 2], static v => [v[0] + v[1], v[0] - v[1]]);
        InformationMatrix matrix = InformationMatrix.Of(turned, 20);
        Assert.All(matrix.Information.SelectMany(static row => row), static nats => Assert.Equal(0.5 * Math.Log(2), nats, 1e-12));
        Assert.Equal(0, FactorTables.Value(new MutualInformationGap(), turned), 1e-12);
        Assert.Equal(0, FactorTables.Value(new Modularity(), turned), 1e-12);
    }

    [Fact]
    public void Modularity_is_its_formula_and_dead_elements_count_as_nothing()
    {
        Assert.Equal(2.0 / 3, FactorTables.Value(new Modularity(), FactorTables.Grid([4, 3], static v => [v[0], v[1], 7])), 1e-12);
        FactorTable table = FactorTables.Grid([4, 3, 2], static v => [v[0] + (10 * v[1])]);
        double first = Math.Log(4), second = Math.Log(3);
        Assert.Equal(1 - (second * second / (first * first * 2)), FactorTables.Value(new Modularity { Bins = 256 }, table), 1e-12);
    }

    /// <summary>
    /// The error of 20 resamples is known to 1/√38 = 16 %, the scatter over 60 tables to 9 %: within 50 % of one another. Twin: rows taken
    /// without replacement, whose error is 0.
    /// </summary>
    [Fact]
    public void The_bootstrap_s_error_is_the_scatter_over_tables()
    {
        MutualInformationGap metric = new();
        double[] values = [.. Enumerable.Range(0, 60).Select(i => FactorTables.Value(metric, Table((ulong)i)))];
        double scatter = Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / 59);
        double error = metric.Score(Table(100), FactorTables.Context())[0].StandardError!.Value;
        Assert.InRange(error / scatter, 0.5, 1.5);
        Assert.Null(metric.Score(Table(100), FactorTables.Context() with { Resamples = 0 })[0].StandardError);

        static FactorTable Table(ulong seed) => FactorTables.Normal(600, seed: 50 + seed, change: static z => [z[0] + (0.5 * z[1]), z[1], z[2] - z[3], z[3]]);
    }
}
