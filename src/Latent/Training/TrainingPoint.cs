using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Objectives;

namespace Latent.Training;

/// <summary>Means over many examples, of an interval of training or of a validation set.</summary>
/// <param name="Examples">How many examples.</param>
/// <param name="Loss">What training makes small.</param>
/// <param name="Bound">The bound on log p(x), in nats per example.</param>
/// <param name="Terms">The sites' terms, in nats per example.</param>
/// <param name="Measures">What else the objective has measured.</param>
public sealed record TermSummary(
    long Examples, double Loss, double Bound, IReadOnlyList<TermMean> Terms, IReadOnlyList<Measure> Measures)
{
    /// <summary>Σ log p over the observed sites, in nats per example.</summary>
    public double LogLikelihood => Sum(TermKind.LogLikelihood);

    /// <summary>Σ KL over the latent sites, in nats per example.</summary>
    public double Kl => Sum(TermKind.Kl);

    private double Sum(TermKind kind) => Terms.Where(term => term.Kind == kind).Sum(static term => term.Mean);
}

/// <summary>Where a training stands at an evaluation: one line of its metrics.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Epoch">The epoch of the last of them, from 1.</param>
/// <param name="Train">Means over the steps since the evaluation before.</param>
/// <param name="Validation">Means over the validation set; null if there is none.</param>
/// <param name="IsBest">
/// Whether this is the best so far on the validation set: by the bound; by the loss where the objective has penalties; where it has constraints, first
/// by whether they are kept.
/// </param>
/// <param name="RateFactor">What the step size is multiplied by: 1 but after a roll-back.</param>
/// <param name="Seconds">Time since the evaluation before, that included.</param>
/// <param name="ExamplesPerSecond">Training examples over the time they took, evaluation apart.</param>
public sealed record TrainingPoint(
    long Step, int Epoch, TermSummary Train, TermSummary? Validation, bool IsBest, double RateFactor, double Seconds, double ExamplesPerSecond)
{
    /// <summary>The stage of the training, where it has several: bounds of two stages do not compare.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stage { get; init; }
}

/// <summary>Why a training ended.</summary>
[JsonConverter(typeof(KebabNames<StopReason>))]
public enum StopReason
{
    /// <summary>All steps were made.</summary>
    Completed,

    /// <summary>The validation bound did not rise any more.</summary>
    EarlyStopping,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>A term, a gradient or a parameter was no finite number any more.</summary>
    Diverged,
}

/// <summary>How a training ended. The model's parameters are those of <see cref="Model"/>.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Steps">Steps made, those rolled back not counted.</param>
/// <param name="Model">The evaluation whose parameters the model has: the best, or the last; null before the first.</param>
/// <param name="ModelStep">After how many steps those were the parameters.</param>
/// <param name="RollBacks">How often training went back.</param>
/// <param name="Error">What diverged, where something did.</param>
public sealed record TrainingResult(
    StopReason Reason, long Steps, TrainingPoint? Model, long ModelStep, int RollBacks, TrainingDivergedException? Error = null)
{
    /// <summary>The constraints that the model does not keep, and by how much, on validation data or else in the last interval of training.</summary>
    public IReadOnlyList<(string Name, double Value)> Violations =>
        [.. Model is null ? [] : Merit.Violations(Model.Validation ?? Model.Train).Where(static violation => violation.Value > 0)];
}
