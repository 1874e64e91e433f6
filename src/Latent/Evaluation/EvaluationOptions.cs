using System.Text.Json.Serialization;
using Latent.Evaluation.Disentanglement;
using Latent.Json;

namespace Latent.Evaluation;

/// <summary>A part of an evaluation.</summary>
[JsonConverter(typeof(KebabNames<EvaluationPart>))]
public enum EvaluationPart
{
    /// <summary>The ELBO with its terms, on held-out data and, where it is given, on training data.</summary>
    Bound,

    /// <summary>log p(x) by importance sampling.</summary>
    Likelihood,

    /// <summary>What the latent variables carry.</summary>
    Latents,

    /// <summary>Whether near codes decode to near examples.</summary>
    Continuity,

    /// <summary>Whether prior samples are plausible.</summary>
    Completeness,

    /// <summary>Fréchet distance, precision and recall of samples.</summary>
    SampleQuality,

    /// <summary>How near reconstructions come.</summary>
    Reconstruction,

    /// <summary>How far single latent variables stand for single factors, of data that say what they were made from.</summary>
    Disentanglement,

    /// <summary>How often the model's own classifier is right.</summary>
    Classification,

    /// <summary>How well classes can be told from codes.</summary>
    Probe,

    /// <summary>What codes tell of an attribute, by classifiers trained on the spot; where one is named.</summary>
    Leakage,
}

/// <summary>What is evaluated, and how thoroughly; the defaults take seconds for a small model.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The parts; all of them by default. What is not defined for a model or data is said in the report, and is no error.</summary>
    public IReadOnlyList<EvaluationPart> Parts { get; set; } = Enum.GetValues<EvaluationPart>();

    /// <summary>The bound.</summary>
    public BoundOptions Bound { get; set; } = new();

    /// <summary>The log-likelihood; 5,000 samples are usual in publications.</summary>
    public ImportanceWeightedOptions Likelihood { get; set; } = new();

    /// <summary>The latent variables.</summary>
    public LatentStatisticsOptions Latents { get; set; } = new();

    /// <summary>Continuity.</summary>
    public ContinuityOptions Continuity { get; set; } = new();

    /// <summary>Completeness.</summary>
    public CompletenessOptions Completeness { get; set; } = new();

    /// <summary>Sample quality.</summary>
    public SampleQualityOptions SampleQuality { get; set; } = new();

    /// <summary>Reconstruction.</summary>
    public ReconstructionOptions Reconstruction { get; set; } = new();

    /// <summary>Disentanglement.</summary>
    public DisentanglementOptions Disentanglement { get; set; } = new();

    /// <summary>Classification.</summary>
    public ClassificationOptions Classification { get; set; } = new();

    /// <summary>The probe.</summary>
    public ProbeOptions Probe { get; set; } = new();

    /// <summary>What codes tell of an attribute.</summary>
    public LeakageOptions Leakage { get; set; } = new();

    /// <summary>Refuses numbers that make no sense, before anything is computed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense, whatever the data.</exception>
    internal void ThrowIfWrong()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Bound.Samples);
        ArgumentOutOfRangeException.ThrowIfNegative(Bound.Examples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Likelihood.Samples);
        ArgumentOutOfRangeException.ThrowIfNegative(Likelihood.Examples);
        ArgumentOutOfRangeException.ThrowIfNegative(Latents.Examples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Continuity.Pairs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Continuity.Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Continuity.Halvings);
        ArgumentOutOfRangeException.ThrowIfLessThan(Completeness.Samples, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Completeness.Permutations);
        ArgumentOutOfRangeException.ThrowIfNegative(Completeness.Posteriors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Completeness.TrainingExamples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SampleQuality.Samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SampleQuality.TrainingExamples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SampleQuality.Neighbours);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SampleQuality.ClassifierSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(Reconstruction.Examples);
        ArgumentOutOfRangeException.ThrowIfNegative(Disentanglement.Examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(Disentanglement.FactorBins, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Disentanglement.Resamples);
        ArgumentOutOfRangeException.ThrowIfNegative(Disentanglement.Posteriors);
        ArgumentOutOfRangeException.ThrowIfNegative(Classification.Examples);
        Probe.ThrowIfWrong();
        ArgumentOutOfRangeException.ThrowIfNegative(Leakage.TrainingExamples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Leakage.ClassifierSteps);
    }
}
