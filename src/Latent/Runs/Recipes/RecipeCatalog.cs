using Latent.Configuration;

namespace Latent.Runs.Recipes;

/// <summary>A model of the literature under its name: settings that make it of the parts there are.</summary>
/// <param name="Name">What <c>latent train --recipe</c> calls it.</param>
/// <param name="Family">The page of <c>docs/models</c> it is on.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Formula">What it makes large, or least.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Settings">
/// A configuration, as JSON: what differs from the defaults. Whatever depends on the data (sizes, likelihood, preparation) is left to
/// <see cref="DataDefaults"/>, unless the model is about it.
/// </param>
public sealed record RecipeEntry(string Name, string Family, string Summary, string Formula, string Reference, string Settings)
{
    /// <summary>The settings as a layer, above those that fit the data and below all that a user says.</summary>
    public ConfigurationLayer ToLayer() => ConfigurationLayer.FromJson($"recipe {Name}", Settings);
}

/// <summary>All recipes, a file a family: the one list for the command line, the documentation and the tests.</summary>
public static class RecipeCatalog
{
    /// <summary>The recipes, by families.</summary>
    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        .. VariationalRecipes.All, .. AutoencoderRecipes.All, .. PriorRecipes.All, .. DiscreteRecipes.All, .. HierarchicalRecipes.All,
        .. SemiSupervisedRecipes.All, .. DisentanglementRecipes.All,
    ];

    /// <summary>The recipe of a name; null if there is none.</summary>
    public static RecipeEntry? Find(string name) => All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
}
