using System.Text;
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
        string text = File.ReadAllText(path);
        // Also a last line that has lost its end: the next one would be written on to it.
        string kept = string.Concat(text.Split('\n').Where(line => Read(line) is { } point && point.Step <= step).Select(static line => line + "\n"));
        if (string.Equals(kept, text, StringComparison.Ordinal)) return;
        _ = RunOutputException.Guard(() =>
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(kept)));
            return true;
        });
    }

    /// <summary>Waits until all lines are on the disk: a checkpoint counts on those before it.</summary>
    public static void Flush(string path)
    {
        if (File.Exists(path)) FileSystem.Real.SyncFile(path);
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
