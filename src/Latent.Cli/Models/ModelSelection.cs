using System.CommandLine;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Models;

/// <summary>A model that a command was given or has found.</summary>
/// <param name="Path">Its file.</param>
/// <param name="File">What is in it.</param>
/// <param name="Run">The run it stands in; null for a file of its own.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record SelectedModel(string Path, ModelFile File, RunFolder? Run, Device Device)
{
    /// <summary>Where what is made of the model goes if nobody says where.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";
}

/// <summary>How commands are told which model: a run folder or its name, a model file, or nothing for the newest run.</summary>
internal static class ModelSelection
{
    public static readonly Argument<string?> Model = new("model")
    {
        Description = "A run folder or a model file; without it: the newest run",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?> Runs = Options.Text("--runs", "Where runs lie (default: runs)", "folder");

    public static void AddTo(Command command)
    {
        command.Add(Model);
        command.Add(Runs);
        command.Add(CommonOptions.Threads);
    }

    /// <summary>Where runs lie.</summary>
    public static string RunsOf(ParseResult parsed) => parsed.GetValue(Runs) ?? "runs";

    /// <summary>The model a command line asks for.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static SelectedModel Open(ParseResult parsed)
    {
        Device device = Engine.Open(parsed.GetValue(CommonOptions.Threads));
        return Open(parsed.GetValue(Model), RunsOf(parsed), device);
    }

    /// <summary>A model by its run, the name of that, or its file; the newest run's if none is named.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static SelectedModel Open(string? model, string runs, Device device)
    {
        string path = Find(model, runs);
        ModelFile file = Load(path);
        string folder = Path.GetDirectoryName(path) ?? "";
        bool isRun = string.Equals(Path.GetFileName(path), RunFolder.ModelFile, StringComparison.Ordinal)
            && File.Exists(Path.Combine(folder, RunFolder.ConfigFile));
        return new SelectedModel(path, file, isRun ? RunFolder.Open(folder.Length == 0 ? "." : folder) : null, device);
    }

    /// <summary>The file of a model.</summary>
    public static string Find(string? model, string runs)
    {
        if (model is null)
        {
            string newest = RunFolder.FindNewest(runs)
                ?? throw new CommandException(ExitCode.BadModel, $"there is no run with a model under '{runs}'. Train one first: latent train");
            return Path.Combine(newest, RunFolder.ModelFile);
        }

        // A run may be named without the folder all runs lie in.
        foreach (string place in new[] { model, Path.Combine(runs, model) })
        {
            if (File.Exists(place)) return place;
            if (!Directory.Exists(place)) continue;
            string inside = Path.Combine(place, RunFolder.ModelFile);
            if (File.Exists(inside)) return inside;
            throw new CommandException(ExitCode.BadModel, File.Exists(Path.Combine(place, RunFolder.ConfigFile))
                ? $"the run {place} has no model yet. Go on with it: latent resume {place}"
                : $"{place} is a folder without a {RunFolder.ModelFile}.");
        }

        throw new CommandException(ExitCode.BadModel, $"there is no run and no model file '{model}'.{Hint(model, runs)}");
    }

    /// <summary>Reads a model file.</summary>
    public static ModelFile Load(string path)
    {
        try
        {
            return ModelFile.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, e.Message);
        }
    }

    private static string Hint(string model, string runs)
    {
        string[] names = [.. RunFolder.List(runs).Select(static run => Path.GetFileName(run.Path))];
        if (NearestName.Near(Path.GetFileName(Path.TrimEndingDirectorySeparator(model)), names) is { } nearest)
            return $" Did you mean '{Path.Combine(runs, nearest)}'?";
        return names.Length == 0 ? "" : $" The runs under '{runs}' are listed by: latent runs";
    }
}
