using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Configuration;
using Latent.Data;
using Latent.Runs;

namespace Latent.Cli.Inspection;

/// <summary>Explains configuration files: whether they are valid, and all that is wrong with them.</summary>
internal static class ConfigurationInspector
{
    private static readonly string[] Sections = ["seed", "data", "model", "objective", "optimizer", "training", "evaluation"];

    /// <summary>Whether a text is a configuration more than anything else: it has a section of one, or is to be one and cannot be read.</summary>
    public static bool IsOne(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().Any(static property => Sections.Contains(property.Name, StringComparer.Ordinal)
                    && property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Number);
        }
        catch (JsonException)
        {
            // What is wrong with a text that names the sections of one is what its reader says.
            return Sections.Skip(1).Any(section => text.Contains($"\"{section}\"", StringComparison.Ordinal));
        }
    }

    public static Findings Inspect(string path)
    {
        Findings found = new(path, "configuration", "a configuration of a training");
        try
        {
            ExperimentConfig config = ConfigurationReader.Read(Fitting(path)).Config;
            found.Add("valid", "yes", true);
            JsonNode tree = JsonNode.Parse(ConfigurationReader.Write(config))!;
            foreach (string section in new[] { "model", "objective", "optimizer" }) found.Add(section, (string)tree[section]!["kind"]!);
            found.Add("data", (string)tree["data"]!["source"]!["kind"]!)
                .Add("seed", config.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), config.Seed);
            return found.Add("train with", $"latent train --config {path}");
        }
        catch (ConfigurationException e)
        {
            found.Add("valid", "no", false);
            foreach (ConfigurationError error in e.Errors) found.Add("error", error.ToString(),
                new JsonObject { ["path"] = error.Path, ["message"] = error.Message, ["origin"] = error.Origin });
            found.ExitCode = ExitCode.Usage;
            return found;
        }
    }

    // As train reads it: over the settings that fit the data, if these are there.
    private static IReadOnlyList<ConfigurationLayer> Fitting(string path)
    {
        ConfigurationLayer layer = ConfigurationLayer.FromFile(path);
        try
        {
            return [DataDefaults.For(Experiment.OpenData(ConfigurationReader.Read(layer).Config).Train, layer), layer];
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [layer];
        }
    }
}
