using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Checkpoints;
using Latent.Data;
using Latent.Evaluation;
using Latent.Training;

namespace Latent.Runs;

/// <summary>A model to be compared with others, and the data it is judged by.</summary>
/// <param name="Name">What the comparison calls it.</param>
/// <param name="File">The model with all that belongs to it.</param>
/// <param name="Raw">The data it is judged by, before its transforms; the same for all that are compared.</param>
public sealed record ComparedModel(string Name, ModelFile File, IDataset Raw)
{
    /// <summary>Where it lies.</summary>
    public string Path { get; init; } = "";

    /// <summary>The training set before its transforms; null leaves out what needs it.</summary>
    public IDataset? RawTrain { get; init; }

    /// <summary>Which part of its own data it is judged by; null for others.</summary>
    public DataPart? Part { get; init; }

    /// <summary>The evaluations of its training; empty where they are not known.</summary>
    public IReadOnlyList<TrainingPoint> Points { get; init; } = [];

    /// <summary>How its training ended; null where that is not known.</summary>
    public RunResult? Result { get; init; }

    /// <summary>What it was trained on: device and processor; empty where that is not known.</summary>
    public string Machine { get; init; } = "";

    /// <summary>An evaluation made before, taken in place of a new one if it was made with the same options, key and data. Null for a new one.</summary>
    public EvaluationReport? Stored { get; init; }

    /// <summary>What one should know before believing figures of this model.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What training took, in seconds, evaluations during it included; null where that is not known.</summary>
    public double? TrainingSeconds => Points.Count == 0 ? null : Points.Sum(static point => point.Seconds);

    /// <summary>Numbers that are learned.</summary>
    public long Parameters => File.Model.Parameters.Sum(static parameter => (long)parameter.Shape.Count);

    /// <summary>The same with what a run's files say of its training; what is missing or damaged is left out.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="reuse">Whether the run's stored evaluation may be taken.</param>
    public ComparedModel In(RunFolder run, bool reuse)
    {
        ArgumentNullException.ThrowIfNull(run);
        string metrics = run.File(RunFolder.MetricsFile);
        return this with
        {
            Points = RunSummary.Read(metrics, _ => MetricsWriter.ReadAll(metrics)) ?? [],
            Result = RunSummary.Read(run.File(RunFolder.ResultFile), static text => JsonSerializer.Deserialize(text, RunJson.Default.RunResult)),
            Machine = RunSummary.Read(run.File(RunFolder.EnvironmentFile), MachineOf) ?? "",
            Stored = reuse ? RunSummary.Read(run.File(RunFolder.EvaluationFile), EvaluationReport.Parse) : null,
        };
    }

    // Whoever starts a run says what machine it is, in words of their own: these are those of the command line.
    private static string? MachineOf(string json)
    {
        if (JsonNode.Parse(json) is not JsonObject environment) return null;
        JsonObject? machine = environment["machine"] as JsonObject;
        string processors = machine?["processors"] is { } count ? $", {count} processors" : "";
        string vectors = machine?["vectorBits"] is { } bits ? $" of {bits} bits" : "";
        return $"{environment["device"]}{processors}{vectors}";
    }
}
