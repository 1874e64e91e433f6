using System.Text.Json.Serialization;
using Latent.Files;
using Latent.Training;

namespace Latent.Runs;

/// <summary>How a training ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="ModelStep">After how many of them the parameters were what the model file has.</param>
/// <param name="RollBacks">How often training went back.</param>
/// <param name="ValidationBound">Of the model, in nats per example.</param>
/// <param name="Error">What diverged, if something did.</param>
public sealed record RunResult(StopReason Reason, long Steps, long ModelStep, int RollBacks, double? ValidationBound, string? Error);

/// <summary>How records of a run are written to and read from JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(DataFingerprint))]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class RunJson : JsonSerializerContext;
