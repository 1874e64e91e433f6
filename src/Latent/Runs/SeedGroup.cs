using Latent.Configuration;
using Latent.Evaluation.Disentanglement;

namespace Latent.Runs;

/// <summary>Models of one configuration that differ in nothing but the seed they were trained from.</summary>
/// <param name="Name">What their names have in common.</param>
/// <param name="Models">Which of the compared models, in their order; one alone where no other has its configuration.</param>
public sealed record SeedGroup(string Name, IReadOnlyList<int> Models)
{
    /// <summary>How far the models agree on the elements of their codes, by lasso regressions; null of one model, or of codes that are not numbers.</summary>
    public RankingResult? ByLasso { get; init; }

    /// <summary>The same by rank correlations.</summary>
    public RankingResult? ByRanks { get; init; }

    /// <summary>The letters of its models: <c>A-E</c>, or <c>A, C</c> where others stand between.</summary>
    public string Letters => Models.Count > 2 && Models[^1] - Models[0] == Models.Count - 1
        ? $"{ModelComparison.LetterOf(Models[0])}-{ModelComparison.LetterOf(Models[^1])}"
        : string.Join(", ", Models.Select(ModelComparison.LetterOf));

    /// <summary>Puts models into groups, in the order of their first ones. A seed stands in a group once.</summary>
    /// <param name="models">The models, with their configurations.</param>
    internal static IReadOnlyList<SeedGroup> Of(IReadOnlyList<ComparedModel> models)
    {
        List<(string Settings, List<int> Models, HashSet<string> Seeds)> groups = [];
        for (int i = 0; i < models.Count; i++)
        {
            (string settings, string seed) = Apart(models[i].File.Configuration);
            int at = settings.Length == 0 ? -1
                : groups.FindIndex(group => string.Equals(group.Settings, settings, StringComparison.Ordinal) && !group.Seeds.Contains(seed));
            if (at < 0)
            {
                groups.Add((settings, [], new HashSet<string>(StringComparer.Ordinal)));
                at = groups.Count - 1;
            }

            groups[at].Models.Add(i);
            groups[at].Seeds.Add(seed);
        }

        return [.. groups.Select(group => new SeedGroup(Common([.. group.Models.Select(i => models[i].Name)]), group.Models))];
    }

    // A configuration with no seed, and the seed. Read over the defaults of this version, so that what is not said is said the same way.
    private static (string Settings, string Seed) Apart(string configuration)
    {
        if (configuration.Length == 0) return ("", "");
        try
        {
            ExperimentConfig config = ConfigurationReader.Read(ConfigurationLayer.FromJson("configuration", configuration)).Config;
            return (ConfigurationReader.Write(config with { Seed = 0 }), config.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (ConfigurationException)
        {
            return ("", ""); // of another version: it stands alone
        }
    }

    private static string Common(string[] names)
    {
        int length = names[0].Length;
        foreach (string name in names)
        {
            int same = 0;
            while (same < Math.Min(length, name.Length) && name[same] == names[0][same]) same++;
            length = same;
        }

        string common = names.Length == 1 ? names[0] : names[0][..length].TrimEnd('-', '_', '.', ' ', '/');
        return common.Length > 0 ? common : names[0];
    }
}
