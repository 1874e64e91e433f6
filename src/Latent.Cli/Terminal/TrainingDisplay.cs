using System.Globalization;
using Latent.Training;
using Spectre.Console;

namespace Latent.Cli.Terminal;

/// <summary>
/// Shows training on standard error: a bar that moves where a person watches, else a line per evaluation or half minute. With --json every
/// evaluation is a line of JSON on standard output, too.
/// </summary>
internal sealed class TrainingDisplay : ITrainingObserver
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100), LineInterval = TimeSpan.FromSeconds(30);

    private readonly CommandTerminal _terminal;
    private readonly TimeProvider _clock;
    private readonly Trainer _trainer;
    private readonly ProgressTask? _bar;
    private readonly long _start;
    private readonly long _firstStep;
    private long _shown;

    private TrainingDisplay(CommandTerminal terminal, TimeProvider clock, Trainer trainer, ProgressTask? bar)
    {
        _terminal = terminal;
        _clock = clock;
        _trainer = trainer;
        _bar = bar;
        _firstStep = trainer.Step;
        _start = _shown = clock.GetTimestamp();
    }

    /// <summary>Runs <paramref name="train"/> with a display that fits the terminal.</summary>
    public static TrainingResult Run(CommandTerminal terminal, TimeProvider clock, Trainer trainer, Func<TrainingDisplay, TrainingResult> train)
    {
        if (terminal.Quiet || !terminal.IsInteractive) return train(new TrainingDisplay(terminal, clock, trainer, null));
        return terminal.Talk.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new ProgressBarColumn { Width = 16 }, new PercentageColumn(), new RemainingTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => train(new TrainingDisplay(terminal, clock, trainer, context.AddTask("starting", maxValue: trainer.TotalSteps))));
    }

    /// <inheritdoc/>
    public void OnStep(StepReport step)
    {
        TimeSpan since = _clock.GetElapsedTime(_shown);
        if (_bar is not null)
        {
            _bar.Value = step.Step;
            if (since < BarInterval) return;
            _shown = _clock.GetTimestamp();
            _bar.Description = Markup.Escape(
                string.Create(CultureInfo.InvariantCulture, $"{Epoch(step.Epoch)}  bound {step.Bound:F2}  {Speed(step):N0} steps/s"));
        }
        else if (since >= LineInterval)
        {
            _shown = _clock.GetTimestamp();
            _terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{Epoch(step.Epoch)}  {step}  {Speed(step):N0} steps/s, {Left(step)} left at most"));
        }
    }

    /// <inheritdoc/>
    public void OnPoint(TrainingPoint point)
    {
        _terminal.Event("point", point, CliJson.Default.TrainingPoint);
        _shown = _clock.GetTimestamp();
        string validation = point.Validation is { } v
            ? string.Create(CultureInfo.InvariantCulture, $"  validation {v.Bound,8:F2}{(point.IsBest ? " *" : "  ")}") : "";
        _terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{Epoch(point.Epoch)}  bound {point.Train.Bound,8:F2}  reconstruction {point.Train.LogLikelihood,8:F2}  KL "
            + $"{point.Train.Kl,6:F2}{validation}  {point.ExamplesPerSecond,7:N0}/s"));
    }

    /// <inheritdoc/>
    public void OnRollBack(TrainingDivergedException error, long step, double rateFactor) => _terminal.Say(string.Create(CultureInfo.InvariantCulture,
        $"warning: {error.Message} Going on from step {step} at {rateFactor:G3} of the learning rate."));

    private string Epoch(int epoch)
    {
        string epochs = _trainer.Options.Epochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length)}/{epochs}";
    }

    private double Speed(StepReport step) => (step.Step - _firstStep) / Math.Max(1e-3, _clock.GetElapsedTime(_start).TotalSeconds);

    private string Left(StepReport step)
    {
        TimeSpan left = TimeSpan.FromSeconds((_trainer.TotalSteps - step.Step) / Math.Max(1e-3, Speed(step)));
        return left.TotalHours >= 1 ? left.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : left.ToString(@"m\:ss", CultureInfo.InvariantCulture);
    }
}
