using Latent.Evaluation.Disentanglement;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class InterventionalRobustnessTests
{
    [Fact]
    public void Sum_and_difference_of_two_bits_are_half_robust()
    {
        // 0, 1, 2 around 1; with a bit fixed half a step either side of its mean.
        FactorTable turned = FactorTables.Grid([2, 2], static v => [v[0] + v[1], v[0] - v[1]]);
        Assert.Equal(0.5, FactorTables.Value(new InterventionalRobustness(), turned), 1e-12);
    }

    [Fact]
    public void Elements_count_by_their_largest_deviation_and_dead_ones_not_at_all()
    {
        // 1 of weight 1, ½ of weight 4 (0, 4, 8 around 4), and a constant.
        FactorTable table = FactorTables.Grid([2, 2], static v => [2 * v[0], 4 * (v[0] + v[1]), 9]);
        Assert.Equal((1 + (4 * 0.5)) / 5, FactorTables.Value(new InterventionalRobustness(), table), 1e-12);
    }

    [Fact]
    public void The_quantile_is_between_two_deviations_in_proportion()
    {
        // With the factor fixed the deviations are 0, 1, ..., 4 twice, but for 0 once: of nine numbers the place of q is 8q.
        FactorTable table = FactorTables.Grid([2, 9], static v => [v[1]]);
        Assert.Equal(1, FactorTables.Value(new InterventionalRobustness(), table), 1e-12);
        FactorTable one = FactorTable.Of(
            [.. Enumerable.Range(0, 18).Select(static i => (double)(i % 9))], 1, [.. Enumerable.Range(0, 18).Select(static i => i / 9)], FactorTables.Factors([2]));
        foreach (double quantile in new[] { 1, 0.99, 0.75, 0.8125, 0.5, 0.01 })
            Assert.Equal(1 - (Expected(quantile) / 4), FactorTables.Value(new InterventionalRobustness { Quantile = quantile }, one), 1e-12);

        static double Expected(double quantile)
        {
            double[] sorted = [0, 1, 1, 2, 2, 3, 3, 4, 4];
            double place = quantile * 8;
            int below = (int)place;
            return below + 1 < 9 ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[8];
        }
    }
}
