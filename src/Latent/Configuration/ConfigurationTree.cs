using System.Text.Json.Nodes;

namespace Latent.Configuration;

/// <summary>Layers put over one another, and which of them each value comes from.</summary>
internal sealed class ConfigurationTree
{
    private const string Kind = "kind";
    private readonly Dictionary<string, ConfigurationLayer> _origins = new(StringComparer.Ordinal);
    private readonly ConfigurationLayer _defaults;

    public ConfigurationTree(ConfigurationLayer defaults)
    {
        _defaults = defaults;
        Root = (JsonObject)defaults.Tree.DeepClone();
    }

    public JsonObject Root { get; }

    public void Add(ConfigurationLayer layer) => Merge(Root, layer.Tree, "", layer);

    /// <summary>Where a value comes from, in words; of one that no layer gives, where what it belongs to comes from.</summary>
    public string OriginOf(string path) => LayerOf(path).Place(path);

    /// <summary>The name of the layer a value comes from.</summary>
    public string LayerNameOf(string path) => LayerOf(path).Name;

    private ConfigurationLayer LayerOf(string path)
    {
        // What is wrong with an object as a whole comes from whoever set something in it last.
        if (!_origins.ContainsKey(path)
            && _origins.LastOrDefault(entry => entry.Key.StartsWith(path + ".", StringComparison.Ordinal)).Value is { } inner) return inner;
        for (string at = path; at.Length > 0;)
        {
            if (_origins.TryGetValue(at, out ConfigurationLayer? layer)) return layer;
            int cut = at.LastIndexOfAny(['.', '[']);
            at = cut < 0 ? "" : at[..cut];
        }

        return _defaults;
    }

    private void Merge(JsonObject into, JsonObject from, string path, ConfigurationLayer layer)
    {
        // Another kind has other settings: what was set for the old one is gone.
        if (from[Kind] is { } kind && into[Kind] is { } old && !JsonNode.DeepEquals(kind, old)) into.Clear();
        foreach ((string name, JsonNode? value) in from)
        {
            string at = path.Length == 0 ? name : $"{path}.{name}";
            if (value is JsonObject inner && into[name] is JsonObject existing && !IsReplaced(existing, inner))
            {
                Merge(existing, inner, at, layer);
                continue;
            }

            Forget(at);
            // An object of another kind begins with that kind's own defaults, which later layers can change one by one.
            if (value is JsonObject changed && changed[Kind] is { } named && KindDefaults.Of(Root, at, named.ToString()) is { } fresh)
            {
                into[name] = fresh;
                Merge(fresh, changed, at, layer);
                _origins[$"{at}.{Kind}"] = layer;
                continue;
            }

            into[name] = value?.DeepClone();
            _origins[at] = layer;
        }

        static bool IsReplaced(JsonObject existing, JsonObject inner) =>
            inner[Kind] is { } kind && (existing[Kind] is null || !JsonNode.DeepEquals(kind, existing[Kind]));
    }

    private void Forget(string path)
    {
        foreach (string below in _origins.Keys.Where(key => key.StartsWith(path + ".", StringComparison.Ordinal)).ToArray()) _ = _origins.Remove(below);
    }
}
