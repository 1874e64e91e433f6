using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Checkpoints;
using Latent.Evaluation;
using Latent.Training;

namespace Latent.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>A process trains in its folder now.</summary>
    Running,

    /// <summary>The training came to its end, and there is a model.</summary>
    Finished,

    /// <summary>It was stopped and saved what it had; it can be gone on with.</summary>
    Stopped,

    /// <summary>It ended at a number that is not finite.</summary>
    Diverged,

    /// <summary>Its process was killed; it can be gone on with from its newest checkpoint, or from the beginning.</summary>
    Resumable,
}

/// <summary>What the files of a run say about it; nothing is computed, and what is missing or damaged is left out.</summary>
/// <param name="Name">The name of the folder.</param>
/// <param name="Path">The folder.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Model">The kind of model.</param>
/// <param name="Data">What it learns from: the kind of source, or the name of the file.</param>
/// <param name="Steps">Steps made, as far as its files know.</param>
/// <param name="ValidationBound">The highest so far, in nats per example; null if there is none.</param>
/// <param name="Part">Which part of the data it has been evaluated on: of the two figures that follow; null if it has not been.</param>
/// <param name="Bound">The bound on log p(x) of the evaluation, in nats per example; null if it has not been evaluated.</param>
/// <param name="LogLikelihood">log p(x) of the evaluation by importance sampling, in nats per example.</param>
public sealed record RunSummary(
    string Name, string Path, RunState State, string Model, string Data, long Steps, double? ValidationBound, DataPart? Part,
    Estimate? Bound, Estimate? LogLikelihood)
{
    /// <summary>Whether there is a model to be used.</summary>
    public bool HasModel => File.Exists(System.IO.Path.Combine(Path, RunFolder.ModelFile));

    /// <summary>Reads what a run's files say.</summary>
    public static RunSummary Of(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonNode? config = Read(run.File(RunFolder.ConfigFile), static text => JsonNode.Parse(text));
        RunResult? result = Read(run.File(RunFolder.ResultFile), static text => JsonSerializer.Deserialize(text, RunJson.Default.RunResult));
        EvaluationReport? evaluation = Read(run.File(RunFolder.EvaluationFile), EvaluationReport.Parse);
        IReadOnlyList<TrainingPoint> points = Read(run.File(RunFolder.MetricsFile), _ => MetricsWriter.ReadAll(run.File(RunFolder.MetricsFile))) ?? [];
        bool isRunning = RunLock.IsHeld(run.Path);
        RunState state = isRunning ? RunState.Running : result?.Reason switch
        {
            null => RunState.Resumable,
            StopReason.Cancelled => RunState.Stopped,
            StopReason.Diverged => RunState.Diverged,
            _ => RunState.Finished,
        };
        // Bounds of two stages are of different things; the model's is the last one's.
        string? stage = points.Count == 0 ? null : points[^1].Stage;
        double[] bounds = [.. points.Where(point => string.Equals(point.Stage, stage, StringComparison.Ordinal))
            .Select(static point => point.Validation?.Bound).OfType<double>().Where(double.IsFinite)];
        return new RunSummary(
            System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(run.Path)), run.Path, state,
            TextOf(config, "model", "kind") ?? "?", DataOf(config),
            Math.Max(points.Count == 0 ? 0 : points[^1].Step, isRunning ? 0 : result?.Steps ?? 0),
            bounds.Length == 0 ? null : bounds.Max(), evaluation?.Part, evaluation?.Bound?.Elbo, evaluation?.Likelihood?.LogLikelihood);
    }

    private static string DataOf(JsonNode? config)
    {
        string? path = TextOf(config, "data", "source", "path");
        return path is null ? TextOf(config, "data", "source", "kind") ?? "?" : System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
    }

    private static string? TextOf(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path) node = (node as JsonObject)?[name];
        return node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    }

    /// <summary>What a file of a run holds; null where it is missing or damaged.</summary>
    internal static T? Read<T>(string file, Func<string, T?> parse)
        where T : class
    {
        try
        {
            return File.Exists(file) ? parse(File.ReadAllText(file)) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
