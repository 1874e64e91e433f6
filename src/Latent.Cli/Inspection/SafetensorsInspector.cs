using System.Text.Json.Nodes;
using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Reporting;

namespace Latent.Cli.Inspection;

/// <summary>Explains safetensors files: anybody's by their tensors, ours as the models they are.</summary>
internal static class SafetensorsInspector
{
    private const string Format = "latent.format", Golden = "golden/", GoldenInputs = "golden/input/";
    private const int LongestValue = 100, MostTensors = 2000;

    public static Findings Inspect(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Metadata.ContainsKey(Format) ? Model(path, file) : Any(path, file);
    }

    /// <summary>A table of tensors.</summary>
    public static ReportTable Table(IEnumerable<SafetensorsEntry> entries)
    {
        ReportTable table = new("name", "type", "shape", "numbers");
        foreach (SafetensorsEntry entry in entries.Take(MostTensors)) table = table.Row(entry.Name,
            entry.Type.ToString(), $"[{string.Join(", ", entry.Shape)}]", entry.Count);
        return table;
    }

    private static Findings Any(string path, SafetensorsFile file)
    {
        Findings found = new(path, "safetensors", "tensors in the safetensors format, without the metadata of a latent model");
        Size(found, path, file.Entries);
        foreach ((string key, string value) in file.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            found.Add("metadata", $"{key} = {Short(value)}", new JsonObject { ["key"] = key, ["value"] = value });
        return found.Add("tensors", Table(file.Entries));
    }

    private static Findings Model(string path, SafetensorsFile file)
    {
        Findings found = new(path, "model", "a latent model with all that is needed to use it");
        SafetensorsEntry[] parameters = [.. file.Entries.Where(static entry => !entry.Name.StartsWith(Golden, StringComparison.Ordinal))];
        Size(found, path, parameters);
        ModelFile model = ModelFile.Load(path); // says what is wrong, if something is
        ModelCard card = model.Card;
        found.Add("name", card.Name)
            .Add("factorisation", card.Factorisation)
            .Add("trained on", card.Data.Length == 0 ? "" : $"{card.Data}, {Sizes.Number(card.TrainExamples)} examples, {Sizes.Number(card.Steps)} steps")
            .Add("validation bound", card.ValidationBound is { } bound ? FormattableString.Invariant($"{bound:F2} nats per example") : "", card.ValidationBound)
            .Add("notes", card.Notes)
            .Add("format", file.Metadata[Format]);
        foreach (DataColumn column in model.Columns) found.Add("column", column.ToString());
        foreach (Transform transform in model.Transforms)
        {
            JsonNode json = JsonNode.Parse(Pipeline.Write([transform]))![0]!;
            found.Add("transform", $"{json["kind"]} of {transform.Column}", json.DeepClone());
        }

        SafetensorsEntry[] inputs = [.. file.Entries.Where(static entry => entry.Name.StartsWith(GoldenInputs, StringComparison.Ordinal))];
        found.Add("golden check", inputs.Length == 0
            ? "none: the file holds no examples with their outputs"
            : $"passed: {inputs.Max(static entry => entry.Shape.Length == 0 ? 0 : entry.Shape[0])} examples "
                + "give the outputs they gave when the model was saved");
        found.Add("configuration", model.Configuration.Length == 0 ? "none" : "whole, as trained; latent inspect --json prints it",
            model.Configuration.Length == 0 ? null
                : JsonNode.Parse(model.Configuration, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip }));
        return found.Add("parameters", Table(parameters));
    }

    private static void Size(Findings found, string path, IReadOnlyCollection<SafetensorsEntry> entries)
    {
        long numbers = entries.Sum(static entry => entry.Count);
        found.Add("size", Sizes.Bytes(new FileInfo(path).Length))
            .Add("numbers", $"{Sizes.Number(numbers)} in {Sizes.Number(entries.Count)} tensors"
                + $"{(entries.Count > MostTensors ? $", of which {Sizes.Number(MostTensors)} are listed" : "")}", numbers);
    }

    private static string Short(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestValue ? line : line[..LongestValue] + "...";
    }
}
