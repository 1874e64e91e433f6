using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;

namespace Latent.Tests.Evaluation.Disentanglement;

/// <summary>What holds for every metric of the catalog: the factors themselves, a rotation of them, noise, and what must not matter.</summary>
public sealed class MetricConformanceTests
{
    private const double Shift = 3;

    private static readonly int[] Sizes = [6, 3, 4, 5];

    public static TheoryData<int> All => [.. Enumerable.Range(0, DisentanglementCatalog.All.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void The_factors_themselves_score_exactly_what_the_catalog_says(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        FactorTable factors = FactorTables.Grid(Sizes);
        IReadOnlyList<MetricScore> scores = metric.Score(factors, FactorTables.Context());
        Assert.Equal(metric.Figures, scores.Select(static s => s.Name));
        if (metric is AttributePredictability) return;
        double exact = metric is GaussianTotalCorrelation ? 0 : 1;
        Assert.All(scores, score => Assert.Equal(exact, score.Value, 1e-9));
    }

    /// <summary>n = 3,000. The rotation is invisible to any likelihood, and must be seen; each bound is far from both sides.</summary>
    [Fact]
    public void A_rotation_of_the_factors_that_no_likelihood_sees_costs_the_score()
    {
        Dictionary<string, double> straight = Figures(FactorTables.Normal(3000)), rotated = Figures(FactorTables.Normal(3000, isRotated: true));
        foreach ((string figure, double least, double most) in new[]
        {
            ("MIG", 0.8, 0.05), ("DCI disentanglement", 0.97, 0.3), ("DCI completeness", 0.97, 0.3), ("FactorVAE score", 0.99, 0.45), ("β-VAE score", 0.99, 0.45),
            ("SAP", 0.2, 0.05), ("modularity", 0.99, 0.4), ("IRS", 0.6, 0.45),
        })
        {
            Assert.True(straight[figure] > least, $"{figure} of the factors: {straight[figure]}");
            Assert.True(rotated[figure] < most, $"{figure} of the rotation: {rotated[figure]}");
        }

        // Both are N(0, I): correlations do not see it.
        Assert.InRange(straight["Gaussian total correlation"], 0, 0.01);
        Assert.InRange(rotated["Gaussian total correlation"], 0, 0.01);
    }

    /// <summary>n = 3,000, four factors of four values: chance is ¼. Bounds are five standard errors and the bias of the definition.</summary>
    [Fact]
    public void Noise_is_near_the_bottom()
    {
        Dictionary<string, double> noise = Figures(FactorTables.Normal(3000, isNoise: true));
        foreach ((string figure, double low, double high) in new[]
        {
            ("MIG", 0, 0.01), ("DCI disentanglement", 0, 0.05), ("DCI completeness", 0, 0.05), ("DCI informativeness", 0.2, 0.3), ("FactorVAE score", 0.2, 0.35),
            ("β-VAE score", 0.2, 0.35), ("SAP", 0, 0.05), ("IRS", 0.15, 0.45), ("Gaussian total correlation", 0, 0.01),
        })
        {
            Assert.True(noise[figure] >= low && noise[figure] <= high, $"{figure} of noise: {noise[figure]}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_order_of_elements_does_not_matter(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        Same(metric, FactorTables.Normal(800, change: Mixed), FactorTables.Normal(800, change: static z => Permuted(Mixed(z))),
            metric is DciScores or BetaVaeScore ? 0.02 : 1e-9);

        static double[] Permuted(double[] z) => [z[2], z[0], z[3], z[1]];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_scale_and_place_of_elements_matter_only_where_it_is_said(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        // Elements of a larger scale count more in IRS: one scale for all there.
        Func<double[], double[]> scaled = metric is InterventionalRobustness
            ? static z => [.. Mixed(z).Select(static x => 4 * x)]
            : static z => [.. Mixed(z).Select(static (x, i) => (x * (1 << i)) + (Shift * i))];
        Same(metric, FactorTables.Normal(800, change: Mixed), FactorTables.Normal(800, change: scaled),
            metric is AttributePredictability or BetaVaeScore ? 0.02 : metric is GaussianTotalCorrelation or InterventionalRobustness ? 1e-9 : 1e-3);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_table_and_key_give_the_same_bits(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        FactorTable table = FactorTables.Normal(300, change: Mixed);
        Assert.Equal(metric.Score(table, FactorTables.Context()), metric.Score(table, FactorTables.Context()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Codes_that_never_vary_tell_nothing(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        if (metric is BetaVaeScore or AttributePredictability) return;
        IReadOnlyList<MetricScore> scores = metric.Score(FactorTables.Grid([2, 2], static _ => [0.5, -1], copies: 20), FactorTables.Context());
        Assert.All(scores.Where(static s => s.Name != "DCI informativeness"), static score => Assert.Equal(0, score.Value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Too_few_factors_are_not_defined_and_said(int which)
    {
        DisentanglementMetric metric = DisentanglementCatalog.All[which].Metric;
        if (metric is GaussianTotalCorrelation) return;
        FactorTable none = FactorTable.Of([1, 2, 3, 4], 1, [], []);
        EvaluationNotDefinedException error = Assert.Throws<EvaluationNotDefinedException>(() => metric.Score(none, FactorTables.Context()));
        Assert.Matches("^(one factor is|2 factors are) needed, and there are 0$", error.Reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cancelled_it_stops(int which)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => DisentanglementCatalog.All[which].Metric.Score(
            FactorTables.Grid([2, 3, 2]), FactorTables.Context() with { Cancellation = source.Token }));
    }

    // Neither the factors nor a rotation: something in between, in which all elements differ.
    private static double[] Mixed(double[] z) => [z[0] + (0.3 * z[1]), z[1] - (0.2 * z[2]) + (0.1 * z[3]), z[2] + (0.5 * z[0]), (0.7 * z[3]) + (0.4 * z[1])];

    private static void Same(DisentanglementMetric metric, FactorTable one, FactorTable other, double tolerance)
    {
        IReadOnlyList<MetricScore> a = metric.Score(one, FactorTables.Context()), b = metric.Score(other, FactorTables.Context());
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First.Value, pair.Second.Value, tolerance));
    }

    private static Dictionary<string, double> Figures(FactorTable table) => DisentanglementCatalog.All
        .SelectMany(entry => entry.Metric.Score(table, FactorTables.Context() with { Resamples = 0 })).ToDictionary(static s => s.Name, static s => s.Value);
}
