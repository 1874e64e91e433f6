using System.CommandLine;
using System.Globalization;
using Latent.Checkpoints;
using Latent.Cli.Terminal;
using Latent.Evaluation.Pictures;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary><c>latent sample</c>: a sheet of images drawn from a trained model.</summary>
internal static class SampleCommand
{
    private static readonly Argument<string?> Model = new("model")
    {
        Description = "A run folder or a model file; without it: the newest run",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int> Count = Options.Whole("--count", "How many images", 256, 1, 16_384);
    private static readonly Option<ulong> Seed = Options.Seed("Fixes the draws: same seed, same images");
    private static readonly Option<string?> Out = Options.Text("--out",
        "The picture to write (default: samples-<seed>.png beside the model)", "file");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the picture if it exists" };
    private static readonly Option<string?> Runs = Options.Text("--runs", "Where to look for the newest run (default: runs)", "folder");

    public static Command Make()
    {
        Command command = new("sample", "Draw images from a trained model into a picture.") { Model, Count, Seed, Out, Force, Runs };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        _ = Engine.Open();
        string path = Find(parsed.GetValue(Model), parsed.GetValue(Runs) ?? "runs");
        VaeFile file = Load(path);
        ulong seed = parsed.GetValue(Seed);
        int count = parsed.GetValue(Count);
        string picture = parsed.GetValue(Out)
            ?? Path.Combine(Path.GetDirectoryName(path) ?? "", string.Create(CultureInfo.InvariantCulture, $"samples-{seed}.png"));
        if (File.Exists(picture) && !parsed.GetValue(Force))
            throw new CommandException(ExitCode.CannotWrite,
                $"{picture} exists. Use --force to replace it, another --seed, or another --out.");

        ModelPictures pictures = new(file.Model, new ImageView(1, file.Height, file.Width), RandomKey.FromSeed(seed));
        Output.Write(() => Png.Write(picture, pictures.Samples(count)));
        terminal.Result(new SampleResult(1, path, picture, count, seed), CliJson.Default.SampleResult,
            ("model", path),
            ("picture", picture),
            ("images", count.ToString(CultureInfo.InvariantCulture)));
        return ExitCode.Ok;
    }

    private static string Find(string? model, string runs)
    {
        if (model is null)
        {
            string newest = RunFolder.FindNewest(runs)
                ?? throw new CommandException(ExitCode.BadModel,
                    $"there is no run with a model under '{runs}'. Train one first: latent train");
            return Path.Combine(newest, RunFolder.ModelFile);
        }

        string file = Directory.Exists(model) ? Path.Combine(model, RunFolder.ModelFile) : model;
        return File.Exists(file) ? file : throw new CommandException(ExitCode.BadModel, $"there is no model file {file}.");
    }

    private static VaeFile Load(string path)
    {
        try
        {
            return VaeFile.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, e.Message);
        }
    }
}
