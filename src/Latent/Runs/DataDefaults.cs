using System.Globalization;
using Latent.Configuration;
using System.Text.Json.Nodes;
using Latent.Models;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>The settings that fit data nobody has said anything about: a layer right above the defaults, that any other layer overrides.</summary>
public static class DataDefaults
{
    private const int Measured = 256;

    // Few examples make few steps: smaller batches, and more epochs until patience ends them.
    private const int SmallData = 2000;

    // Handwriting has a few grey pixels at the edges of its strokes, a photograph little else.
    private const double MostGrey = 0.25;

    /// <summary>The settings for data's column <c>x</c>: how it is prepared, its likelihood, its networks.</summary>
    /// <param name="train">The training set, before any transform; some of it is looked at.</param>
    /// <param name="above">What others have said: the preparation follows a likelihood they name.</param>
    /// <exception cref="ArgumentException">There is no column <c>x</c>.</exception>
    public static ConfigurationLayer For(IDataset train, params IReadOnlyList<ConfigurationLayer> above)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(above);
        DataColumn x = DatasetExtensions.Find(train.Columns, "x")
            ?? throw new ArgumentException($"The data have no column 'x' to model; they have: {string.Join(", ", train.Columns.Select(static c => c.Name))}.");
        bool isBinary = x.Levels == 2, isGrey = x.Levels > 2 && ShareOfGrey(train) > MostGrey;
        string kind = Said(above, "likelihood") ?? (x.Levels == 0 || isGrey ? "gaussian" : "bernoulli");
        string likelihood = kind switch
        {
            // Places of sequences that differ in length have no statistics of their own.
            "gaussian" when x.Levels > 2 => """{ "kind": "gaussian", "mean": "unit", "scale": "per-element", "deviation": 0.1, "leastDeviation": 0.01 }""",
            "gaussian" when x.IsSequence => """{ "kind": "gaussian", "scale": "shared", "leastDeviation": 0.05 }""",
            "gaussian" => """{ "kind": "gaussian", "scale": "per-element", "leastDeviation": 0.05 }""",
            _ => $$"""{ "kind": "{{kind}}" }""",
        };
        // What has a length needs networks that read step by step; large or coloured pictures, ones that share weights over places.
        bool isLargeImage = x.Shape.Rank == 3 && (x.Shape[0] is 1 or 3) && (x.Shape[0] == 3 || Math.Max(x.Shape[1], x.Shape[2]) > 32);
        string network = x.IsSequence ? """{ "kind": "recurrent" }""" : isLargeImage ? """{ "kind": "convolutional" }""" : """{ "kind": "mlp" }""";
        // A table of a few columns needs fewer latent variables than it has columns.
        int latents = x.IsSequence ? 20 : Math.Clamp(x.Shape.Count / 2, 1, 20);
        ModelEntry? entry = ModelCatalog.All.FirstOrDefault(e => string.Equals(e.Kind, Said(above, null) ?? "vae", StringComparison.Ordinal));
        string model = entry is not null && entry.Type.IsAssignableTo(typeof(EncoderDecoderConfig))
            ? $$""", "model": { "kind": "{{entry.Kind}}", "latents": {{latents}}, "encoder": {{network}}, "likelihood": {{likelihood}} }""" : "";
        string training = train.Count < SmallData ? $$""", "training": { "batchSize": {{Math.Clamp(train.Count / 20, 1, 128)}}, "epochs": 500 }""" : "";
        string text = string.Create(CultureInfo.InvariantCulture,
            $$"""{ "data": { "transforms": [{{Transforms(x, kind, isBinary)}}] }{{model}}{{training}} }""");
        return ConfigurationLayer.FromJson($"recipe for {x}", WithCompanions(text, entry));
    }

    // Sections that the kind of the model brings with it: none of them is one that the data decide.
    private static string WithCompanions(string text, ModelEntry? entry)
    {
        if (entry is null || string.Equals(entry.Companions, "{}", StringComparison.Ordinal)) return text;
        JsonObject tree = JsonNode.Parse(text)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(entry.Companions)!.AsObject()) tree[name] = value?.DeepClone();
        return tree.ToJsonString();
    }

    private static string Transforms(DataColumn x, string likelihood, bool isBinary)
    {
        if (x.Levels == 0)
        {
            string standardize = x.IsSequence ? """{ "kind": "standardize", "per": "column" }""" : """{ "kind": "standardize" }""";
            return x.HasMissing ? $"{standardize}, {{ \"kind\": \"fill-missing\" }}" : standardize;
        }

        return likelihood switch
        {
            "bernoulli" => isBinary ? "" : """{ "kind": "binarize" }""",
            "gaussian" or "laplace" or "continuous-bernoulli" => """{ "kind": "dequantize" }""",
            _ => "", // the others are probabilities of the levels themselves
        };
    }

    // The kind of the model, or of a part of it, that the last of some layers names; null if none does.
    private static string? Said(IReadOnlyList<ConfigurationLayer> layers, string? part)
    {
        string? said = null;
        foreach (ConfigurationLayer layer in layers)
        {
            JsonNode? model = layer.Tree["model"];
            if (((part is null ? model : (model as JsonObject)?[part]) as JsonObject)?["kind"] is JsonValue kind
                && kind.TryGetValue(out string? name)) said = name;
        }

        return said;
    }

    private static double ShareOfGrey(IDataset train)
    {
        int count = Math.Min(Measured, train.Count);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * train.Count / count))];
        using Pass pass = Pass.Evaluation();
        double[] values = train.Get(rows, pass, default)["x"].ToDoubles();
        return values.Count(static value => value is > 0.1 and < 0.9) / (double)Math.Max(1, values.Length);
    }
}
