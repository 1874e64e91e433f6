using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Latent.Configuration;

/// <summary>A part of a configuration: a file, an environment variable, an option. Later layers win.</summary>
public sealed class ConfigurationLayer
{
    private const string Prefix = "LATENT_CONFIG__";
    private const long LargestFile = 1 << 20;
    private const int Deepest = 32;

    private readonly Dictionary<string, (int Line, int Column)>? _positions;

    private ConfigurationLayer(string name, JsonObject tree, Dictionary<string, (int Line, int Column)>? positions)
    {
        Name = name;
        Tree = tree;
        _positions = positions;
    }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    internal JsonObject Tree { get; }

    /// <summary>A file; comments and trailing commas are allowed.</summary>
    /// <exception cref="ConfigurationException">It is no JSON object.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ConfigurationLayer FromFile(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile } file)
            throw Wrong(path, "", $"the file has {file.Length} bytes; a configuration has at most {LargestFile}.");
        return FromJson(path, File.ReadAllText(path));
    }

    /// <summary>A text.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="ConfigurationException">It is no JSON object.</exception>
    public static ConfigurationLayer FromJson(string name, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonDocumentOptions options = new()
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
                MaxDepth = Deepest,
            };
            return JsonNode.Parse(json, documentOptions: options) is JsonObject tree
                ? new ConfigurationLayer(name, tree, JsonPositions.Of(Encoding.UTF8.GetBytes(json)))
                : throw Wrong(name, "", "the text is no JSON object; a configuration begins with '{'.");
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is { } line ? $"{name}, line {line + 1}, column {error.BytePositionInLine + 1}" : name;
            throw Wrong(place, error.Path is null or "$" ? "" : error.Path, "this is no JSON: " + error.Message.Split(" Path:")[0].Split(" LineNumber:")[0]);
        }
    }

    /// <summary>One setting, as <c>--set model.latents=32</c> gives it.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="path">Where it stands, with points.</param>
    /// <param name="value">JSON, or text.</param>
    /// <exception cref="ConfigurationException">The path is empty.</exception>
    public static ConfigurationLayer FromSetting(string name, string path, string value)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('.');
        if (parts.Length > Deepest || Array.Exists(parts, string.IsNullOrWhiteSpace))
            throw Wrong(name, path, "a setting is named by its path, with points: model.latents=32.");
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            node = JsonValue.Create(value);
        }

        for (int i = parts.Length - 1; i >= 0; i--) node = new JsonObject { [parts[i]] = node };
        return new ConfigurationLayer(name, (JsonObject)node!, null);
    }

    /// <summary>The settings of environment variables: <c>LATENT_CONFIG__training__epochs=5</c>.</summary>
    public static IReadOnlyList<ConfigurationLayer> FromEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return
        [
            .. variables.Where(static entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                .Select(static entry => FromSetting(entry.Key, entry.Key[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal), entry.Value)),
        ];
    }

    /// <summary>The name, with line and column where the path stands in a file.</summary>
    internal string Place(string path)
    {
        for (string at = path; _positions is not null && at.Length > 0; at = Parent(at))
        {
            if (_positions.TryGetValue(at, out (int Line, int Column) place)) return $"{Name}, line {place.Line}, column {place.Column}";
        }

        return Name;
    }

    private static string Parent(string path)
    {
        int cut = path.LastIndexOfAny(['.', '[']);
        return cut < 0 ? "" : path[..cut];
    }

    private static ConfigurationException Wrong(string origin, string path, string message) => new([new ConfigurationError(path, message, origin)]);
}
