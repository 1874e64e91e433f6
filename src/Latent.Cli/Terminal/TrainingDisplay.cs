using System.Globalization;
using Latent.Training;
using Spectre.Console;

namespace Latent.Cli.Terminal;

/// <summary>Shows training on standard error: a bar that moves where a person watches, else a line per epoch or half minute.</summary>
internal sealed class TrainingDisplay
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100), LineInterval = TimeSpan.FromSeconds(30);

    private readonly CommandTerminal _terminal;
    private readonly TimeProvider _clock;
    private readonly int _epochs;
    private readonly int _stepsPerEpoch;
    private readonly ProgressTask? _bar;
    private long _shown;

    private TrainingDisplay(CommandTerminal terminal, TimeProvider clock, int epochs, int stepsPerEpoch, ProgressTask? bar)
    {
        _terminal = terminal;
        _clock = clock;
        _epochs = epochs;
        _stepsPerEpoch = stepsPerEpoch;
        _bar = bar;
        _shown = clock.GetTimestamp();
    }

    /// <summary>Runs <paramref name="train"/> with a display that fits the terminal.</summary>
    public static void Run(CommandTerminal terminal, TimeProvider clock, int epochs, int stepsPerEpoch, Action<TrainingDisplay> train)
    {
        if (terminal.Quiet || !terminal.IsInteractive)
        {
            train(new TrainingDisplay(terminal, clock, epochs, stepsPerEpoch, null));
            return;
        }

        terminal.Talk.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new ProgressBarColumn { Width = 16 }, new PercentageColumn(), new RemainingTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => train(new TrainingDisplay(
                terminal, clock, epochs, stepsPerEpoch, context.AddTask("starting", maxValue: (double)epochs * stepsPerEpoch))));
    }

    /// <summary>Shows a step, unless one was shown a moment ago.</summary>
    public void Step(in StepReport step, EpochMeter meter)
    {
        TimeSpan since = _clock.GetElapsedTime(_shown);
        if (_bar is not null)
        {
            _bar.Value = step.Step;
            if (since < BarInterval)
                return;
            _shown = _clock.GetTimestamp();
            _bar.Description = Markup.Escape(Short(meter.Report()));
        }
        else if (since >= LineInterval && step.StepInEpoch < _stepsPerEpoch)
        {
            _shown = _clock.GetTimestamp();
            _terminal.Say(Line(meter.Report()) + string.Create(CultureInfo.InvariantCulture,
                $"  (step {step.StepInEpoch}/{_stepsPerEpoch})"));
        }
    }

    /// <summary>Shows an epoch that has ended.</summary>
    public void Epoch(EpochReport epoch)
    {
        _shown = _clock.GetTimestamp();
        _terminal.Say(Line(epoch));
    }

    // Both fit in 80 columns, the short one beside a bar.
    private string Line(EpochReport report)
    {
        string terms = string.Create(CultureInfo.InvariantCulture,
            $"ELBO {report.Elbo,7:F2}  reconstruction {report.Reconstruction,7:F2}  KL {report.Kl,5:F2}");
        return string.Create(CultureInfo.InvariantCulture, $"{Number(report)}  {terms}  {report.ImagesPerSecond,7:N0} images/s");
    }

    private string Short(EpochReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{Number(report)}  ELBO {report.Elbo:F2}  {report.ImagesPerSecond:N0} images/s");

    private string Number(EpochReport report)
    {
        string epochs = _epochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {report.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length)}/{epochs}";
    }
}
