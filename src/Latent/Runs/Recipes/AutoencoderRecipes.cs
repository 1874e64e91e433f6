namespace Latent.Runs.Recipes;

/// <summary>Deterministic autoencoders.</summary>
internal static class AutoencoderRecipes
{
    private const string Family = "autoencoder";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("autoencoder", Family, "an encoder and a decoder with a code between them", "log p(x | f(x))", "Hinton and Salakhutdinov 2006",
            """{ "model": { "kind": "vae", "posterior": { "kind": "delta" } }, "objective": { "kind": "reconstruction" } }"""),
    ];
}
