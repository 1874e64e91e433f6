using System.CommandLine;
using System.Globalization;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent data check</c>: opens data as a training would, looks through all of it, and says what it is.</summary>
internal static class DataCheckCommand
{
    private const int MostClasses = 12;

    private static readonly Argument<string?> Data = new("data")
    {
        Description = "A name of latent data list, a file, or a folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Folder = DataCommand.Folder();
    private static readonly Option<bool> Strict = new("--strict") { Description = "Warnings count as errors" };

    public static Command Make()
    {
        Command command = new("check", "Look through a data set for what spoils training, and print its fingerprint.") { Data, Folder, Strict };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        string? asked = parsed.GetValue(Data), folder = parsed.GetValue(Folder);
        DataSource source = DataLocator.Find(asked, folder);
        string kind = DataCatalog.All.Single(entry => entry.Type == source.GetType()).Kind;
        DataFingerprint? fingerprint = null;
        List<DataCheckFinding> findings = [];
        try
        {
            DataSplits splits = source.Open(RandomKey.FromSeed(1));
            foreach ((string part, IDataset? data) in new[] { ("train", splits.Train), ("validation", splits.Validation), ("test", splits.Test) })
            {
                if (data is not null)
                    findings.AddRange(DataCheck.Run(data).Select(f => new DataCheckFinding(Level(f.Level), part, f.Column, f.Text)));
            }

            fingerprint = DataFingerprint.Of(source, splits);
        }
        catch (DataFormatException e)
        {
            findings.Add(new DataCheckFinding("error", "", "", e.Message));
        }

        int errors = findings.Count(static f => string.Equals(f.Level, "error", StringComparison.Ordinal)), warnings = findings.Count - errors;
        bool passed = errors == 0 && (warnings == 0 || !parsed.GetValue(Strict));
        terminal.Result(new DataCheckResult(1, asked ?? folder ?? kind, kind, passed, fingerprint, [.. findings]), CliJson.Default.DataCheckResult,
        [
            ("data", $"{asked ?? folder ?? kind} ({kind})"),
            .. fingerprint is null ? [] : Lines(fingerprint),
            .. findings.Select(static f => (f.Level, f.Part.Length > 0 ? $"{f.Part}: {f.Text}" : f.Text)),
            ("result", findings.Count == 0 ? "nothing was found that spoils training"
                : string.Create(CultureInfo.InvariantCulture, $"{Count(errors, "error")}, {Count(warnings, "warning")}")),
        ]);
        return passed ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static string Level(FindingLevel level) => level == FindingLevel.Error ? "error" : "warning";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static IEnumerable<(string, string)> Lines(DataFingerprint fingerprint)
    {
        foreach (PartFingerprint part in fingerprint.Parts)
        {
            yield return (part.Name, Invariant($"{part.Rows:N0} examples"));
            foreach (ColumnFingerprint column in part.Columns)
            {
                yield return ("", column.Classes.Count > 0 ? Classes(column) : Range(column));
                int width = column.Elements.Count == 0 ? 0 : column.Elements.Max(static element => element.Name.Length);
                foreach (ElementFingerprint element in column.Elements)
                    yield return ("", $"  {element.Name.PadRight(width)}  {Range(element)}");
            }
        }

        foreach (FileFingerprint file in fingerprint.Files)
        {
            string published = file.Published is null ? "" : $"  ({file.Published})";
            yield return ("file", Invariant($"{file.Path}  {file.Bytes:N0} bytes  SHA-256 {file.Sha256}{published}"));
        }

        if (fingerprint.FileCount > 1)
            yield return ("files", Invariant($"{fingerprint.FileCount:N0}, SHA-256 over theirs {fingerprint.Sha256}"));
    }

    private static string Range(ColumnFingerprint column) => column.Lowest is null
        ? $"{column.Meaning}: no values"
        : Invariant($"{column.Meaning}: {column.Lowest:G6} to {column.Highest:G6}, mean {column.Mean:G6}{Missing(column)}");

    private static string Range(ElementFingerprint element) => element.Lowest is null
        ? "no values"
        : Invariant($"{element.Lowest:G6} to {element.Highest:G6}, mean {element.Mean:G6}{(element.Missing == 0 ? "" : $", {element.Missing} missing")}");

    private static string Classes(ColumnFingerprint column)
    {
        string counts = string.Join(", ", column.Classes.Take(MostClasses).Select(static c => Invariant($"{c.Name} {c.Count:N0} times")));
        return $"{column.Meaning}: {counts}{(column.Classes.Count > MostClasses ? ", ..." : "")}{Missing(column)}";
    }

    private static string Missing(ColumnFingerprint column) => column.Missing == 0 ? "" : Invariant($", {column.Missing:N0} missing");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The result of <c>latent data check --json</c>; there is no fingerprint of data that cannot be read.</summary>
internal sealed record DataCheckResult(
    int SchemaVersion, string Data, string Kind, bool Passed, DataFingerprint? Fingerprint, DataCheckFinding[] Findings);

/// <summary>Something that was found: how bad it is, in which part and column.</summary>
internal sealed record DataCheckFinding(string Level, string Part, string Column, string Text);
