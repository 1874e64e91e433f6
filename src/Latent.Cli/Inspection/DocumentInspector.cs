using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Evaluation;
using Latent.Reporting;
using Latent.Runs;

namespace Latent.Cli.Inspection;

/// <summary>Explains the documents that runs consist of.</summary>
internal static class DocumentInspector
{
    private static readonly string[] PartsOfRolls = ["train", "valid", "validation", "test"];

    /// <summary>What a JSON text is; null where it may be data.</summary>
    public static Findings? TryInspect(string path, string text)
    {
        if (Evaluation(path, text) is { } evaluation) return evaluation;
        string name = Path.GetFileName(path);
        string known = RunInspector.Files.FirstOrDefault(file => string.Equals(file.File, name, StringComparison.Ordinal)).What ?? "a JSON document";
        try
        {
            if (path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            {
                string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                foreach (string line in lines) JsonDocument.Parse(line).Dispose();
                return new Findings(path, "json-lines", known).Add("lines", Sizes.Number(lines.Length), lines.Length);
            }

            if (JsonNode.Parse(text) is not JsonObject document
                || document.Any(static member => PartsOfRolls.Contains(member.Key, StringComparer.Ordinal) && member.Value is JsonArray)) return null;
            ReportTable table = new("member", "value");
            foreach ((string member, JsonNode? value) in document) table = table.Row(member, Short(value));
            return new Findings(path, "json", known).Add("members", table);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>HTML or SVG.</summary>
    public static Findings Page(string path) =>
        new Findings(path, "page", string.Equals(Path.GetFileName(path), RunFolder.ReportFile, StringComparison.Ordinal)
            ? "the report of a run: open it in a browser" : "a page or drawing: open it in a browser")
            .Add("size", Sizes.Bytes(new FileInfo(path).Length));

    private static Findings? Evaluation(string path, string text)
    {
        try
        {
            EvaluationReport report = EvaluationReport.Parse(text);
            Findings found = new(path, "evaluation", "what a model is worth");
            found.Add("data", report.Data).Add("figures", EvaluationTables.Summary(report));
            foreach (Finding finding in report.Findings) found.Add(finding.Severity.ToString().ToLowerInvariant(), $"{finding.Text}\n{finding.Advice}");
            return found;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(JsonNode? value)
    {
        const int longest = 80;
        string text = value?.ToJsonString() ?? "null";
        return text.Length <= longest ? text : text[..longest] + "...";
    }
}
