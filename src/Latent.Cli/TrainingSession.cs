using System.Globalization;
using Latent.Checkpoints;
using Latent.Cli.Commands;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Runs;
using Latent.Training;

namespace Latent.Cli;

/// <summary>What <c>train</c> and <c>resume</c> do with a run: train with a display, evaluate, report, say the result.</summary>
internal static class TrainingSession
{
    public static int Run(TrainingRun run, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        interruption.AllowFinishing(terminal.RestoreCursor);
        Announce(run, terminal);
        long start = clock.GetTimestamp();
        Trainer trainer = run.Experiment.Trainer;
        TrainingResult result = TrainingDisplay.Run(terminal, clock, trainer, display => run.Train(display, interruption.Token));
        double seconds = clock.GetElapsedTime(start).TotalSeconds;
        if (result.Reason == StopReason.Diverged) terminal.Error(result.Error!.Message);
        return Finish(run, result, seconds, terminal, interruption);
    }

    private static void Announce(TrainingRun run, CommandTerminal terminal)
    {
        Experiment experiment = run.Experiment;
        DataSplits data = experiment.Data;
        string parts = string.Join(", ", new[] { data.Validation, data.Test }.OfType<IDataset>().Select(static part => $"{part.Name}: {Number(part.Count)}"));
        terminal.Say($"{data.Train.Name}: {Number(data.Train.Count)} examples of {string.Join("; ", data.Train.Columns)}{(parts.Length > 0 ? $"; {parts}" : "")}");
        foreach (DataFinding finding in run.Findings) terminal.Say($"{finding.Level.ToString().ToLowerInvariant()}: {finding.Column} {finding.Text}");
        long parameters = experiment.Model.Parameters.Sum(static parameter => (long)parameter.Shape.Count);
        terminal.Say($"{experiment.Model.GetType().Name} of {Number(parameters)} parameters, {experiment.Objective.Name}, {Number(experiment.Trainer.TotalSteps)} steps at most, "
            + $"{experiment.Trainer.Device.Name}; terms in nats per example");
        foreach (SkippedCheckpoint skipped in run.Skipped) terminal.Say($"warning: {skipped.Path} cannot be used: {skipped.Reason}");
        if (run.ResumedFrom > 0) terminal.Say($"going on from step {Number(run.ResumedFrom)}");
        terminal.Say($"writing to {run.Folder.Path}");
    }

    private static int Finish(TrainingRun run, TrainingResult result, double seconds, CommandTerminal terminal, Interruption interruption)
    {
        bool cancelled = result.Reason == StopReason.Cancelled;
        string model = run.Folder.File(RunFolder.ModelFile);
        if (cancelled)
        {
            terminal.Say($"stopped after step {Number(result.Steps)}; model and checkpoint are saved. Go on with:");
            terminal.Say($"  latent resume {run.Folder.Path}");
        }

        int epoch = (int)((Math.Max(1, result.Steps) - 1) / run.Experiment.Trainer.StepsPerEpoch) + 1;
        TrainResult document = new(1, run.Folder.Path, model, null, result.Reason, epoch, result.Steps, result.ModelStep, seconds,
            result.Model?.Train, result.Model?.Validation);
        terminal.Result(document, CliJson.Default.TrainResult,
            ("run", run.Folder.Path),
            ("trained", string.Create(CultureInfo.InvariantCulture, $"{epoch} epochs, {result.Steps} steps, {seconds:F1} s ({Reason(result)})")),
            ("training", Describe(result.Model?.Train)),
            ("validation", Describe(result.Model?.Validation)),
            ("model", $"{model} (of step {Number(result.ModelStep)})"));
        return cancelled ? interruption.ExitCode : result.Reason == StopReason.Diverged ? ExitCode.Diverged : ExitCode.Ok;
    }

    private static string Reason(TrainingResult result) => result.Reason switch
    {
        StopReason.Completed => "all steps made",
        StopReason.EarlyStopping => "stopped early: the validation bound did not rise any more",
        StopReason.Cancelled => "stopped",
        _ => "diverged",
    };

    private static string Describe(TermSummary? summary) => summary is null ? "none" : string.Create(CultureInfo.InvariantCulture,
        $"bound {summary.Bound:F2} nats/example (reconstruction {summary.LogLikelihood:F2}, KL {summary.Kl:F2})");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
