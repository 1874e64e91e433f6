namespace Latent.Runs.Recipes;

/// <summary>Deterministic autoencoders.</summary>
internal static class AutoencoderRecipes
{
    private const string Family = "autoencoder";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("autoencoder", Family, "an encoder and a decoder with a code between them", "log p(x | f(x))", "Hinton and Salakhutdinov 2006",
            """{ "model": { "kind": "autoencoder" }, "objective": { "kind": "reconstruction" } }"""),
        new("denoising-autoencoder", Family, "an autoencoder that learns examples from spoiled copies of them: a quarter of the numbers lost",
            "E_x̃[log p(x | f(x̃))]", "Vincent et al. 2008; 2010",
            """
            {
              "model": { "kind": "autoencoder", "corruption": [{ "kind": "masking-noise", "probability": 0.25 }] },
              "objective": { "kind": "reconstruction" }
            }
            """),
        new("k-sparse-autoencoder", Family, "an autoencoder of whose code the 10 largest of 200 elements are kept", "log p(x | supp₁₀ f(x))",
            "Makhzani and Frey 2014",
            """
            {
              "model": { "kind": "autoencoder", "encoder": { "kind": "mlp", "hidden": [] }, "latents": 200, "kept": 10, "keptFactor": 2 },
              "objective": { "kind": "reconstruction" }
            }
            """),
        new("sparse-autoencoder", Family, "an autoencoder whose 100 activities are each 0.05 on average", "log p(x | f(x)) - λ·Σⱼ KL(ρ ‖ ρ̂ⱼ)",
            "Ng 2011; with |z| in place of the divergence: l1-activity",
            """
            {
              "model": { "kind": "autoencoder", "encoder": { "kind": "mlp", "hidden": [] }, "latents": 100, "codeActivation": "sigmoid" },
              "objective": { "kind": "reconstruction", "penalties": [{ "kind": "sparsity-kl", "target": 0.05, "weight": 0.1 }] }
            }
            """),
        new("contractive-autoencoder", Family, "an autoencoder whose code stays where it is when the input moves", "log p(x | f(x)) - λ·‖∂f/∂x‖²",
            "Rifai et al. 2011",
            """
            {
              "model": {
                "kind": "autoencoder", "encoder": { "kind": "mlp", "hidden": [] }, "latents": 100, "codeActivation": "sigmoid", "tiedWeights": true
              },
              "objective": { "kind": "reconstruction", "penalties": [{ "kind": "contractive", "probes": 4, "weight": 0.1 }] }
            }
            """),
        new("stacked-autoencoder", Family, "layers learned one after the other, each on the codes of the one before, then together",
            "log p(hᵢ₋₁ | fᵢ(hᵢ₋₁)), then log p(x | f(x))", "Bengio et al. 2006",
            """
            {
              "model": {
                "kind": "stacked-autoencoder", "encoder": { "kind": "mlp", "hidden": [256, 128], "activation": "relu" }, "layerEpochs": 15
              },
              "objective": { "kind": "reconstruction" }
            }
            """),
        new("stacked-denoising-autoencoder", Family, "the same, each layer learning what it reads from a spoiled copy of it",
            "E[log p(hᵢ₋₁ | fᵢ(h̃ᵢ₋₁))], then E[log p(x | f(x̃))]", "Vincent et al. 2010",
            """
            {
              "model": {
                "kind": "stacked-autoencoder", "encoder": { "kind": "mlp", "hidden": [256, 128], "activation": "relu" }, "layerEpochs": 15,
                "corruption": [{ "kind": "masking-noise", "probability": 0.25 }]
              },
              "objective": { "kind": "reconstruction" }
            }
            """),
    ];
}
