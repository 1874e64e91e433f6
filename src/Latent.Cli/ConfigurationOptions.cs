using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Cli.Commands;
using Latent.Cli.Models;
using Latent.Configuration;
using Latent.Data.Sources;
using Latent.Runs;

namespace Latent.Cli;

/// <summary>The options that make a configuration: files, single settings, and short names for the settings people change most.</summary>
internal static class ConfigurationOptions
{
    private const string SourcePath = "data.source", FilePath = SourcePath + ".path", LabelsPath = SourcePath + ".labels";

    private static readonly Argument<string?> Data = new("data")
    {
        Description = "What to learn from: digits, sprites, or a file or folder; without it the built-in digits",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string[]> Config = new("--config", "-c")
    {
        Description = "A configuration file (JSON, comments allowed); several are laid over one another",
        HelpName = "file",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "One setting by its path: --set model.latents=32",
        HelpName = "path=value",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Named = Options.Text("--recipe", "A model of the literature by its name: latent recipes lists them", "name");

    private static readonly Option<string?> DataDir = Options.Text("--data-dir", "The folder of the data, or one with a sub-folder of its name", "folder");

    // Option, where it stands in the configuration.
    private static readonly (Option Option, string Path)[] Short =
    [
        (Options.Whole("--epochs", "Passes over the training set, at most", 50, 1, 1_000_000), "training.epochs"),
        (Options.Whole("--batch-size", "Examples per step", 128, 1, 1_000_000), "training.batchSize"),
        (Options.Positive("--learning-rate", "Step size of the optimiser", 1e-3), "optimizer.learningRate"),
        (Options.MaybeWhole("--latents", "Latent variables (default: by the data, at most 20)", 1, 10_000), "model.latents"),
        (Options.MaybeWhole("--limit", "Use n training examples only, chosen at random (default: all)", 1, int.MaxValue), "data.limit"),
        (Options.Seed("Fixes all randomness: same seed, same model to the bit"), "seed"),
    ];

    public static void AddTo(Command command)
    {
        command.Add(Data);
        command.Add(Named);
        command.Add(Config);
        command.Add(Set);
        command.Add(DataDir);
        foreach ((Option option, _) in Short) command.Add(option);
    }

    /// <summary>The configuration a command line asks for; what nobody has set fits the data.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="opened">Where the data are opened, for who goes on with them.</param>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static ResolvedConfiguration Read(ParseResult parsed, OpenedData opened)
    {
        List<ConfigurationLayer> layers = Layers(parsed);
        ResolvedConfiguration first = ConfigurationReader.Read(layers);
        if (first.Config.Data.Source is ArraySource { Labels: { Length: > 0 } labels } && IsSet(parsed, LabelsPath))
        {
            layers.Add(ConfigurationLayer.FromSetting($"--set {LabelsPath}={labels}", LabelsPath, Full(labels).ToJsonString()));
            first = ConfigurationReader.Read(layers);
        }

        // Settings that fit the data need the data's columns.
        Data.DataSplits data = opened.Open(first.Config);
        return ConfigurationReader.Read([DataDefaults.For(data.Train, layers), .. layers]);
    }

    private static List<ConfigurationLayer> Layers(ParseResult parsed)
    {
        List<ConfigurationLayer> layers = parsed.GetValue(Named) is { } recipe ? [RecipesCommand.Find(recipe).ToLayer()] : [];
        foreach (string file in parsed.GetValue(Config) ?? [])
        {
            try
            {
                layers.Add(ConfigurationLayer.FromFile(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCode.Usage, e.Message);
            }
        }

        layers.AddRange(ConfigurationLayer.FromEnvironment(Variables()));
        if (Source(parsed) is { } source) layers.Add(source);
        foreach ((Option option, string path) in Short)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                layers.Add(ConfigurationLayer.FromSetting(option.Name, path, given.Tokens[^1].Value));
        }

        foreach (string setting in parsed.GetValue(Set) ?? [])
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new CommandException(ExitCode.Usage, $"--set {setting}: a setting is written path=value, as in --set model.latents=32.");
            string path = setting[..equals], value = setting[(equals + 1)..];
            layers.Add(ConfigurationLayer.FromSetting($"--set {setting}", path, FromHere(path, value)));
        }

        return layers;
    }

    private static ConfigurationLayer? Source(ParseResult parsed)
    {
        string? name = parsed.GetValue(Data), folder = parsed.GetValue(DataDir);
        if (name is null && folder is null) return null;
        try
        {
            DataSource source = DataLocator.Find(name, folder);
            string json = ConfigurationReader.Write(new ExperimentConfig { Data = new DataConfig { Source = source } });
            string text = JsonNode.Parse(json)!["data"]!["source"]!.ToJsonString();
            return ConfigurationLayer.FromSetting(name ?? $"--data-dir {folder}", SourcePath, FromHere(SourcePath, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, e.Message);
        }
    }

    // A path on the command line is meant from the folder where it is typed; the run is resumed and evaluated from any.
    private static string FromHere(string setting, string value)
    {
        JsonNode? node = null;
        try
        {
            node = JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            // Text that is no JSON is meant as it is.
        }

        if (string.Equals(setting, FilePath, StringComparison.Ordinal))
        {
            string? path = node is null ? value : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
            return string.IsNullOrEmpty(path) ? value : Full(path).ToJsonString();
        }

        if (!string.Equals(setting, SourcePath, StringComparison.Ordinal) || node is not JsonObject source) return value;
        // Labels are a file beside an array; in an archive they are one of its entries.
        string[] names = string.Equals(source["kind"]?.ToString(), "array", StringComparison.Ordinal) ? ["path", "labels"] : ["path"];
        foreach (string name in names)
        {
            if (source[name] is JsonValue there && there.GetValueKind() == JsonValueKind.String && there.GetValue<string>() is { Length: > 0 } path)
                source[name] = Full(path);
        }

        return source.ToJsonString();
    }

    private static JsonValue Full(string path) => JsonValue.Create(Path.GetFullPath(path));

    private static bool IsSet(ParseResult parsed, string path) =>
        (parsed.GetValue(Set) ?? []).Any(setting => setting.StartsWith(path + "=", StringComparison.Ordinal));

    private static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[string.Create(CultureInfo.InvariantCulture, $"{entry.Key}")] = string.Create(CultureInfo.InvariantCulture, $"{entry.Value}");
        return variables;
    }
}
