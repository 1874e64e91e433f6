using System.Text.Json;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>What a run was made with besides its configuration; stored as environment.json.</summary>
internal sealed record RunEnvironment(int SchemaVersion, string Device, int RandomStreamVersion, MachineReport Machine);

/// <summary>
/// The last line of <c>latent train --json</c> and <c>latent resume --json</c>, its <c>event</c> being <c>result</c>; those before it are evaluation points.
/// The evaluation is what evaluation.json holds.
/// </summary>
internal sealed record TrainResult(
    int SchemaVersion,
    string Run,
    string Model,
    string? Report,
    StopReason Reason,
    int Epoch,
    long Steps,
    long ModelStep,
    double Seconds,
    TermSummary? Train,
    TermSummary? Validation,
    JsonElement? Evaluation);

/// <summary>The plan of <c>latent train --dry-run</c>.</summary>
internal sealed record TrainPlan(
    int SchemaVersion, string Data, int TrainExamples, int ValidationExamples, int TestExamples, long Parameters, long ParameterBytes,
    long Steps, int StepsPerEpoch, string Factorisation, double SecondsPerStep, double Seconds, long PoolBytes);
