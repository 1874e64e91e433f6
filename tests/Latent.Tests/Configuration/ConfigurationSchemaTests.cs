using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Configuration;

namespace Latent.Tests.Configuration;

public sealed class ConfigurationSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(ConfigurationSchema.Write())!;

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "seed": 7, "training": { "epochs": 3, "patience": null } }""")]
    [InlineData("""{ "model": { "kind": "vae", "latents": 3, "likelihood": { "kind": "gaussian", "scale": "per-element" } } }""")]
    [InlineData("""{ "model": { "latents": 3, "encoder": { "hidden": [400, 400] } } }""")]
    [InlineData("""{ "optimizer": { "kind": "sgd", "learningRate": 0.1 } }""")]
    [InlineData("""{ "optimizer": { "learningRate": { "kind": "cosine", "from": 0.1, "over": 10, "unit": "epoch" } } }""")]
    [InlineData("""{ "data": { "source": { "kind": "csv", "path": "a.csv" }, "transforms": [{ "kind": "standardize", "per": "column" }] } }""")]
    [InlineData("""{ "evaluation": { "parts": ["bound", "sample-quality"] } }""")]
    public void What_the_reader_takes_is_valid(string json)
    {
        _ = ConfigurationReader.Read(ConfigurationLayer.FromJson("text", json));
        Assert.Equal("", Problem(Schema, JsonNode.Parse(json), "$"));
    }

    [Theory]
    [InlineData("""{ "sed": 7 }""")]
    [InlineData("""{ "seed": "seven" }""")]
    [InlineData("""{ "training": { "epochs": 1.5 } }""")]
    [InlineData("""{ "model": { "kind": "vea" } }""")]
    [InlineData("""{ "model": { "kind": "vae", "latent": 3 } }""")]
    [InlineData("""{ "model": { "likelihood": { "kind": "gaussian", "scale": "each" } } }""")]
    [InlineData("""{ "optimizer": { "learningRate": "fast" } }""")]
    [InlineData("""{ "optimizer": { "learningRate": { "kind": "cosine", "from": 0.1 } } }""")]
    [InlineData("""{ "data": { "transforms": [{ "per": "column" }] } }""")]
    [InlineData("""{ "evaluation": { "parts": ["bonds"] } }""")]
    public void What_the_reader_refuses_is_not(string json)
    {
        _ = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(ConfigurationLayer.FromJson("text", json)));
        Assert.NotEqual("", Problem(Schema, JsonNode.Parse(json), "$"));
    }

    [Fact]
    public void A_configuration_written_out_is_valid_and_the_schema_points_nowhere()
    {
        Assert.Equal("", Problem(Schema, JsonNode.Parse(ConfigurationReader.Write(new ExperimentConfig())), "$"));
        Assert.DoesNotContain("$ref", ConfigurationSchema.Write(), StringComparison.Ordinal);
    }

    // As much of JSON schema as this one uses: the first thing that does not fit, or nothing.
    private static string Problem(JsonNode? schema, JsonNode? value, string path)
    {
        if (schema is not JsonObject rules) return schema!.GetValue<bool>() ? "" : $"{path}: nothing fits";
        JsonValueKind kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (rules["type"] is { } type && !(type is JsonArray types ? types : new JsonArray(type.DeepClone())).Any(name => IsOf(name!.GetValue<string>()))) return $"{path}: is no {type}";
        if (rules["const"] is { } constant && !JsonNode.DeepEquals(constant, value)) return $"{path}: is not {constant}";
        if (rules["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value))) return $"{path}: is none of {words}";
        if (rules["anyOf"] is JsonArray any)
        {
            string[] problems = [.. any.Select(each => Problem(each, value, path))];
            if (!problems.Contains("")) return string.Join("; ", problems);
        }

        if (value is JsonArray list) return rules["items"] is { } items ? list.Select((item, i) => Problem(items, item, $"{path}[{i}]")).FirstOrDefault(static problem => problem.Length > 0, "") : "";
        if (value is not JsonObject members) return "";
        foreach (JsonNode? name in rules["required"] as JsonArray ?? [])
        {
            if (!members.ContainsKey(name!.GetValue<string>())) return $"{path}: {name} is missing";
        }

        foreach ((string name, JsonNode? member) in members)
        {
            if (rules["properties"]?[name] is { } known)
            {
                string problem = Problem(known, member, $"{path}.{name}");
                if (problem.Length > 0) return problem;
            }
            else if (rules["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>())
            {
                return $"{path}: {name} is unknown";
            }
        }

        return "";

        bool IsOf(string name) => name switch
        {
            "null" => kind == JsonValueKind.Null,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "string" => kind == JsonValueKind.String,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && value!.ToJsonString().All(static c => char.IsDigit(c) || c == '-'),
            "array" => kind == JsonValueKind.Array,
            _ => kind == JsonValueKind.Object,
        };
    }
}
