using System.Globalization;
using System.Text.Json;
using Latent.Checkpoints;
using Latent.Cli.Commands;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Evaluation;
using Latent.Runs;
using Latent.Training;

namespace Latent.Cli;

/// <summary>What <c>train</c> and <c>resume</c> do with a run: train with a display, evaluate, report, say the result.</summary>
internal static class TrainingSession
{
    public static int Run(TrainingRun run, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        interruption.AllowFinishing(() => terminal.Leave($"stopped at once; go on from the last checkpoint with: latent resume {run.Folder.Path}"));
        Announce(run, terminal);
        long start = clock.GetTimestamp();
        Trainer trainer = run.Experiment.Trainer;
        TrainingResult result = TrainingDisplay.Run(terminal, clock, trainer, display => run.Train(display, interruption.Token));
        double seconds = clock.GetElapsedTime(start).TotalSeconds;
        if (result.Reason == StopReason.Diverged)
        {
            string checkpoint = run.LastCheckpoint is { } last ? $" The last good checkpoint, of step {Number(last.Step)}, is {last.Path}." : "";
            terminal.Error($"{result.Error!.Message} The model that is kept is of step {Number(result.ModelStep)}.{checkpoint}");
        }

        return Finish(run, result, seconds, terminal, interruption);
    }

    private static void Announce(TrainingRun run, CommandTerminal terminal)
    {
        Experiment experiment = run.Experiment;
        DataSplits data = experiment.Data;
        string parts = string.Join(", ", new[] { data.Validation, data.Test }.OfType<IDataset>().Select(static part => $"{part.Name}: {Number(part.Count)}"));
        terminal.Say($"{data.Train.Name}: {Number(data.Train.Count)} examples of "
            + $"{string.Join("; ", data.Train.Columns)}{(parts.Length > 0 ? $"; {parts}" : "")}");
        foreach (DataFinding finding in run.Findings) terminal.Say($"{finding.Level.ToString().ToLowerInvariant()}: {finding.Column} {finding.Text}");
        long parameters = experiment.Model.Parameters.Sum(static parameter => (long)parameter.Shape.Count);
        terminal.Say($"{experiment.Model.GetType().Name} of {Number(parameters)} parameters, {experiment.Objective.Name}, "
            + $"{Number(experiment.Trainer.TotalSteps)} steps at most, "
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

        foreach ((string name, double value) in result.Violations)
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"warning: the model does not keep the bound on {name}: it is exceeded by {value:G3}."));
        (EvaluationReport? evaluation, string? report) = Judge(run, cancelled, terminal, interruption);
        cancelled = interruption.Token.IsCancellationRequested;
        int epoch = (int)((Math.Max(1, result.Steps) - 1) / run.Experiment.Trainer.StepsPerEpoch) + 1;
        TrainResult document = new(1, run.Folder.Path, model, report, result.Reason, epoch, result.Steps, result.ModelStep, seconds,
            result.Model?.Train, result.Model?.Validation, evaluation is null ? null : JsonDocument.Parse(evaluation.ToJson()).RootElement);
        terminal.LastEvent(document, CliJson.Default.TrainResult,
            ("run", run.Folder.Path),
            ("trained", string.Create(CultureInfo.InvariantCulture, $"{epoch} epochs, {result.Steps} steps, {seconds:F1} s ({Reason(result)})")),
            ("training", Describe(result.Model?.Train)),
            ("validation", Describe(result.Model?.Validation)),
            (evaluation is null ? "evaluation" : EvaluationTables.Words(evaluation.Part), Describe(evaluation)),
            ("model", $"{model} (of step {Number(result.ModelStep)})"),
            ("report", report ?? "not written"));
        return cancelled ? interruption.ExitCode : result.Reason == StopReason.Diverged ? ExitCode.Diverged : ExitCode.Ok;
    }

    // A training that was stopped is reported on without an evaluation; a second signal ends everything.
    private static (EvaluationReport? Evaluation, string? Report) Judge(TrainingRun run, bool cancelled, CommandTerminal terminal, Interruption interruption)
    {
        EvaluationReport? evaluation = null;
        try
        {
            if (run.HasLearnedNothing)
            {
                terminal.Say("warning: the training diverged before its first evaluation: the model has learned nothing, and is not evaluated.");
            }
            else if (!cancelled)
            {
                terminal.Say("evaluating");
                evaluation = Evaluate(run, terminal, interruption);
                foreach (Finding finding in evaluation?.Findings ?? []) terminal.Say(
                    $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Text} {finding.Advice}");
            }

            string colophon = $"latent {MachineReport.Version}, {run.Experiment.Trainer.Device.Name}, seed {run.Experiment.Config.Seed}";
            return (evaluation, run.WriteReport(evaluation, colophon, cancelled ? CancellationToken.None : interruption.Token));
        }
        catch (OperationCanceledException)
        {
            terminal.Say("stopped: the model is saved; the evaluation and the report are not finished. Finish them with:");
            terminal.Say($"  latent resume {run.Folder.Path}");
            return (evaluation, null);
        }
    }

    // The model is there; that it cannot be judged is no reason to be without its report.
    private static EvaluationReport? Evaluate(TrainingRun run, CommandTerminal terminal, Interruption interruption)
    {
        try
        {
            return run.Evaluate(cancellation: interruption.Token);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException or ArithmeticException)
        {
            terminal.Say($"warning: the model is saved and could not be evaluated: {e.Message}");
            return null;
        }
    }

    private static string Describe(EvaluationReport? evaluation)
    {
        if (evaluation?.Bound is not { } bound)
        {
            return evaluation?.Reconstruction is { } made
                ? string.Create(CultureInfo.InvariantCulture,
                    $"log p(x | code) {made.LogLikelihood.Value:F2} ± {made.LogLikelihood.StandardError:F2} nats/example, no bound on log p(x)")
                : "not evaluated";
        }

        string likelihood = evaluation.Likelihood is { } l
            ? string.Create(CultureInfo.InvariantCulture,
                $"; log p(x) {l.LogLikelihood.Value:F2} ± {l.LogLikelihood.StandardError:F2} "
                + $"({l.Samples} samples, {EvaluationTables.Examples(l.Examples, l.Available)})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"ELBO {bound.Elbo.Value:F2} ± {bound.Elbo.StandardError:F2} nats/example{likelihood}");
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
