namespace Latent.Runs.Recipes;

/// <summary>Models with discrete latent variables.</summary>
internal static class DiscreteRecipes
{
    private const string Family = "discrete";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("gumbel-vae", Family, "a VAE of categorical latent variables, drawn one-hot with the gradient of a relaxed draw",
            "E_q[log p(x | z)] - Σ KL(Cat(l(x)) ‖ uniform)", "Jang et al. 2017; Maddison et al. 2017",
            """{ "model": { "kind": "vae", "posterior": { "kind": "gumbel-softmax" } }, "objective": { "kind": "elbo" } }"""),
        new("vq-vae", Family, "an autoencoder whose code is chosen from a learned book, and a prior over codes learned afterwards",
            "log p(x | z_q(x)) - ‖sg e - c‖² - ¼·‖e - sg c‖², then log p(z_q(x))", "van den Oord et al. 2017",
            """{ "model": { "kind": "vq-vae" }, "objective": { "kind": "elbo", "penalties": [{ "kind": "quantization" }] } }"""),
    ];
}
