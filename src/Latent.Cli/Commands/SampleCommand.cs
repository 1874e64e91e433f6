using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent sample</c>: draws from a trained model, as a sheet of images or a table.</summary>
internal static class SampleCommand
{
    private static readonly Option<int> Count = Options.Whole("--count", "How many examples", 256, 1, 16_384);
    private static readonly Option<ulong> Seed = Options.Seed("Fixes the draws: same seed, same examples");
    private static readonly Option<bool> Draws = new(
        "--draws")
    { Description = "Draw from p(x | z); without it, its means (for binary images the probabilities)" };
    private static readonly Option<double> Temperature = Options.Positive("--temperature", "Of the prior: below 1 less varied, 1 the model", 1);

    public static Command Make()
    {
        Command command = new("sample", "Draw examples from a trained model: pictures of images, tables of anything.") { Count,
            Seed, Draws, Temperature, GivenSelection.Given };
        ModelSelection.AddTo(command);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        ulong seed = parsed.GetValue(Seed);
        int count = parsed.GetValue(Count);
        bool draws = parsed.GetValue(Draws);
        double temperature = parsed.GetValue(Temperature);
        ModelView view = new(model, RandomKey.FromSeed(seed), GivenSelection.Of(parsed, model));
        OutputFile output = OutputFile.Choose(parsed, model.Folder, string.Create(CultureInfo.InvariantCulture, $"samples-{seed}"), view.IsImage,
            view.IsImage ? OutputFormat.Png : OutputFormat.Csv);
        Engine.CheckSize("the sheet", count, view.Shape.Count);
        output.Write(
            () => view.PicturesOf(Numbers).Samples(count, draws, temperature),
            () => new NumberTable([], view.Names, static _ => [], Numbers(), OutputFile.Axes(view.Shape, count)));
        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(new SampleResult(1, model.Path, output.Path, count, seed, draws, temperature, parsed.GetValue(GivenSelection.Given)),
            CliJson.Default.SampleResult,
            ("model", model.Path),
            ("written", output.Path),
            ("examples", Words(count, draws, temperature) + GivenSelection.Words(parsed)));
        return ExitCode.Ok;

        float[] Numbers() => view.Numbers.SampleImages(count, draws, temperature);
    }

    private static string Words(int count, bool draws, double temperature) =>
        string.Create(CultureInfo.InvariantCulture, $"{count}: {(draws ? "draws from" : "means of")} p(x | z), z from the prior")
        + (temperature == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" at temperature {temperature}"));
}

/// <summary>The result of <c>latent sample --json</c>.</summary>
internal sealed record SampleResult(int SchemaVersion, string Model, string File, int Count, ulong Seed, bool Draws, double Temperature, string? Given);
