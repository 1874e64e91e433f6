using Spectre.Console;

namespace Latent.Cli.Terminal;

/// <summary>Shows how far a piece of work is, where a person watches.</summary>
internal static class WorkDisplay
{
    /// <summary>Does the work with a bar above it; without one where nobody watches.</summary>
    public static T Run<T>(CommandTerminal terminal, string what, Func<IProgress<double>?, T> work)
    {
        if (terminal.Quiet || !terminal.IsInteractive) return work(null);
        return terminal.Talk.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new ProgressBarColumn { Width = 16 }, new PercentageColumn(),
                new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(what), maxValue: 1))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
