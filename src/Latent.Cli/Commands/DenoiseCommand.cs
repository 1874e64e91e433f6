using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent denoise</c>: spoiled examples, and how much of it a model repairs; or data that are noisy already, cleaned.</summary>
internal static class DenoiseCommand
{
    private static readonly Option<string?> Noise = Options.OneOf(
        "--noise", "What spoils the data first (default: nothing, the data are noisy already)", [.. Denoising.Kinds]);

    private static readonly Option<double> Amount = Options.Positive(
        "--amount", "The share of numbers that are hit, or the standard deviation of gaussian noise, as the model sees the data", 0.3);

    private static readonly Option<int> Count = Options.Whole("--count", "How many examples are written, from the first", 24, 1, 16_384);
    private static readonly Option<int[]?> Examples = Options.Numbers("--examples", "Which examples, from 0, in place of the first ones");
    private static readonly Option<ulong> Seed = Options.Seed("Which noise");

    public static Command Make()
    {
        Command command = new("denoise", "Give a model spoiled examples: write them clean, spoiled and denoised, and measure how far each is from clean.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        foreach (Option option in new Option[] { Noise, Amount, Count, Examples, Seed }) command.Add(option);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        string? kind = parsed.GetValue(Noise);
        double amount = parsed.GetValue(Amount);
        if (kind is not null and not "gaussian" && amount > 1)
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"--amount {amount}: of {kind} noise it is the share of the numbers that are hit, at most 1."));
        }

        SelectedModel model = ModelSelection.Open(parsed);
        RandomKey key = RandomKey.FromSeed(parsed.GetValue(Seed)).Split("denoise");
        ModelView view = new(model, key);
        if (view.Made.IsSequence) throw new CommandException(ExitCode.BadModel,
            $"{model.Path}: the data are sequences that differ in length; denoise takes examples of one size.");
        OutputFile output = OutputFile.Choose(parsed, model.Folder, "denoise", view.IsImage, view.IsImage ? OutputFormat.Png : OutputFormat.Csv);
        SelectedData data = DataSelection.Open(parsed, model);
        int[] rows = parsed.GetValue(Examples) is { Length: > 0 } asked
            ? ExampleNumbers.Check(asked, data.Seen, "--examples")
            : [.. Enumerable.Range(0, Math.Min(parsed.GetValue(Count), data.Seen.Count))];
        EvaluationContext context = new(key) { Device = model.Device };
        Transform? noise = kind is null ? null : Denoising.NoiseOf(kind, amount, data.Seen);
        DenoisingResult? result;
        try
        {
            result = noise is null ? null : Denoising.Run(model.File.Model, data.Seen, new DenoisingOptions(noise), context);
            output.Write(
                () => view.PicturesLike(data).Denoised(data.Seen, rows, noise),
                () => Table(view, model, data, rows, noise, context));
        }
        catch (EvaluationNotDefinedException e)
        {
            throw new CommandException(ExitCode.BadModel, e.Message);
        }

        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(
            new DenoiseResult(1, model.Path, data.Seen.Name, output.Path, rows, kind, kind is null ? null : amount, result), CliJson.Default.DenoiseResult,
            [.. Words(model, data, output, rows, kind, amount, result)]);
        return ExitCode.Ok;
    }

    private static IEnumerable<(string, string)> Words(
        SelectedModel model, SelectedData data, OutputFile output, int[] rows, string? kind, double amount, DenoisingResult? result)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        yield return ("model", model.Path);
        yield return ("data", data.Seen.Name);
        yield return ("written", output.Path);
        yield return ("examples", string.Create(culture, $"{rows.Length}, each {(kind is null ? "noisy and denoised" : "clean, noisy and denoised")}"));
        if (result is null)
        {
            yield return ("errors", "not known: the data were taken as they are. --noise spoils clean data first.");
            yield break;
        }

        yield return ("noise", string.Equals(kind, "gaussian", StringComparison.Ordinal)
            ? string.Create(culture, $"gaussian, standard deviation {amount}")
            : string.Create(culture, $"{kind}, {100 * amount}% of the numbers"));
        yield return ("measured on", string.Create(culture, $"{result.Examples} examples; ± standard errors"));
        yield return ("squared error", string.Create(culture,
            $"noisy {Show(result.NoisyError, 4)}, denoised {Show(result.DenoisedError, 4)} per element; less by {Show(result.Improvement, 4)}"));
        if (result is { NoisyPsnr: { } before, DenoisedPsnr: { } after })
            yield return ("PSNR", $"noisy {Show(before, 2)} dB, denoised {Show(after, 2)} dB");
        yield return ("log p(clean | code)", $"of noisy {Show(result.LogLikelihood, 2)}, of clean {Show(result.CleanLogLikelihood, 2)} nats per example");
    }

    private static string Show(Estimate estimate, int digits) =>
        $"{estimate.Value.ToString($"F{digits}", CultureInfo.InvariantCulture)} ± "
            + $"{estimate.StandardError.ToString($"F{digits}", CultureInfo.InvariantCulture)}";

    // Clean, noisy and denoised in turn, in the data's units.
    private static NumberTable Table(ModelView view, SelectedModel model, SelectedData data, int[] rows, Transform? noise, EvaluationContext context)
    {
        string[] kinds = noise is null ? ["noisy", "denoised"] : ["clean", "noisy", "denoised"];
        Engine.CheckSize("the table", (long)kinds.Length * rows.Length, view.Shape.Count);
        DenoisedExamples examples = Denoising.Examples(model.File.Model, data.Seen, rows, noise, context);
        int width = examples.Clean.Length / rows.Length;
        double[][] sources = noise is null ? [examples.Noisy, examples.Denoised] : [examples.Clean, examples.Noisy, examples.Denoised];
        double[][] restored =
        [
            .. sources.Select(values => view.Restore(Tensor.From(values, Shape.Create([rows.Length]).Concat(view.Shape)).To(DType.Float32)).ToDoubles()),
        ];
        float[] table = new float[kinds.Length * rows.Length * width];
        for (int i = 0; i < table.Length; i++)
        {
            int line = i / width;
            table[i] = (float)restored[line % kinds.Length][(line / kinds.Length * width) + (i % width)];
        }

        return new NumberTable(["example", "of"], view.NamesOf(width),
            line => [rows[line / kinds.Length].ToString(CultureInfo.InvariantCulture), kinds[line % kinds.Length]], table,
            OutputFile.Axes(view.Shape, rows.Length, kinds.Length));
    }
}

/// <summary>The result of <c>latent denoise --json</c>; errors only where clean data were spoiled.</summary>
internal sealed record DenoiseResult(
    int SchemaVersion, string Model, string Data, string File, int[] Examples, string? Noise, double? Amount, DenoisingResult? Errors);
