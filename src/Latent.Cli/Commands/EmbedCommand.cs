using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Evaluation.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent embed</c>: the codes of examples, for whatever comes after.</summary>
internal static class EmbedCommand
{
    private static readonly Option<int?> Count = Options.MaybeWhole("--count", "How many examples, from the first (default: all)", 1, int.MaxValue);
    private static readonly Option<string?> Site = Options.Text("--site", "One latent variable, where there are several (default: all)", "name");

    public static Command Make()
    {
        Command command = new("embed", "Print the codes of examples as a table: means of q(z | x), no random draws, with the class where there is one.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        command.Add(Count);
        command.Add(Site);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        SelectedData data = DataSelection.Open(parsed, model);
        // Codes go where the next program reads them, if nobody names a file.
        bool isNamed = OutputFile.IsNamed(parsed);
        OutputFile output = isNamed || OutputFile.IsArray(parsed)
            ? OutputFile.Choose(parsed, model.Folder, "codes", canBePicture: false, OutputFormat.Csv)
            : new OutputFile(OutputFile.StandardOutput, OutputFormat.Csv);
        LatentCodes codes = LatentCodes.Encode(model.File.Model, data.Seen,
            RandomKey.FromSeed(0).Split("report"), parsed.GetValue(Count) ?? int.MaxValue, device: model.Device);
        SiteCodes[] sites = parsed.GetValue(Site) is { } name ? [SiteSelection.Of(codes, name)] : [.. codes.Sites];
        NumberTable table = Table(codes, sites);
        if (output.IsStandardOutput && terminal.Json)
        {
            float[][] rows = [.. table.Values.Chunk(table.Columns.Length)];
            terminal.Result(new EmbedDocument(1, model.Path, data.Seen.Name, table.Columns,
                rows, codes.ClassNames.Count == 0 ? null : [.. codes.Classes.Select(c => codes.ClassNames[c])]),
                CliJson.Default.EmbedDocument, static () => "");
            return ExitCode.Ok;
        }

        output.Write(static () => throw new InvalidOperationException("Codes are no picture."), () => table);
        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(new EmbedResult(1, model.Path, data.Seen.Name, output.Path, codes.Count, table.Columns), CliJson.Default.EmbedResult,
            ("model", model.Path),
            ("data", data.Seen.Name),
            ("written", output.Path),
            ("codes", string.Create(CultureInfo.InvariantCulture, $"{codes.Count} of {table.Columns.Length} numbers")));
        return ExitCode.Ok;
    }

    private static NumberTable Table(LatentCodes codes, SiteCodes[] sites)
    {
        int width = sites.Sum(static site => site.Width);
        float[] values = new float[codes.Count * width];
        for (int row = 0, at = 0; row < codes.Count; row++)
        {
            foreach (SiteCodes site in sites)
            {
                foreach (double value in site[row]) values[at++] = (float)value;
            }
        }

        // z0, z1, ...; of several variables each its own name, then the number.
        string point = sites.Length == 1 ? "" : ".";
        string[] names = [.. sites.SelectMany(site =>
            Enumerable.Range(0, site.Width).Select(d => string.Create(CultureInfo.InvariantCulture, $"{site.Name}{point}{d}")))];
        bool hasClasses = codes.ClassNames.Count > 0;
        return new NumberTable(hasClasses ? ["label"] : [], names, row => hasClasses
            ? [codes.ClassNames[codes.Classes[row]]] : [], values, [codes.Count, width], KeysLast: true);
    }
}

/// <summary>The result of <c>latent embed --json</c>: all codes.</summary>
internal sealed record EmbedDocument(int SchemaVersion, string Model, string Data, string[] Columns, float[][] Codes, string[]? Labels);

/// <summary>The result of <c>latent embed --json --out ...</c>.</summary>
internal sealed record EmbedResult(int SchemaVersion, string Model, string Data, string File, int Count, string[] Columns);
