using System.Text.Json;
using Latent.Files;
using Latent.Training;

namespace Latent.Runs;

/// <summary>Adds a line to a run's metrics at every evaluation, then tells another observer.</summary>
internal sealed class MetricsWriter(string path, ITrainingObserver? next) : ITrainingObserver
{
    public void OnStep(StepReport step) => next?.OnStep(step);

    public void OnPoint(TrainingPoint point)
    {
        string line = JsonSerializer.Serialize(point, TrainingJson.Default.TrainingPoint) + "\n";
        _ = RunOutputException.Guard(() =>
        {
            File.AppendAllText(path, line);
            return true;
        });
        next?.OnPoint(point);
    }

    public void OnRollBack(TrainingDivergedException error, long step, double rateFactor)
    {
        CutAfter(path, step);
        next?.OnRollBack(error, step, rateFactor);
    }

    /// <summary>Takes off what a training wrote that is gone on with from a step before: these lines will be written again.</summary>
    public static void CutAfter(string path, long step)
    {
        if (!File.Exists(path)) return;
        string[] lines = File.ReadAllLines(path);
        string[] kept = [.. lines.Where(line => Read(line) is { } point && point.Step <= step)];
        if (kept.Length == lines.Length) return;
        _ = RunOutputException.Guard(() =>
        {
            AtomicFile.Write(path, stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
                foreach (string line in kept) writer.WriteLine(line);
            });
            return true;
        });
    }

    /// <summary>All evaluations of a run; a line that was cut off by a crash is left out.</summary>
    public static IReadOnlyList<TrainingPoint> ReadAll(string path) =>
        !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(Read).OfType<TrainingPoint>()];

    private static TrainingPoint? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TrainingJson.Default.TrainingPoint);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
