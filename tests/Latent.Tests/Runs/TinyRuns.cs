using System.Globalization;
using Latent.Probe;
using Latent.Runs;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Runs;

/// <summary>Runs of <see cref="TrainAndDie"/>, and how two of them are compared.</summary>
internal static class TinyRuns
{
    /// <summary>What a finished run consists of, checkpoints apart.</summary>
    public static readonly string[] Files =
    [
        RunFolder.ConfigFile, RunFolder.FingerprintFile, RunFolder.MetricsFile, RunFolder.ModelFile, RunFolder.ResultFile,
        RunFolder.EvaluationFile, RunFolder.ReportFile,
    ];

    /// <summary>A table of four columns that hang together.</summary>
    public static string Table(int rows = 60)
    {
        double[] noise = new double[rows * 4];
        RandomKey.FromSeed(11).Uniform(noise);
        IEnumerable<string> lines = Enumerable.Range(0, rows).Select(row =>
        {
            double a = noise[row * 4], b = noise[(row * 4) + 1];
            double c = a + b + (0.1 * noise[(row * 4) + 2]), d = a - b + (0.1 * noise[(row * 4) + 3]);
            return string.Create(CultureInfo.InvariantCulture, $"{a:F4},{b:F4},{c:F4},{d:F4}");
        });
        return "a,b,c,d\n" + string.Join('\n', lines) + "\n";
    }

    /// <summary>The newest checkpoint's folder.</summary>
    public static string Newest(string run) => Latent.Checkpoints.CheckpointSummary.List(Path.Combine(run, RunFolder.CheckpointsFolder))[0].Path;

    /// <summary>Both runs have the same bits in everything that came out of them.</summary>
    public static void AssertSame(string expected, string actual, params string[] files)
    {
        foreach (string file in files) AssertSameFile(Path.Combine(expected, file), Path.Combine(actual, file));
        foreach (string file in Directory.EnumerateFiles(Newest(expected)))
            AssertSameFile(file, Path.Combine(Newest(actual), Path.GetFileName(file)));
    }

    /// <summary>Trains a run to its end, evaluates it, and writes its report.</summary>
    public static TrainingResult Finish(TrainingRun run)
    {
        TrainingResult result = run.Train();
        _ = run.WriteReport(run.Evaluate());
        return result;
    }

    private static void AssertSameFile(string expected, string actual)
    {
        Assert.True(File.Exists(actual), $"{actual} is missing");
        Assert.True(File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)), $"{actual} differs from {expected}");
    }

    /// <summary>Stops a training after a step.</summary>
    public sealed class StopAfter(long step) : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public CancellationToken Token => _stop.Token;

        public void OnStep(StepReport report)
        {
            if (report.Step == step) _stop.Cancel();
        }

        public void Dispose() => _stop.Dispose();
    }
}
