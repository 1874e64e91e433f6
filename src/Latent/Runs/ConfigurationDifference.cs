using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Configuration;

namespace Latent.Runs;

/// <summary>A setting that is not the same in all of some configurations.</summary>
/// <param name="Path">Its path: <c>objective.beta</c>.</param>
/// <param name="Values">Its value in each, as JSON; null in one that has no such setting.</param>
public sealed record ConfigurationDifference(string Path, IReadOnlyList<string?> Values)
{
    /// <summary>The settings that differ, in the order of the configurations.</summary>
    /// <remarks>
    /// Each is read over the defaults of this version first, so that a setting that one was written without is no difference. An empty
    /// configuration, of a model without one, differs in nothing.
    /// </remarks>
    /// <param name="configurations">As JSON.</param>
    public static IReadOnlyList<ConfigurationDifference> Between(IReadOnlyList<string> configurations)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        Dictionary<string, string>[] flat = [.. configurations.Select(Flat)];
        List<string> paths = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Dictionary<string, string> settings in flat) paths.AddRange(settings.Keys.Where(seen.Add));
        List<ConfigurationDifference> differences = [];
        foreach (string path in paths)
        {
            string?[] values = [.. flat.Select(settings => settings.GetValueOrDefault(path))];
            string?[] known = [.. values.Where((_, i) => flat[i].Count > 0)];
            if (known.Distinct(StringComparer.Ordinal).Skip(1).Any()) differences.Add(new ConfigurationDifference(path, values));
        }

        // The settings of one objective stand together, though another has none of that name.
        return [.. differences.GroupBy(static difference => Head(difference.Path), StringComparer.Ordinal).SelectMany(static group => group)];
    }

    private static string Head(string path) => path.Split('.')[0];

    private static Dictionary<string, string> Flat(string configuration)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        if (configuration.Length > 0) Add(settings, "", Read(configuration));
        return settings;
    }

    private static JsonNode? Read(string configuration)
    {
        try
        {
            return JsonNode.Parse(ConfigurationReader.Write(ConfigurationReader.Read(ConfigurationLayer.FromJson("configuration", configuration)).Config));
        }
        catch (ConfigurationException)
        {
            return JsonNode.Parse(configuration); // of another version: compared as it is written
        }
    }

    private static void Add(Dictionary<string, string> settings, string path, JsonNode? node)
    {
        if (node is JsonObject { Count: > 0 } children)
        {
            foreach ((string name, JsonNode? child) in children) Add(settings, path.Length == 0 ? name : $"{path}.{name}", child);
        }
        else if (node is JsonArray array && array.Any(static item => item is JsonObject))
        {
            for (int i = 0; i < array.Count; i++) Add(settings, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{i}]"), array[i]);
        }
        else
        {
            settings[path] = node?.ToJsonString(Plain) ?? "null";
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
