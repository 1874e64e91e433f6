namespace Latent.Runs.Recipes;

/// <summary>Objectives that hold something of the aggregated posterior down: correlations between latent variables, distance from the prior, or what
/// they say of an attribute.</summary>
internal static class DisentanglementRecipes
{
    private const string Family = "disentanglement";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("beta-vae", Family, "a VAE whose KL term weighs 4", "E_q[log p(x | z)] - β·KL(q(z | x) ‖ p(z))", "Higgins et al. 2017",
            """{ "model": { "kind": "vae", "latents": 10 }, "objective": { "kind": "elbo", "beta": 4 } }"""),
        new("annealed-vae", Family, "a VAE whose KL term is held at a capacity that grows from 0 to 25 nats",
            "E_q[log p(x | z)] - γ·|KL(q(z | x) ‖ p(z)) - C(t)|",
            "Burgess et al. 2018",
            """
            {
              "model": { "kind": "vae", "latents": 10 },
              "objective": { "kind": "elbo", "capacity": { "kind": "linear", "to": 25, "over": 30, "unit": "epoch" }, "capacityWeight": 100 }
            }
            """),
        new("beta-tcvae", Family, "a VAE whose total correlation weighs 6, estimated from pairs within a batch",
            "ELBO - (β - 1)·KL(q(z) ‖ Π q(z_d))", "Chen et al. 2018",
            """
            {
              "model": { "kind": "vae", "latents": 10 },
              "objective": { "kind": "elbo", "penalties": [{ "kind": "kl-decomposition", "weight": 5 }] },
              "training": { "batchSize": 256 }
            }
            """),
        new("factor-vae", Family, "a VAE whose total correlation weighs 35, told by a second player", "ELBO - γ·KL(q(z) ‖ Π q(z_d))", "Kim and Mnih 2018",
            """
            {
              "model": { "kind": "vae", "latents": 10 },
              "objective": { "kind": "elbo", "penalties": [{ "kind": "total-correlation", "weight": 35 }] },
              "training": { "batchSize": 256 }
            }
            """),
        new("dip-vae-i", Family, "a VAE whose encoder's means have the identity as covariance",
            "ELBO - λ_od·Σ C_ij² - λ_d·Σ (C_ii - 1)², C = Cov(μ(x))", "Kumar et al. 2018",
            """{ "model": { "kind": "vae", "latents": 10 }, "objective": { "kind": "elbo", "penalties": [{ "kind": "dip", "covariance": "means" }] } }"""),
        new("dip-vae-ii", Family, "a VAE whose codes have the identity as covariance",
            "ELBO - λ_od·Σ C_ij² - λ_d·Σ (C_ii - 1)², C = Cov(z)", "Kumar et al. 2018",
            """{ "model": { "kind": "vae", "latents": 10 }, "objective": { "kind": "elbo", "penalties": [{ "kind": "dip", "covariance": "codes" }] } }"""),
        new("info-vae", Family, "a VAE without a KL term, whose aggregated posterior is held to the prior",
            "E_q[log p(x | z)] - 1000·MMD²(q(z), p(z))", "Zhao et al. 2019",
            """{ "model": { "kind": "vae" }, "objective": { "kind": "elbo", "beta": 0, "penalties": [{ "kind": "mmd", "weight": 1000 }] } }"""),
        new("wae-mmd", Family, "an autoencoder whose codes are held to the prior as a whole",
            "log p(x | f(x)) - 1000·MMD²(q(z), p(z))", "Tolstikhin et al. 2018",
            """{ "model": { "kind": "autoencoder" }, "objective": { "kind": "reconstruction", "penalties": [{ "kind": "mmd", "weight": 1000 }] } }"""),
        new("constrained-vae", Family, "a VAE whose codes tell a second player at most 0.05 nats of the class",
            "ELBO subject to I(z; y) ≤ c, by a Lagrange multiplier", "Moyer et al. 2018; Rezende and Viola 2018",
            """
            {
              "model": { "kind": "vae" },
              "objective": {
                "kind": "elbo",
                "constraints": [{
                  "quantity": { "kind": "classifier-mutual-information", "attribute": "y" }, "bound": 0.05, "initialMultiplier": 2, "stepSize": 0.05
                }]
              },
              "adversary": { "kind": "adam", "learningRate": 3e-3 },
              "training": { "batchSize": 256 }
            }
            """),
    ];
}
