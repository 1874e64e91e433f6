namespace Latent.Evaluation.Disentanglement;

/// <summary>A factor as it was used.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">How many values it has among the examples.</param>
/// <param name="IsBinned">Whether it is a real number that was cut into bins of equally many examples.</param>
/// <param name="Entropy">H(v) of its frequencies, in nats.</param>
public sealed record FactorStatistics(string Name, int Values, bool IsBinned, double Entropy);

/// <summary>How far single latent variables stand for single factors of variation.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Available">How many there are.</param>
/// <param name="Factors">The factors.</param>
/// <param name="Dimensions">The elements of the codes.</param>
/// <param name="Scores">The figures of the metrics, in the order of <see cref="DisentanglementCatalog"/>.</param>
/// <param name="Information">I(z_d; v_j) in nats, a row an element and a column a factor: what MIG and modularity are made of.</param>
/// <param name="NotDefined">What is missing above and why; empty if nothing is.</param>
public sealed record DisentanglementResult(
    string Data, int Examples, int Available, IReadOnlyList<FactorStatistics> Factors, IReadOnlyList<string> Dimensions,
    IReadOnlyList<MetricScore> Scores, IReadOnlyList<IReadOnlyList<double>> Information, IReadOnlyList<string> NotDefined)
{
    /// <summary>A figure by its name, such as "MIG"; null where it is not defined.</summary>
    public MetricScore? Score(string name) => Scores.FirstOrDefault(score => string.Equals(score.Name, name, StringComparison.Ordinal));
}
