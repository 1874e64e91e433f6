using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Latent.Configuration;

/// <summary>Makes a configuration of layers: defaults, a recipe, files, environment, options; the later wins, value by value.</summary>
/// <remarks>
/// Objects are merged; lists and numbers are replaced; an object of another <c>kind</c> replaces the one before whole. What is wrong is
/// found all at once, before any data is read, with file, line and column and the nearest name.
/// </remarks>
public static class ConfigurationReader
{
    private const string Defaults = "defaults";

    /// <summary>The configuration of some layers over the defaults.</summary>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static ResolvedConfiguration Read(params IReadOnlyList<ConfigurationLayer> layers) => Read(new ExperimentConfig(), layers);

    /// <summary>The configuration of some layers over another one.</summary>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static ResolvedConfiguration Read(ExperimentConfig defaults, params IReadOnlyList<ConfigurationLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ConfigurationTree tree = new(ConfigurationLayer.FromJson(Defaults, Write(defaults)));
        foreach (ConfigurationLayer layer in layers) tree.Add(layer);
        ConfigurationChecker checker = new(tree);
        checker.Check(tree.Root, ConfigurationJson.Default.ExperimentConfig, "");
        if (checker.Errors.Count > 0) throw new ConfigurationException(checker.Errors);
        ExperimentConfig config = tree.Root.Deserialize(ConfigurationJson.Default.ExperimentConfig)!;
        ConfigurationError[] wrong = [.. config.Validate().Select(error => error with { Origin = tree.OriginOf(error.Path) })];
        if (wrong.Length > 0) throw new ConfigurationException(wrong);
        return new ResolvedConfiguration(config, tree);
    }

    /// <summary>A configuration as JSON, every value written out: it reads back as the same.</summary>
    public static string Write(ExperimentConfig config) => JsonSerializer.Serialize(config, ConfigurationJson.Default.ExperimentConfig);
}

/// <summary>A configuration, and where its values come from.</summary>
public sealed class ResolvedConfiguration
{
    private readonly ConfigurationTree _tree;

    internal ResolvedConfiguration(ExperimentConfig config, ConfigurationTree tree)
    {
        Config = config;
        _tree = tree;
    }

    /// <summary>The configuration.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>The configuration as JSON, with a comment behind each value that says where it comes from.</summary>
    public string ToAnnotatedJson()
    {
        JsonNode full = JsonNode.Parse(ConfigurationReader.Write(Config))!;
        StringBuilder text = new();
        Write(text, full, "", "", last: true);
        return text.ToString();
    }

    private void Write(StringBuilder text, JsonNode? node, string path, string indent, bool last)
    {
        string comma = last ? "" : ",";
        if (node is not JsonObject { Count: > 0 } value)
        {
            text.Append(node?.ToJsonString() ?? "null").Append(comma).Append(" // ").Append(_tree.LayerNameOf(path)).Append('\n');
            return;
        }

        text.Append("{\n");
        int left = value.Count;
        foreach ((string name, JsonNode? inner) in value)
        {
            text.Append(indent).Append("  ").Append(JsonValue.Create(name)!.ToJsonString()).Append(": ");
            Write(text, inner, path.Length == 0 ? name : $"{path}.{name}", indent + "  ", --left == 0);
        }

        text.Append(indent).Append('}').Append(comma).Append('\n');
    }
}
