using System.Text.Json.Nodes;
using Latent.Configuration;
using Latent.Data;
using Latent.Runs;

namespace Latent.Cli.Models;

/// <summary>Data that configurations name, each opened once: what is drawn is drawn once, and what is the same is seen to be.</summary>
internal sealed class OpenedData
{
    private readonly Dictionary<string, DataSplits> _opened = new(StringComparer.Ordinal);

    /// <summary>The data of a configuration, cut into its parts.</summary>
    public DataSplits Open(ExperimentConfig config)
    {
        string key = KeyOf(config);
        if (!_opened.TryGetValue(key, out DataSplits? splits)) _opened[key] = splits = Experiment.OpenData(config);
        return splits;
    }

    // All of the data's settings but what is done to examples afterwards.
    private static string KeyOf(ExperimentConfig config)
    {
        JsonObject data = JsonNode.Parse(ConfigurationReader.Write(config))!["data"]!.AsObject();
        _ = data.Remove("transforms");
        return data.ToJsonString();
    }
}
