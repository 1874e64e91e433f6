namespace Latent.Runs.Recipes;

/// <summary>Several layers of latent variables.</summary>
internal static class HierarchicalRecipes
{
    private const string Family = "hierarchical-vae";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("hierarchical-vae", Family, "two layers of latent variables, inferred upwards from the data",
            "E_q[log p(x | z1) + log p(z1 | z2)/q(z1 | x)] - KL(q(z2 | z1) ‖ p(z2))",
            "Rezende et al. 2014; Burda et al. 2016", """{ "model": { "kind": "hierarchical-vae" }, "objective": { "kind": "elbo" } }"""),
        new("ladder-vae", Family, "two layers, inferred from the data and from the layer above together, and a KL term that is turned on slowly",
            "E_q[log p(x | z1)] - β(t)·[KL(q(z2 | x) ‖ p(z2)) + E KL(q(z1 | x, z2) ‖ p(z1 | z2))]", "Sønderby et al. 2016",
            """
            {
              "model": { "kind": "hierarchical-vae", "inference": "ladder" },
              "objective": { "kind": "elbo", "beta": { "kind": "linear", "over": 10, "unit": "epoch" } }
            }
            """),
        new("iwae-2-layer", Family, "two layers of 100 and 50, trained by the importance-weighted bound of 5 samples",
            "log 1/K Σₖ p(x, z1ₖ, z2ₖ)/q(z1ₖ, z2ₖ | x)",
            "Burda et al. 2016, section 5",
            """
            {
              "model": {
                "kind": "hierarchical-vae", "latents": 100, "startFromMeans": true,
                "encoder": { "kind": "mlp", "hidden": [200, 200], "activation": "tanh" },
                "layers": [{ "latents": 50, "hidden": [100, 100], "activation": "tanh" }]
              },
              "objective": { "kind": "iwae", "samples": 5 }
            }
            """),
    ];
}
