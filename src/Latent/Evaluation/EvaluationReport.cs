using System.Text.Json;
using Latent.Evaluation.Disentanglement;

namespace Latent.Evaluation;

/// <summary>Why a part is missing.</summary>
/// <param name="Part">Which.</param>
/// <param name="Reason">Why it is not defined for this model and data.</param>
public sealed record MissingPart(EvaluationPart Part, string Reason);

/// <summary>Everything an evaluation found out; parts that were not asked for, or are not defined, are null.</summary>
public sealed record EvaluationReport
{
    /// <summary>The version of the rules that make the numbers: it grows where the same question has another answer than before.</summary>
    public const int CurrentVersion = 3;

    /// <summary>The version that made this report; 0 of one from before there were any.</summary>
    public int Version { get; set; }

    /// <summary>What the data that the model is judged by is called.</summary>
    public required string Data { get; init; }

    /// <summary>Which part of its own data the model is judged by; null for data that somebody has brought along.</summary>
    public DataPart? Part { get; init; }

    /// <summary>The randomness, to repeat it.</summary>
    public required string Key { get; init; }

    /// <summary>What was asked for.</summary>
    public required EvaluationOptions Options { get; init; }

    /// <summary>Variables of the model, such as a class, that the data give it where they know them.</summary>
    public IReadOnlyList<string> Given { get; set; } = [];

    /// <summary>The bound on held-out data.</summary>
    public BoundResult? Bound { get; init; }

    /// <summary>The bound on training data, of as many examples.</summary>
    public BoundResult? TrainingBound { get; init; }

    /// <summary>log p(x) of held-out data.</summary>
    public ImportanceWeightedResult? Likelihood { get; init; }

    /// <summary>What the latent variables carry.</summary>
    public LatentStatisticsResult? Latents { get; init; }

    /// <summary>Whether near codes decode to near examples.</summary>
    public ContinuityResult? Continuity { get; init; }

    /// <summary>Whether prior samples are plausible.</summary>
    public CompletenessResult? Completeness { get; init; }

    /// <summary>How good samples are.</summary>
    public SampleQualityResult? SampleQuality { get; init; }

    /// <summary>How near reconstructions come.</summary>
    public ReconstructionResult? Reconstruction { get; init; }

    /// <summary>How far single latent variables stand for single factors.</summary>
    public DisentanglementResult? Disentanglement { get; init; }

    /// <summary>How often the model's own classifier is right.</summary>
    public ClassificationResult? Classification { get; init; }

    /// <summary>How well classes can be told from codes.</summary>
    public ProbeResult? Probe { get; init; }

    /// <summary>What codes tell of an attribute.</summary>
    public LeakageResult? Leakage { get; init; }

    /// <summary>Parts asked for that are not defined.</summary>
    public IReadOnlyList<MissingPart> NotDefined { get; init; } = [];

    /// <summary>What the numbers say, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The same with the part of the data named, and with what that gives reason to say.</summary>
    public EvaluationReport On(DataPart? part)
    {
        EvaluationReport named = this with { Part = part };
        return named with { Findings = Diagnosis.Of(named) };
    }

    /// <summary>The report as JSON; numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity".</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationReport);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no report.</exception>
    public static EvaluationReport Parse(string json) =>
        JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationReport) ?? throw new JsonException("There is no evaluation report.");
}
