using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Testing;

namespace Latent.Tests.Experiments;

/// <summary>An experiment as <c>experiments/results.json</c> records it.</summary>
/// <param name="Name">Its configuration without the ending, or what it is where there is none.</param>
/// <param name="Families">The pages of <c>docs/models</c> that show it.</param>
/// <param name="Figures">What was measured.</param>
public sealed record RecordedResult(string Name, IReadOnlyList<string> Families, IReadOnlyList<RecordedFigure> Figures)
{
    private const string Path = "experiments/results.json";

    /// <summary>A command of its own, where training is not all.</summary>
    public string? Command { get; set; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecordedResult> All() =>
        JsonSerializer.Deserialize(File.ReadAllText(System.IO.Path.Combine(GeneratedDocs.Root(), Path)), RecordedJson.Default.RecordedResultArray)!;

    /// <summary>Whether there is a configuration of that name.</summary>
    public bool HasConfiguration => File.Exists(System.IO.Path.Combine(GeneratedDocs.Root(), "experiments", Name + ".json"));

    /// <summary>A table of some of them.</summary>
    /// <param name="results">In their order.</param>
    /// <param name="folder">Where the configurations lie, from the page.</param>
    public static string Table(IEnumerable<RecordedResult> results, string folder) => GeneratedDocs.Table(
        ["experiment", "figure", "published", "asked", "ours"],
        results.SelectMany(result => result.Figures.Select((figure, i) => new[]
        {
            i > 0 ? "" : result.Title(folder), figure.What, figure.Published, figure.Asked, figure.Ours,
        })));

    private string Title(string folder)
    {
        string name = HasConfiguration ? $"[{Name}]({folder}{Name}.json)" : Name;
        return Command is null ? name : $"{name}: `{Command}`";
    }
}

/// <summary>A figure.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">Ours, with its standard error.</param>
public sealed record RecordedFigure(string What, string Ours)
{
    /// <summary>What was published.</summary>
    public string Published { get; set; } = "";

    /// <summary>What was asked for.</summary>
    public string Asked { get; set; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RecordedResult[]))]
internal sealed partial class RecordedJson : JsonSerializerContext;
