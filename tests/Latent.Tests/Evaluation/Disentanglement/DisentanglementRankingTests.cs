using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class DisentanglementRankingTests
{
    private static readonly FactorTable Grid = FactorTables.Grid([5, 5, 5]);

    [Theory]
    [InlineData(LikenessKind.Spearman, 1)]
    [InlineData(LikenessKind.Lasso, 0.9)]
    public void Models_that_agree_but_for_order_sign_and_scale_have_the_highest(LikenessKind kind, double exact)
    {
        RankingResult result = DisentanglementRanking.Run(
            [Model("a", static v => v), Model("b", static v => [-3 * v[2], v[0] + 7, 0.1 * v[1]]), Model("c", static v => [v[1], v[2], -v[0]])], kind);
        Assert.All(result.Scores, score => Assert.Equal(exact, score, 1e-9));
        Assert.True(double.IsNaN(result.Pairs[1][1]));
    }

    [Fact]
    public void A_rotation_by_45_degrees_has_the_known_lower_score()
    {
        // Each element is 1/√2 of two: coefficients 1/√2 - 0.1, and of three elements one is untouched.
        RankingResult result = DisentanglementRanking.Run([Model("a", static v => v), Model("turned", static v => [v[0] + v[1], v[0] - v[1], v[2]])]);
        double w = Math.Sqrt(0.5) - 0.1;
        Assert.Equal(((2 * w * w / (2 * w)) + 0.9) / 3, result.Scores[0], 1e-9);
        Assert.Equal(result.Scores[0], result.Scores[1], 1e-9);
    }

    [Fact]
    public void Models_that_mix_each_in_its_own_way_rank_below_those_that_agree()
    {
        RankedCodes[] models =
        [
            Model("a", static v => v), Model("b", static v => [v[1], v[2], v[0]]), Model("c", static v => [v[2], -v[0], v[1]]),
            Model("mixed", static v => [v[0] + (0.8 * v[1]) - (0.3 * v[2]), v[1] + v[2], v[0] - (0.5 * v[2])]),
        ];
        foreach (LikenessKind kind in new[] { LikenessKind.Lasso, LikenessKind.Spearman })
        {
            RankingResult result = DisentanglementRanking.Run(models, kind);
            Assert.True(result.Scores.Take(3).Min() > 1.3 * result.Scores[3], string.Join(" ", result.Scores));
        }
    }

    [Fact]
    public void Noise_is_near_the_bottom_and_elements_without_information_do_not_count()
    {
        FactorTable noise = FactorTables.Normal(2000, isNoise: true), other = FactorTables.Normal(2000, isNoise: true, seed: 77);
        RankedCodes a = Of("a", noise, [1, 1, 1, 1]), b = Of("b", other, [1, 1, 1, 1]);
        Assert.All(DisentanglementRanking.Run([a, b], LikenessKind.Spearman).Scores, static score => Assert.InRange(score, 0, 0.03));
        Assert.All(DisentanglementRanking.Run([a, b]).Scores, static score => Assert.Equal(0, score));
        // What is filtered out is as if it were not there; where nothing is left there is no agreement.
        RankedCodes half = Of("half", noise, [1, 1, 0.001, 0]);
        Assert.Equal(1, DisentanglementRanking.Run([half, half with { Name = "again" }], LikenessKind.Spearman).Scores[0], 0.05);
        Assert.Equal([0, 0], DisentanglementRanking.Run([Of("none", noise, [0, 0, 0, 0]), a]).Scores);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Assert.StartsWith("DisentanglementRanking: models are compared with one another; at least two are needed, and 1 given.",
            Assert.Throws<ArgumentException>(() => DisentanglementRanking.Run([Model("a", static v => v)])).Message, StringComparison.Ordinal);
        Assert.Equal("DisentanglementRanking: 'a' has codes of 125 examples and 'few' of 3; all are shown the same.",
            Assert.Throws<ShapeException>(() => DisentanglementRanking.Run([Model("a", static v => v), new RankedCodes("few", [1, 2, 3], 1)])).Message);
    }

    private static RankedCodes Model(string name, Func<double[], double[]> code)
    {
        double[][] rows = [.. Enumerable.Range(0, Grid.Count).Select(i => code([Grid.Code(0)[i], Grid.Code(1)[i], Grid.Code(2)[i]]))];
        return new RankedCodes(name, [.. rows.SelectMany(static row => row)], rows[0].Length);
    }

    private static RankedCodes Of(string name, FactorTable table, double[] kl) => new(
        name, [.. Enumerable.Range(0, table.Count).SelectMany(i => Enumerable.Range(0, table.Width).Select(d => table.Code(d)[i]))], table.Width, kl);
}
