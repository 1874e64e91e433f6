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
    /// configuration, of a model without one, differs in nothing. Where two have objects of different kinds, settings that only one kind has are
    /// given if they are not the defaults of that kind.
    /// </remarks>
    /// <param name="configurations">As JSON.</param>
    public static IReadOnlyList<ConfigurationDifference> Between(IReadOnlyList<string> configurations)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        Dictionary<string, string>[] flat = [.. configurations.Select(Flat)];
        Dictionary<string, Dictionary<string, string>> defaults = new(StringComparer.Ordinal);
        List<string> paths = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Dictionary<string, string> settings in flat) paths.AddRange(settings.Keys.Where(seen.Add));
        List<ConfigurationDifference> differences = [];
        foreach (string path in paths)
        {
            string?[] values = [.. flat.Select(settings => settings.GetValueOrDefault(path))];
            string?[] known = [.. values.Where((_, i) => flat[i].Count > 0)];
            if (!known.Distinct(StringComparer.Ordinal).Skip(1).Any()) continue;
            if (known.Contains(null) && flat.All(settings => IsDefault(settings, path, defaults))) continue;
            differences.Add(new ConfigurationDifference(path, values));
        }

        // The settings of one objective stand together, though another has none of that name.
        return [.. differences.GroupBy(static difference => Head(difference.Path), StringComparer.Ordinal).SelectMany(static group => group)];
    }

    // Whether a setting has the value that its object's kind gives it, or is not there.
    private static bool IsDefault(Dictionary<string, string> settings, string path, Dictionary<string, Dictionary<string, string>> defaults)
    {
        if (!settings.TryGetValue(path, out string? value)) return true;
        for (int end = path.LastIndexOf('.'); end > 0; end = path.LastIndexOf('.', end - 1))
        {
            string owner = path[..end];
            if (!settings.TryGetValue($"{owner}.kind", out string? kind)) continue;
            return DefaultsOf(owner, kind, defaults).TryGetValue(path, out string? usual) && string.Equals(usual, value, StringComparison.Ordinal)
                && !path.EndsWith(".kind", StringComparison.Ordinal);
        }

        return false;
    }

    private static Dictionary<string, string> DefaultsOf(string owner, string kind, Dictionary<string, Dictionary<string, string>> known)
    {
        string text = $$"""{ "kind": {{kind}} }""";
        if (known.TryGetValue(owner + text, out Dictionary<string, string>? found)) return found;
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        try
        {
            ExperimentConfig config = ConfigurationReader.Read(ConfigurationLayer.FromSetting("a kind alone", owner, text)).Config;
            Add(settings, "", JsonNode.Parse(ConfigurationReader.Write(config)));
        }
        catch (ConfigurationException)
        {
            settings.Clear(); // a kind that needs more said, or a setting within a list: nothing of it counts as a default
        }

        return known[owner + text] = settings;
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
