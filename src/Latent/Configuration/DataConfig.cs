using Latent.Data;
using Latent.Data.Sources;
using Latent.Data.Transforms;

namespace Latent.Configuration;

/// <summary>What data is learned from, and how it is seen.</summary>
/// <remarks>
/// Properties of configurations can be set, not only initialised: what the generated readers of JSON do not find in a text they leave at its
/// default only then.
/// </remarks>
public sealed record DataConfig
{
    /// <summary>Where it comes from.</summary>
    public DataSource Source { get; set; } = new DigitsSource();

    /// <summary>What is done to every batch, in order; what these learn, they learn from the training set.</summary>
    public IReadOnlyList<Transform> Transforms { get; set; } = [];

    /// <summary>The share of the training set that is held out for validation, where the source has no part for that; 0 for none.</summary>
    public double Validation { get; set; } = 0.1;

    /// <summary>The share that is held out for testing, where the source has no part for that; 0 for none.</summary>
    public double Test { get; set; } = 0.1;

    /// <summary>The seed of data that are drawn and of the cut into parts: not that of the training, so that several of these see the same data.</summary>
    public ulong Seed { get; set; }

    /// <summary>Use so many training examples only, chosen at random by the seed; null for all.</summary>
    public int? Limit { get; set; }

    /// <summary>Keep the labels of some training examples only; null for all. Validation and test examples keep theirs.</summary>
    public FewLabels? Labels { get; set; }
}
