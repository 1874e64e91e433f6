using System.Text.Json.Serialization;

namespace Latent.Evaluation;

/// <summary>How the log-likelihood is estimated.</summary>
public sealed record ImportanceWeightedOptions
{
    /// <summary>K: samples of q per example.</summary>
    public int Samples { get; set; } = 100;

    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; } = 1000;

    /// <summary>An example whose effective sample size is below this is counted in <see cref="EffectiveSampleSizes.ShareBelow"/>.</summary>
    public double Threshold { get; set; } = 10;
}

/// <summary>Effective sample sizes (Σ w)²/Σ w² of the examples, each from 1 to K.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Minimum">The least.</param>
/// <param name="MinimumExample">Which example of the data has it.</param>
/// <param name="Threshold">What counts as few.</param>
/// <param name="ShareBelow">The share of the examples with fewer, 0 to 1; their estimates rest on few draws.</param>
public sealed record EffectiveSampleSizes(double Mean, double Minimum, int MinimumExample, double Threshold, double ShareBelow);

/// <summary>An estimate of log p(x) on a data set.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Samples">K.</param>
/// <param name="LogLikelihood">Mean of log 1/K Σ w in nats per example; the error is over examples.</param>
/// <param name="MonteCarloError">
/// The standard error of that mean over draws of the same K samples for the same examples, in nats, by the delta method; null for one sample.
/// </param>
/// <param name="Bias">
/// How much below log p(x) the estimate is expected to be, in nats, ≤ 0: -1/(2K) of the squared coefficient of variation of the weights (S.
/// Nowozin, "Debiasing evidence approximations", ICLR 2018, proposition 1), to first order: not to be trusted where effective sample sizes
/// are near 1. Null for one sample.
/// </param>
/// <param name="EffectiveSampleSizes">How many draws the estimates rest on.</param>
/// <param name="Bits">In bits per element; null where that is not defined.</param>
public sealed record ImportanceWeightedResult(
    string Data, int Examples, int Samples, Estimate LogLikelihood, double? MonteCarloError, double? Bias,
    EffectiveSampleSizes EffectiveSampleSizes, BitsPerDimension? Bits)
{
    /// <summary>How many examples the data have: where they are more than <see cref="Examples"/>, those are a random subset.</summary>
    public int Available { get; init; } = Examples;

    /// <summary>The numbers of the examples in the data, rising.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>The estimate of each example in nats.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> PerExample { get; init; } = [];

    /// <summary>The effective sample size of each example.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> EffectivePerExample { get; init; } = [];
}
