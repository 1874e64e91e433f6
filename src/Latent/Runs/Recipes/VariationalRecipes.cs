namespace Latent.Runs.Recipes;

/// <summary>The variational autoencoder and its bounds.</summary>
internal static class VariationalRecipes
{
    private const string Family = "vae";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("vae", Family, "the variational autoencoder", "E_q[log p(x | z)] - KL(q(z | x) ‖ p(z))", "Kingma and Welling 2014; Rezende et al. 2014",
            """{ "model": { "kind": "vae" }, "objective": { "kind": "elbo" } }"""),
        new("iwae", Family, "a VAE trained by the importance-weighted bound of 5 samples", "log 1/K Σₖ p(x, zₖ)/q(zₖ | x)", "Burda et al. 2016",
            """{ "model": { "kind": "vae" }, "objective": { "kind": "iwae", "samples": 5 } }"""),
        new("warm-up-vae", Family, "a VAE whose KL term is turned on over ten epochs", "E_q[log p(x | z)] - β(t)·KL(q(z | x) ‖ p(z))", "Sønderby et al. 2016",
            """{ "model": { "kind": "vae" }, "objective": { "kind": "elbo", "beta": { "kind": "linear", "over": 10, "unit": "epoch" } } }"""),
    ];
}
