using System.CommandLine;
using System.Text.Json;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Configuration;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent train</c>: data in; a run folder with model, report and metrics out.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> Runs = Options.Text("--runs", "Where run folders are made (default: runs)", "folder");
    private static readonly Option<string?> Name = Options.Text("--name", "What to call the run (default: after the data and the model)", "name");
    private static readonly Option<bool> PrintConfig = new(
        "--print-config")
    { Description = "Print the whole configuration with the origin of each value, and stop" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the plan with estimates of time and memory, and stop" };

    public static Command Make(Interruption interruption)
    {
        Command command = new("train", "Train a model; leaves model, report and metrics in a run folder.");
        ConfigurationOptions.AddTo(command);
        foreach (Option option in new Option[] { Runs, Name, CommonOptions.Threads, PrintConfig, DryRun }) command.Add(option);
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption, TimeProvider.System));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        Device device = Engine.Open(parsed.GetValue(CommonOptions.Threads)); // data may be drawn by it
        OpenedData opened = new();
        ResolvedConfiguration resolved = Engine.Fitting(() => ConfigurationOptions.Read(parsed, opened));
        if (parsed.GetValue(PrintConfig))
        {
            CommandTerminal.Print(resolved.ToAnnotatedJson());
            return ExitCode.Ok;
        }

        ExperimentConfig config = resolved.Config;
        if (parsed.GetValue(DryRun)) return DryRunPlan.Show(config, opened, device, terminal, clock);
        RunEnvironment environment = new(1, device.Name, RandomKey.StreamVersion, MachineReport.Read());
        string name = parsed.GetValue(Name) ?? RunNames.Of(config);
        using TrainingRun run = Engine.Fitting(() => TrainingRun.Start(parsed.GetValue(Runs) ?? "runs", name, config,
            JsonSerializer.Serialize(environment, CliJson.Default.RunEnvironment), clock, device, opened.Open(config)));
        return TrainingSession.Run(run, terminal, interruption, clock);
    }
}
