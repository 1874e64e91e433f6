using System.Text.Json.Nodes;
using Latent.Configuration;

namespace Latent.Cli;

/// <summary>Names for runs nobody has named.</summary>
internal static class RunNames
{
    /// <summary>Data and model: <c>mnist-vae</c>.</summary>
    public static string Of(ExperimentConfig config)
    {
        JsonNode tree = JsonNode.Parse(ConfigurationReader.Write(config))!;
        string kind = (string)tree["model"]!["kind"]!, source = (string)tree["data"]!["source"]!["kind"]!;
        string? path = (string?)tree["data"]!["source"]!["path"];
        return path is null ? $"{source}-{kind}" : $"{Path.GetFileName(path).Split('.')[0]}-{kind}";
    }
}
