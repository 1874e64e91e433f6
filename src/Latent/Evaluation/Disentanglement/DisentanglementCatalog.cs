namespace Latent.Evaluation.Disentanglement;

/// <summary>A line of <see cref="DisentanglementCatalog"/>.</summary>
/// <param name="Metric">The metric with its usual settings.</param>
/// <param name="Asks">What it asks of a code, in a few words.</param>
/// <param name="Factors">What z = factors scores, on their whole grid.</param>
/// <param name="Noise">About what noise scores.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record DisentanglementEntry(DisentanglementMetric Metric, string Asks, string Factors, string Noise, string Reference);

/// <summary>All metrics of disentanglement that a table of codes and factors is enough for: the one list for evaluations, documentation and tests.</summary>
/// <remarks>Beside it stand <see cref="DisentanglementRanking"/> (UDR), which compares models, and the total correlation of the aggregated posterior.</remarks>
public static class DisentanglementCatalog
{
    /// <summary>The metrics, a line each.</summary>
    public static IReadOnlyList<DisentanglementEntry> All { get; } =
    [
        new(new MutualInformationGap(), "one element tells of a factor, the next best does not",
            "1, of K > 20 values log 20/log K", "0", "Chen et al. 2018"),
        new(new DciScores(), "trees need one element a factor, and one factor an element", "1, 1, 1", "0, 0, chance", "Eastwood and Williams 2018"),
        new(new FactorVaeScore(), "the element that varies least tells which factor is fixed", "1", "1/f", "Kim and Mnih 2018"),
        new(new BetaVaeScore(), "a line through mean |z₁ - z₂| tells which factor is fixed", "1", "1/f", "Higgins et al. 2017"),
        new(new AttributePredictability(), "one element predicts a factor linearly, the next best does not",
            "below 1; ½ for two values", "0", "Kumar et al. 2018"),
        new(new Modularity(), "an element tells of one factor alone", "1", "not 0", "Ridgeway and Mozer 2018"),
        new(new InterventionalRobustness(), "an element stays while its factor does", "1", "0.3", "Suter et al. 2019"),
        new(new GaussianTotalCorrelation(), "elements are not correlated (nats, the less the better)", "0", "0", "Watanabe 1960"),
    ];
}
