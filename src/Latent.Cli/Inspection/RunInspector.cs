using Latent.Checkpoints;
using Latent.Cli.Terminal;
using Latent.Files;
using Latent.Reporting;
using Latent.Runs;

namespace Latent.Cli.Inspection;

/// <summary>Explains run folders: how the training stands, what it has left, and what can be done with it.</summary>
internal static class RunInspector
{
    /// <summary>What the files of a run are.</summary>
    public static readonly (string File, string What)[] Files =
    [
        (RunFolder.ConfigFile, "the whole configuration"),
        (RunFolder.EnvironmentFile, "machine and versions"),
        (RunFolder.FingerprintFile, "what the data were"),
        (RunFolder.MetricsFile, "every evaluation of the training, a line each"),
        (RunFolder.ModelFile, "the model"),
        (RunFolder.ResultFile, "how the training ended"),
        (RunFolder.EvaluationFile, "what the model is worth"),
        (RunFolder.ReportFile, "the report"),
    ];

    /// <summary>Whether a folder is a run.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, RunFolder.ConfigFile));

    public static Findings Inspect(string folder)
    {
        RunFolder run = RunFolder.Open(folder);
        RunSummary summary = RunSummary.Of(run);
        Findings found = new(folder, "run", "the folder of a training run");
        found.Add("state", summary.State.ToString().ToLowerInvariant())
            .Add("model", summary.Model)
            .Add("data", summary.Data)
            .Add("steps", Sizes.Number(summary.Steps), summary.Steps)
            .Add("validation bound", summary.ValidationBound is { } bound
                ? FormattableString.Invariant($"{bound:F2} nats per example") : "", summary.ValidationBound)
            .Add("evaluated on", summary.Part is null ? "" : EvaluationTables.Words(summary.Part))
            .Add("bound", summary.Bound is { } test
                ? $"{TextTable.Words(Cell.Estimate(test.Value, test.StandardError))} nats per example" : "", summary.Bound?.Value)
            .Add("log p(x)", summary.LogLikelihood is { } log
                ? $"{TextTable.Words(Cell.Estimate(log.Value, log.StandardError))} nats per example" : "", summary.LogLikelihood?.Value);
        Model(found, run);
        if (summary.State is RunState.Stopped or RunState.Resumable) found.Add("go on with", $"latent resume {folder}");
        ReportTable files = new("file", "size", "what");
        foreach ((string file, string what) in Files)
        {
            if (File.Exists(run.File(file))) files = files.Row(file, Sizes.Bytes(new FileInfo(run.File(file)).Length), what);
        }

        found.Add("files", files);
        string checkpoints = run.File(RunFolder.CheckpointsFolder);
        return Directory.Exists(checkpoints) ? found.Add("checkpoints", CheckpointInspector.Table(checkpoints, found)) : found;
    }

    private static void Model(Findings found, RunFolder run)
    {
        string path = run.File(RunFolder.ModelFile);
        if (!File.Exists(path)) return;
        try
        {
            ModelCard card = ModelFile.Load(path).Card;
            found.Add("factorisation", card.Factorisation).Add("parameters", Sizes.Number(card.Parameters), card.Parameters);
        }
        catch (Exception e) when (e is BadFileException or IOException)
        {
            found.Add("problem", e.Message);
            found.ExitCode = ExitCode.BadModel;
        }
    }
}
