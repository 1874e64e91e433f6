using System.CommandLine;
using System.Text.Json;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Evaluation;
using Latent.Reporting;
using Latent.Runs;

namespace Latent.Cli.Commands;

/// <summary><c>latent runs</c>: which runs there are, how they stand, and how good they are.</summary>
internal static class RunsCommand
{
    public static Command Make()
    {
        Command command = new("runs", "List the runs, how they stand and how good they are; the newest last.") { ModelSelection.Runs };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        string folder = ModelSelection.RunsOf(parsed);
        RunSummary[] runs = [.. RunFolder.List(folder).Select(RunSummary.Of)];
        if (runs.Length == 0) terminal.Say($"there is no run under '{folder}'. Start one: latent train");
        RunEntry[] entries = [.. runs.Select(static run => new RunEntry(
            run.Name, run.Path, JsonNamingPolicy.KebabCaseLower.ConvertName(run.State.ToString()), run.Model, run.Data, run.Steps, run.ValidationBound,
            run.Part is { } part ? JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()) : null, run.Bound, run.LogLikelihood, run.HasModel))];
        terminal.Result(new RunsResult(1, folder, entries), CliJson.Default.RunsResult, () => runs.Length == 0 ? "" : TextTable.Of(Table(runs)));
        return ExitCode.Ok;
    }

    private static ReportTable Table(RunSummary[] runs)
    {
        ReportTable table = new("run", "model", "data", "state", "steps", "validation bound", "evaluated on", "bound", "log p(x)");
        foreach (RunSummary run in runs)
        {
            table = table.Row(run.Name, run.Model, run.Data, run.State.ToString().ToLowerInvariant(), run.Steps,
                run.ValidationBound is { } bound ? Cell.Of(bound, 2) : "",
                run.Part is null ? "" : EvaluationTables.Words(run.Part), Of(run.Bound), Of(run.LogLikelihood));
        }

        return table;

        static Cell Of(Estimate? estimate) => estimate is { } e ? Cell.Estimate(e.Value, e.StandardError) : "";
    }
}

/// <summary>The result of <c>latent runs --json</c>.</summary>
internal sealed record RunsResult(int SchemaVersion, string Folder, RunEntry[] Runs);

/// <summary>A run; bounds are in nats per example, the last two on the part of the data that is named.</summary>
internal sealed record RunEntry(
    string Name, string Path, string State, string Model, string Data, long Steps,
        double? ValidationBound, string? Part, Estimate? Bound, Estimate? LogLikelihood, bool HasModel);
