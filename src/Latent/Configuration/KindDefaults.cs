using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Latent.Configuration;

/// <summary>The settings of a kind as they are where nobody says anything, so that a layer may change one of them and leave the others.</summary>
internal static class KindDefaults
{
    private const string Kind = "kind";

    /// <summary>An object of a kind, all of whose settings have their defaults.</summary>
    /// <param name="root">The configuration so far, whose kinds on the way say what may stand where.</param>
    /// <param name="path">Where the object stands, with points.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>Null where there is no such kind, or where some of its settings have no defaults.</returns>
    public static JsonObject? Of(JsonObject root, string path, string kind)
    {
        JsonTypeInfo? info = ConfigurationJson.Default.ExperimentConfig;
        JsonNode? node = root;
        foreach (string name in path.Split('.'))
        {
            info = Actual(info, (node as JsonObject)?[Kind]?.ToString());
            JsonPropertyInfo? property = info?.Properties.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
            if (property is null) return null;
            info = ConfigurationJson.Default.GetTypeInfo(property.PropertyType);
            node = (node as JsonObject)?[name];
        }

        return info?.PolymorphismOptions is null || Actual(info, kind) is not { CreateObject: { } create }
            ? null
            : JsonSerializer.SerializeToNode(create(), info) as JsonObject;
    }

    // The record that an object's kind names; the type itself where there are no kinds.
    private static JsonTypeInfo? Actual(JsonTypeInfo? info, string? kind)
    {
        if (info?.PolymorphismOptions is not { } kinds) return info;
        foreach (JsonDerivedType derived in kinds.DerivedTypes)
        {
            if (string.Equals(derived.TypeDiscriminator as string, kind, StringComparison.Ordinal))
                return ConfigurationJson.Default.GetTypeInfo(derived.DerivedType);
        }

        return null;
    }
}
