using Latent.Configuration;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Training;

namespace Latent.Runs;

/// <summary>Models of one configuration that differ in nothing but the seed they were trained from.</summary>
/// <param name="Name">What their names have in common; that of the first where they have nothing in common.</param>
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
    /// <param name="training">Of each a name for the examples it was trained on; empty where these are not known.</param>
    /// <param name="notes">Receives why a model stands alone that might not.</param>
    internal static IReadOnlyList<SeedGroup> Of(IReadOnlyList<ComparedModel> models, IReadOnlyList<string> training, List<string> notes)
    {
        List<(string Settings, List<int> Models, HashSet<ulong> Seeds)> groups = [];
        for (int i = 0; i < models.Count; i++)
        {
            (string settings, ulong seed)? known = null;
            if (models[i].File.Configuration.Length > 0)
            {
                known = Apart(models[i].File.Configuration);
                if (known is null) notes.Add($"The configuration of {ModelComparison.LetterOf(i)} is of another version: it is not put together with others.");
            }

            string own = known is { } read ? $"{training[i]}\n{read.settings}" : "";
            int at = known is null ? -1
                : groups.FindIndex(group => string.Equals(group.Settings, own, StringComparison.Ordinal) && !group.Seeds.Contains(known.Value.seed));
            if (at < 0)
            {
                groups.Add((own, [], []));
                at = groups.Count - 1;
            }

            groups[at].Models.Add(i);
            if (known is { } found) groups[at].Seeds.Add(found.seed);
        }

        return [.. groups.Select(group => new SeedGroup(Common([.. group.Models.Select(i => models[i].Name)]), group.Models))];
    }

    // A configuration without its seed and what no training depends on, and the seed. Read over the defaults of this version, so that what is not said is
    // said the same way.
    private static (string Settings, ulong Seed)? Apart(string configuration)
    {
        try
        {
            ExperimentConfig config = ConfigurationReader.Read(ConfigurationLayer.FromJson("configuration", configuration)).Config;
            TrainingOptions usual = new(), own = config.Training with { CheckpointSeconds = usual.CheckpointSeconds, CheckpointSteps = usual.CheckpointSteps };
            return (ConfigurationReader.Write(config with { Seed = 0, Training = own, Evaluation = new EvaluationOptions() }), config.Seed);
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    // Whole words alone: of vae-10 and vae-11, vae.
    private static string Common(string[] names)
    {
        int length = names[0].Length;
        foreach (string name in names)
        {
            int same = 0;
            while (same < Math.Min(length, name.Length) && name[same] == names[0][same]) same++;
            length = same;
        }

        if (names.Any(name => name.Length > length && !IsSeparator(name[length])) && length > 0)
        {
            while (length > 0 && !IsSeparator(names[0][length - 1])) length--;
        }

        while (length > 0 && IsSeparator(names[0][length - 1])) length--;
        return length > 0 ? names[0][..length] : names[0];

        static bool IsSeparator(char character) => character is '-' or '_' or '.' or ' ' or '/' or '\\';
    }
}
