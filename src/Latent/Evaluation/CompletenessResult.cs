using System.Text.Json.Serialization;

namespace Latent.Evaluation;

/// <summary>How completeness is measured.</summary>
public sealed record CompletenessOptions
{
    /// <summary>How many draws of the prior, and how many examples of each data set they are compared with.</summary>
    public int Samples { get; set; } = 500;

    /// <summary>How many posteriors make the aggregated posterior.</summary>
    public int Posteriors { get; set; } = 2000;

    /// <summary>How many examples of the training set neighbours are looked for in.</summary>
    public int TrainingExamples { get; set; } = 5000;

    /// <summary>Permutations of the test of encodings against prior draws.</summary>
    public int Permutations { get; set; } = 199;

    /// <summary>How many of the nearest pairs of a sample and a training example are given.</summary>
    public int Pairs { get; set; } = 16;
}

/// <summary>log q(z) - log p(z), in nats: where it is far below 0 the prior puts codes that no example has, a hole.</summary>
/// <param name="AtPrior">At draws of the prior; their mean is -KL(p(z) ‖ q(z)), estimated too low as q(z) is (see <see cref="AggregateStatistics"/>).</param>
/// <param name="AtEncodings">
/// At draws of the posteriors, each without its own; their mean is KL(q(z) ‖ p(z)), estimated too low.
/// </param>
/// <param name="ShareInHoles">The share of prior draws whose ratio is below the 1 % quantile of that at encodings, 0.01 if there are no holes.</param>
/// <param name="Posteriors">How many posteriors make q(z).</param>
public sealed record DensityRatio(Quantiles AtPrior, Quantiles AtEncodings, double ShareInHoles, int Posteriors);

/// <summary>A decoded sample and the training example nearest to it.</summary>
/// <param name="Sample">The number of the sample.</param>
/// <param name="TrainingExample">The row of the training set.</param>
/// <param name="Distance">Their Euclidean distance, in the units the model sees.</param>
public sealed record NeighbourPair(int Sample, int TrainingExample, double Distance);

/// <summary>Distances to the nearest training example.</summary>
/// <param name="OfSamples">From decoded prior samples, means of p(x | z).</param>
/// <param name="OfHeldOut">From held-out data: how near examples are that were not copied.</param>
/// <param name="Ratio">
/// The median of the first by that of the second. Well below 1 shows memorisation; somewhat below 1 is also what blurred means give.
/// </param>
/// <param name="CloserToTraining">
/// The share of samples whose nearest training example is nearer than their nearest held-out example, of equally many of both: ½ for a model
/// that has learnt the distribution, blurred or not; 1 for one that has learnt the training set by heart. Ties count half.
/// </param>
/// <param name="TrainingExamples">How many training examples neighbours were looked for in.</param>
/// <param name="Nearest">The nearest pairs, for pictures.</param>
public sealed record NeighbourStatistics(
    Quantiles OfSamples, Quantiles OfHeldOut, double Ratio, Estimate CloserToTraining, int TrainingExamples, IReadOnlyList<NeighbourPair> Nearest)
{
    /// <summary>
    /// How many different training examples are, to some sample, the nearest of equally many training and held-out examples. Samples that are
    /// alike have one nearest example between them, and count once.
    /// </summary>
    public int DistinctTraining { get; init; }

    /// <summary>How many different held-out examples are; about as many, for a model that has learnt the distribution.</summary>
    public int DistinctHeldOut { get; init; }

    /// <summary>Every sample with its nearest training example.</summary>
    [JsonIgnore]
    public IReadOnlyList<NeighbourPair> All { get; init; } = [];
}

/// <summary>Prior draws z, decoded to draws x of p(x | z) and encoded again.</summary>
/// <param name="Distance">|z - E_q[z | x]|/√D of each draw, D the numbers of a code.</param>
/// <param name="Expected">√(mean Var_q[z]): what that distance is where q is the posterior, as a root mean square; null if q has no variance.</param>
/// <param name="Calibration">
/// Root mean square of (z - E_q[z])/σ_q: 1 where q is the posterior, larger where q is too sure; null if q has no variance. S. Talts et al.,
/// "Validating Bayesian inference algorithms with simulation-based calibration", 2018, by moments.
/// </param>
public sealed record RoundTrip(Quantiles Distance, double? Expected, double? Calibration);

/// <summary>How plausible decoded prior samples are.</summary>
/// <param name="Output">The observed site.</param>
/// <param name="Ratio">Density of the aggregated posterior against the prior; null where that is not defined.</param>
/// <param name="Encodings">Whether draws of the posteriors are distributed as draws of the prior.</param>
/// <param name="Neighbours">Nearest neighbours in training data; null without training and held-out data, or where values are missing.</param>
/// <param name="RoundTrip">Prior draws decoded and encoded; null where the model cannot.</param>
/// <param name="NotDefined">Why something above is missing; empty if nothing is.</param>
public sealed record CompletenessResult(
    string Output, DensityRatio? Ratio, DiscrepancyTest? Encodings, NeighbourStatistics? Neighbours, RoundTrip? RoundTrip,
    IReadOnlyList<string> NotDefined);
