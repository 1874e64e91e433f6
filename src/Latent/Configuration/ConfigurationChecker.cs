using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Latent.Files;
using Latent.Optimization;

namespace Latent.Configuration;

/// <summary>Compares a tree with the records it is to become and finds all that does not fit, not the first thing alone.</summary>
internal sealed class ConfigurationChecker(ConfigurationTree tree)
{
    private readonly List<ConfigurationError> _errors = [];

    public IReadOnlyList<ConfigurationError> Errors => _errors;

    public void Check(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (type.Type == typeof(ScheduleConfig))
        {
            if (node is JsonObject) Check(node, ConfigurationJson.Default.ScheduleShape, path);
            else if (node?.GetValueKind() != JsonValueKind.Number) Refuse(path, $"is {Show(node)}; it must be a number, or a schedule with a 'kind'.");
            return;
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(node, type, path);
                break;
            case JsonTypeInfoKind.Enumerable:
                CheckList(node, type, path);
                break;
            default:
                CheckValue(node, type, path);
                break;
        }
    }

    private void CheckObject(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (node is not JsonObject value)
        {
            Refuse(path, $"is {Show(node)}; it must be an object, {{ ... }}.");
            return;
        }

        string? discriminator = type.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
        {
            if (KindOf(value, type, discriminator, path) is not { } kind) return;
            type = type.Options.GetTypeInfo(kind);
        }

        foreach ((string name, JsonNode? inner) in value)
        {
            if (string.Equals(name, discriminator, StringComparison.Ordinal)) continue;
            string at = path.Length == 0 ? name : $"{path}.{name}";
            if (type.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.Ordinal)) is not { } known)
            {
                string[] names = [.. type.Properties.Select(static property => property.Name)];
                Refuse(at, names.Length == 0
                    ? "there is no such setting; there are none here."
                    : $"there is no such setting; did you mean '{NearestName.Of(name, names)}'? There are: {string.Join(", ", names)}.");
            }
            else if (inner is not null || !IsNullable(known))
            {
                Check(inner, type.Options.GetTypeInfo(known.PropertyType), at);
            }
        }

        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.IsRequired && !value.ContainsKey(property.Name))
                Refuse(path.Length == 0 ? property.Name : $"{path}.{property.Name}", "is missing; it has no default.");
        }
    }

    private static bool IsNullable(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable;

    private Type? KindOf(JsonObject value, JsonTypeInfo type, string discriminator, string path)
    {
        IList<JsonDerivedType> kinds = type.PolymorphismOptions!.DerivedTypes;
        string[] names = [.. kinds.Select(static kind => (string)kind.TypeDiscriminator!)];
        if (value[discriminator] is not JsonValue given || given.GetValueKind() != JsonValueKind.String)
        {
            Refuse(path, $"has no '{discriminator}'; there are: {string.Join(", ", names)}.");
            return null;
        }

        string name = given.GetValue<string>();
        int place = Array.IndexOf(names, name);
        if (place >= 0) return kinds[place].DerivedType;
        Refuse($"{path}.{discriminator}", $"there is no '{name}'; did you mean '{NearestName.Of(name, names)}'? There are: {string.Join(", ", names)}.");
        return null;
    }

    private void CheckList(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (node is not JsonArray list)
        {
            Refuse(path, $"is {Show(node)}; it must be a list, [ ... ].");
            return;
        }

        JsonTypeInfo element = type.Options.GetTypeInfo(type.ElementType!);
        for (int i = 0; i < list.Count; i++) Check(list[i], element, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
    }

    private void CheckValue(JsonNode? node, JsonTypeInfo type, string path)
    {
        try
        {
            if (node is not null && node.Deserialize(type) is not null) return;
        }
        catch (JsonException)
        {
        }
        catch (FormatException)
        {
        }

        Refuse(path, $"is {Show(node)}; it must be {Allowed(type)}.");
    }

    private static string Allowed(JsonTypeInfo type)
    {
        Type plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain.IsEnum)
            return "one of " + string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.KebabCaseLower.ConvertName).Select(static name => $"\"{name}\""));
        return Type.GetTypeCode(plain) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.String => "a text in quotes",
            TypeCode.Char => "one character in quotes",
            TypeCode.Int32 => string.Create(CultureInfo.InvariantCulture, $"a whole number up to {int.MaxValue}"),
            TypeCode.Int64 or TypeCode.UInt64 => "a whole number",
            _ => "a number",
        };
    }

    private static string Show(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..57] + "...";
    }

    private void Refuse(string path, string message) => _errors.Add(new ConfigurationError(path, message, tree.OriginOf(path)));
}
