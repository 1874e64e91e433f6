using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Evaluation.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent traverse</c>: what changes when one dimension of a code does.</summary>
internal static class TraverseCommand
{
    private const int Encoded = 2000, ShownOfDead = 12;

    private static readonly Option<int[]?> Dimensions = Options.Numbers("--dimensions",
        "Which dimensions, from 0 (default: each active one, the most telling first)");
    private static readonly Option<string?> Site = Options.Text("--site", "Which latent variable, where there are several", "name");
    private static readonly Option<int?> Around = Options.MaybeWhole("--around",
        "Start from the code of this example (default: the mean code)", 0, int.MaxValue, "i");
    private static readonly Option<double> From = Options.Number("--from", "The first value", -3);
    private static readonly Option<double> To = Options.Number("--to", "The last value", 3);
    private static readonly Option<int> Steps = Options.Whole("--steps", "How many values", 11, 2, 100);

    public static Command Make()
    {
        Command command = new("traverse", "Move one dimension of the code at a time, and show what the model makes of it.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        foreach (Option option in new Option[] { Dimensions, Site, Around, From, To, Steps, GivenSelection.Given }) command.Add(option);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        RandomKey key = RandomKey.FromSeed(0).Split("report");
        ModelView view = new(model, key, GivenSelection.Of(parsed, model));
        OutputFile output = OutputFile.Choose(parsed, model.Folder, "traverse", view.IsImage, view.IsImage ? OutputFormat.Png : OutputFormat.Csv);
        SelectedData data = DataSelection.Open(parsed, model);
        int? around = parsed.GetValue(Around) is { } example ? ExampleNumbers.Check([example], data.Seen, "--around")[0] : null;
        LatentCodes codes = LatentCodes.Encode(model.File.Model, data.Seen, key, Math.Max(Encoded, (around ?? 0) + 1), device: model.Device);
        SiteCodes site = SiteSelection.Of(codes, parsed.GetValue(Site));
        int[] dimensions = Choose(parsed.GetValue(Dimensions), site, terminal);
        double low = parsed.GetValue(From), high = parsed.GetValue(To);
        int steps = parsed.GetValue(Steps);
        Engine.CheckSize("the sheet", (long)dimensions.Length * steps, view.Shape.Count);
        output.Write(
            () => view.PicturesLike(data).Traversal(codes, dimensions, site.Name, around, low, high, steps),
            () => new NumberTable(["dimension", "value"], view.Names,
                row => [Text(dimensions[row / steps]), Text(low + (row % steps * (high - low) / (steps - 1)))],
                view.Numbers.TraversalImages(codes, dimensions, site.Name, around, low, high, steps),
                OutputFile.Axes(view.Shape, dimensions.Length, steps)));
        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(new TraverseResult(1, model.Path, data.Seen.Name, output.Path,
            site.Name, dimensions, around, low, high, steps, parsed.GetValue(GivenSelection.Given)),
            CliJson.Default.TraverseResult,
            ("model", model.Path),
            ("written", output.Path),
            ("dimensions", string.Join(", ",
                dimensions.Select(d => site.Kl.Count == 0 ? Text(d) : string.Create(CultureInfo.InvariantCulture, $"{d} (KL {site.Kl[d]:F2})")))),
            ("values", string.Create(CultureInfo.InvariantCulture,
                $"{steps} from {low} to {high}, around {(around is { } i ? $"the code of example {i}" : "the mean code")}{GivenSelection.Words(parsed)}")));
        return ExitCode.Ok;
    }

    private static int[] Choose(int[]? asked, SiteCodes site, CommandTerminal terminal)
    {
        if (asked is { Length: > 0 })
        {
            foreach (int dimension in asked)
            {
                if (dimension >= site.Width)
                    throw new CommandException(ExitCode.Usage,
                        $"--dimensions: there is no dimension {dimension}; '{site.Name}' has those from 0 to {site.Width - 1}.");
            }

            return asked;
        }

        int[] active = [.. site.ByActivity().Where(d => site.Kl.Count == 0 || site.Kl[d] >= LatentCharts.ActiveKl)];
        if (active.Length > 0) return active;
        terminal.Say($"warning: no dimension of '{site.Name}' is active, so that nothing will change: "
            + "the posterior has collapsed to the prior (latent eval says more).");
        return [.. site.ByActivity().Take(ShownOfDead)];
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The result of <c>latent traverse --json</c>.</summary>
internal sealed record TraverseResult(
    int SchemaVersion, string Model, string Data, string File, string Site, int[] Dimensions, int? Around, double From, double To, int Steps, string? Given);
