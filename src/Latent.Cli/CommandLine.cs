using System.CommandLine;
using System.CommandLine.Parsing;
using Latent.Checkpoints;
using Latent.Cli.Commands;
using Latent.Cli.Terminal;
using Latent.Configuration;
using Latent.Data;
using Latent.Files;
using Latent.Runs;
using Latent.Training;
using Spectre.Console;

namespace Latent.Cli;

/// <summary>Builds the command tree, runs one command line, and turns every way it can end into an exit code.</summary>
internal static class CommandLine
{
    /// <summary>When set, an error that no command foresaw is shown with where it happened.</summary>
    private const string DebugVariable = "LATENT_DEBUG";

    public static RootCommand MakeRoot(Interruption interruption)
    {
        RootCommand root = new("Latent: train, sample and inspect latent-variable models.")
        {
            CommonOptions.Json,
            CommonOptions.Quiet,
            CommonOptions.NoColor,
            TrainCommand.Make(interruption),
            ResumeCommand.Make(interruption),
            EvalCommand.Make(interruption),
            CompareCommand.Make(interruption),
            SampleCommand.Make(),
            ReconstructCommand.Make(),
            DenoiseCommand.Make(),
            TraverseCommand.Make(),
            InterpolateCommand.Make(),
            EmbedCommand.Make(),
            InspectCommand.Make(),
            RunsCommand.Make(),
            RecipesCommand.Make(),
            ModelsCommand.Make(),
            DataCommand.Make(),
            DoctorCommand.Make(),
            CompletionsCommand.Make(),
        };
        ExamplesHelp.Install(root);
        return root;
    }

    public static async Task<int> RunAsync(string[] args, Interruption interruption)
    {
        RootCommand root = MakeRoot(interruption);
        ParseResult parsed = root.Parse(args);
        CommandTerminal terminal = CommonOptions.Terminal(parsed);
        bool asksNothing = args.Length == 0;
        if ((parsed.Errors.Count > 0 || Mistaken(parsed).Any()) && !asksNothing)
            return ReportUsage(parsed, terminal);
        if (asksNothing)
            parsed = root.Parse(["--help"]);
        try
        {
            // Signals are ours (Interruption): the default would end the process two seconds after Ctrl-C, in the middle of a save.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CommandException e)
        {
            terminal.Error(e.Message);
            // Where the terminal is gone, so is the place of the result: the signal is the cause.
            return e.ExitCode == ExitCode.CannotWrite && interruption.ExitCode == ExitCode.HungUp ? ExitCode.HungUp : e.ExitCode;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            terminal.Say("stopped");
            return interruption.ExitCode;
        }
        catch (ConfigurationException e)
        {
            foreach (ConfigurationError error in e.Errors) terminal.Error(error.ToString());
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is RunOutputException or RunLockedException or FileOperationException)
        {
            terminal.Error(e.Message);
            return ExitCode.CannotWrite;
        }
        catch (Exception e) when (e is DataFormatException or UnusableDataException or IncomparableDataException)
        {
            terminal.Error(e.Message);
            return ExitCode.BadData;
        }
        catch (Exception e) when (e is SafetensorsException or ModelFormatException)
        {
            terminal.Error(e.Message);
            return ExitCode.BadModel;
        }
        catch (TrainingDivergedException e)
        {
            terminal.Error(e.Message);
            return ExitCode.Diverged;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error(e.Message);
            return ExitCode.Failure;
        }
#pragma warning disable CA1031 // The last resort: whatever it is, the user gets a line and a code, not a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ReportUnforeseen(e, terminal);
        }
    }

    private static int ReportUnforeseen(Exception e, CommandTerminal terminal)
    {
        bool details = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DebugVariable));
        string message = e.Message.ReplaceLineEndings(" ");
        string what = e switch
        {
            InsufficientMemoryException => message,
            OutOfMemoryException => "there is not enough memory. Choose smaller sizes or batches.",
            _ => $"{e.GetType().Name}: {message}",
        };
        terminal.Error(details ? what : $"{what} ({DebugVariable}=1 shows where)");
        if (details)
            terminal.Talk.WriteLine(e.ToString());
        return ExitCode.Failure;
    }

    private static int ReportUsage(ParseResult parsed, CommandTerminal terminal)
    {
        string[] unknown = [.. Mistaken(parsed), .. parsed.UnmatchedTokens];
        bool afterOption = false;
        foreach (string text in unknown)
        {
            bool isOption = text.StartsWith('-');
            bool isValue = afterOption && !isOption; // of the unknown option just named
            afterOption = isOption;
            if (isValue)
                continue;
            string token = isOption ? text.Split('=')[0] : text;
            string? nearest = NearestName.Near(token, Known(parsed.CommandResult, isOption));
            string meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
            terminal.Error($"there is no {(isOption ? "option" : "command or argument")} '{token}'.{meant}");
        }

        // The parser words unknown tokens and the commands it then misses in its own way; what we said already is enough.
        if (unknown.Length == 0)
        {
            foreach (ParseError error in parsed.Errors)
                terminal.Error(error.Message);
        }

        terminal.Talk.WriteLine($"Try: latent {Path(parsed.CommandResult)}--help");
        return ExitCode.Usage;
    }

    // The command and those it is one of, each with a blank after it; nothing for the root.
    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)}{result.Command.Name} " : "";

    // An option that does not exist is taken for an argument where one may stand. What is to be named -x, is named ./-x.
    private static IEnumerable<string> Mistaken(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(static argument => argument.Tokens).Select(static token => token.Value).Where(static value => value.Length > 1 && value[0] == '-');

    private static IEnumerable<string> Known(CommandResult result, bool options)
    {
        if (!options)
            return result.Command.Subcommands.Select(static command => command.Name);
        IEnumerable<string> names = result.Command.Options.SelectMany(static option => option.Aliases.Append(option.Name));
        return result.Parent is CommandResult parent ? names.Concat(Known(parent, options: true)) : names;
    }
}
