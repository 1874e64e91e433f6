using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent interpolate</c>: from the code of one example to that of another.</summary>
internal static class InterpolateCommand
{
    private static readonly Option<int?> From = Options.MaybeWhole("--from", "The example to begin with (default: pairs at random)", 0, int.MaxValue, "i");
    private static readonly Option<int?> To = Options.MaybeWhole("--to", "The example to end with", 0, int.MaxValue, "j");
    private static readonly Option<int> Pairs = Options.Whole("--pairs", "How many pairs at random", 8, 1, 1000);
    private static readonly Option<ulong> Seed = Options.Seed("Fixes which pairs");
    private static readonly Option<int> Steps = Options.Whole("--steps", "How many examples between two, both reconstructions counted", 11, 2, 100);

    public static Command Make()
    {
        Command command = new("interpolate", "Walk from the code of one test example to that of another, straight and on the arc.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        foreach (Option option in new Option[] { From, To, Pairs, Seed, Steps }) command.Add(option);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        ModelView view = new(model, RandomKey.FromSeed(0).Split("report"));
        (int From, int To)? named = (parsed.GetValue(From), parsed.GetValue(To)) switch
        {
            (null, null) => null,
            ({ } from, { } to) => (from, to),
            _ => throw new CommandException(ExitCode.Usage, "--from and --to: name both examples, or neither for pairs at random."),
        };
        ulong seed = parsed.GetValue(Seed);
        string name = named is { } ends
            ? string.Create(CultureInfo.InvariantCulture, $"interpolate-{ends.From}-{ends.To}")
            : string.Create(CultureInfo.InvariantCulture, $"interpolate-seed-{seed}");
        OutputFile output = OutputFile.Choose(parsed, model.Folder, name, view.IsImage, view.IsImage ? OutputFormat.Png : OutputFormat.Csv);
        SelectedData data = DataSelection.Open(parsed, model);
        (int From, int To)[] pairs = named is { } asked
            ? [(ExampleNumbers.Check([asked.From], data.Seen, "--from")[0], ExampleNumbers.Check([asked.To], data.Seen, "--to")[0])]
            : AtRandom(data.Seen, parsed.GetValue(Pairs), RandomKey.FromSeed(seed));
        int steps = parsed.GetValue(Steps);
        Engine.CheckSize("the sheet", 2L * pairs.Length * steps, view.Shape.Count);
        output.Write(() => view.PicturesLike(data).Interpolations(data.Seen, pairs, steps), () => Table(view, data, pairs, steps));
        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(new InterpolateResult(1, model.Path, data.Seen.Name,
            output.Path, [.. pairs.Select(static pair => new[] { pair.From, pair.To })], steps),
            CliJson.Default.InterpolateResult,
            ("model", model.Path),
            ("data", data.Seen.Name),
            ("written", output.Path),
            ("pairs", string.Join(", ", pairs.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.From} to {pair.To}")))));
        return ExitCode.Ok;
    }

    private static (int From, int To)[] AtRandom(IDataset data, int count, RandomKey key)
    {
        if (data.Count < 2) throw new CommandException(ExitCode.BadData, $"{data.Name} has {data.Count} examples; two are needed to walk between.");
        int[] rows = new int[data.Count];
        key.Split("pairs").For(RandomPurpose.Resampling).Permutation(data.Count).Fill(rows);
        return [.. Enumerable.Range(0, Math.Min(count, data.Count / 2)).Select(i => (rows[2 * i], rows[(2 * i) + 1]))];
    }

    private static NumberTable Table(ModelView view, SelectedData data, (int From, int To)[] pairs, int steps)
    {
        float[] straight = view.Numbers.InterpolateImages(data.Seen, pairs, steps),
            arcs = view.Numbers.InterpolateImages(data.Seen, pairs, steps, spherical: true);
        int strip = steps * view.Shape.Count;
        float[] values = [.. Enumerable.Range(0, pairs.Length)
            .SelectMany(pair => straight.Skip(pair * strip).Take(strip).Concat(arcs.Skip(pair * strip).Take(strip)))];
        return new NumberTable(["from", "to", "path", "at"], view.Names, Key, values, OutputFile.Axes(view.Shape, pairs.Length, 2, steps));

        string[] Key(int row)
        {
            (int from, int to) = pairs[row / (2 * steps)];
            double at = (double)(row % steps) / (steps - 1);
            return [from.ToString(CultureInfo.InvariantCulture), to.ToString(CultureInfo.InvariantCulture),
                row / steps % 2 == 0 ? "line" : "arc", at.ToString("R", CultureInfo.InvariantCulture)];
        }
    }
}

/// <summary>The result of <c>latent interpolate --json</c>.</summary>
internal sealed record InterpolateResult(int SchemaVersion, string Model, string Data, string File, int[][] Pairs, int Steps);
