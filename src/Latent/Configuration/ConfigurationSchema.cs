using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Latent.Optimization;

namespace Latent.Configuration;

/// <summary>The JSON schema of configurations, for editors that complete and check them.</summary>
/// <remarks>
/// It describes a file as a person writes it: everything may be left out that has a default, <c>kind</c> too, but in lists and schedules,
/// where there is none. What depends on the data, or on several values at once, only <see cref="ConfigurationReader"/> checks.
/// </remarks>
public static class ConfigurationSchema
{
    private const string Kind = "kind", Required = "required", Properties = "properties", Draft = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>The schema, indented.</summary>
    public static string Write()
    {
        JsonSchemaExporterOptions options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        JsonObject exported = (JsonObject)ConfigurationJson.Default.ExperimentConfig.GetJsonSchemaAsNode(options);
        Relax(exported, isElement: false);
        JsonObject schema = new() { ["$schema"] = Draft, ["title"] = "A configuration of latent train" };
        foreach ((string name, JsonNode? value) in exported) schema[name] = value?.DeepClone();
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new JsonWriterOptions { Indented = true })) schema.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    // A schedule has a converter of its own, which says nothing about what it reads.
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.Type != typeof(ScheduleConfig)) return schema;
        JsonNode shape = ConfigurationJson.Default.ScheduleShape.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        JsonArray kinds = [new JsonObject { ["type"] = "number" }, shape];
        if (context.PropertyInfo is { IsSetNullable: true }) kinds.Add((JsonNode)new JsonObject { ["type"] = "null" });
        return new JsonObject { ["anyOf"] = kinds };
    }

    // An object without a kind is laid over one that has it; an element of a list, and a schedule, are laid over nothing.
    private static void Relax(JsonNode? node, bool isElement)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? each in list) Relax(each, isElement);
            return;
        }

        if (node is not JsonObject schema) return;
        bool isSchedule = schema["anyOf"] is JsonArray kinds && kinds.Any(static kind => Is((kind as JsonObject)?["type"], "number"));
        if (!isElement && schema[Required] is JsonArray required && schema[Properties]?[Kind] is not null)
        {
            if (required.FirstOrDefault(static name => Is(name, Kind)) is { } entry) _ = required.Remove(entry);
            if (required.Count == 0) _ = schema.Remove(Required);
        }

        // A type of many kinds is said to require one, too.
        foreach ((string name, JsonNode? inner) in schema.ToArray())
            Relax(inner, Is(name, "items") || (isElement && !Is(name, Properties)) || isSchedule);
        if (!isElement && schema[Required] is JsonArray only && schema[Properties] is null && only.All(static name => Is(name, Kind)))
            _ = schema.Remove(Required);
    }

    private static bool Is(JsonNode? node, string text) => string.Equals(node?.ToString(), text, StringComparison.Ordinal);

    private static bool Is(string name, string text) => string.Equals(name, text, StringComparison.Ordinal);
}
