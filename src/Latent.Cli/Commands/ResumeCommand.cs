using System.CommandLine;
using Latent.Cli.Terminal;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent resume</c>: goes on with a run that was stopped or killed, to the bits of one that was not.</summary>
internal static class ResumeCommand
{
    private static readonly Argument<string?> Folder = new("run")
    {
        Description = "A run folder; without it: the newest run",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Runs = Options.Text("--runs", "Where to look for the newest run (default: runs)", "folder");

    public static Command Make(Interruption interruption)
    {
        Command command = new("resume", "Go on with a training that was stopped or killed; the result is that of one that never was.")
        {
            Folder, Runs, CommonOptions.Threads,
        };
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption, TimeProvider.System));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        string runs = parsed.GetValue(Runs) ?? "runs";
        string folder = parsed.GetValue(Folder) ?? (RunFolder.List(runs) is [.., { } newest]
            ? newest.Path
            : throw new CommandException(ExitCode.Usage, $"there is no run under '{runs}'. Start one: latent train"));
        Device device = Engine.Open(parsed.GetValue(CommonOptions.Threads));
        try
        {
            using TrainingRun run = Engine.Fitting(() => TrainingRun.Resume(folder, clock, device));
            return TrainingSession.Run(run, terminal, interruption, clock);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
    }
}
