namespace Latent.Runs.Recipes;

/// <summary>Variational autoencoders with other priors and posteriors.</summary>
internal static class PriorRecipes
{
    private const string Family = "priors";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("vamp-vae", Family, "a VAE whose prior is a mixture of its own posteriors at learned pseudo-inputs",
            "E_q[log p(x | z) + log 1/K Σ q(z | uₖ) - log q(z | x)]", "Tomczak and Welling 2018",
            """{ "model": { "kind": "vae", "prior": { "kind": "vamp" } }, "objective": { "kind": "elbo", "kl": "sampled" } }"""),
        new("mixture-vae", Family, "a VAE whose prior is a learned mixture of Gaussians", "E_q[log p(x | z) + log Σ πₖ·N(z; mₖ, sₖ²) - log q(z | x)]",
            "Dilokthanakul et al. 2016",
            """{ "model": { "kind": "vae", "prior": { "kind": "mixture" } }, "objective": { "kind": "elbo", "kl": "sampled" } }"""),
        new("s-vae", Family, "a VAE whose codes are points of a sphere", "E_q[log p(x | z)] - KL(vMF(μ(x), κ(x)) ‖ uniform)", "Davidson et al. 2018",
            """{ "model": { "kind": "vae", "posterior": { "kind": "von-mises-fisher" }, "latents": 11 }, "objective": { "kind": "elbo" } }"""),
        new("full-covariance-vae", Family, "a VAE whose posterior has a full covariance", "E_q[log p(x | z)] - KL(N(μ(x), L(x)·L(x)ᵀ) ‖ N(0, 1))",
            "Kingma and Welling 2019",
            """{ "model": { "kind": "vae", "posterior": { "kind": "full-gaussian" } }, "objective": { "kind": "elbo" } }"""),
        new("two-stage-vae", Family, "a VAE, and a second one of its codes", "ELBO of x, then ELBO of z ~ q(z | x)", "Dai and Wipf 2019",
            """{ "model": { "kind": "two-stage-vae" }, "objective": { "kind": "elbo" } }"""),
        new("rae", Family, "an autoencoder with small codes and a smooth decoder that samples, by a Gaussian mixture fitted to its codes",
            "log p(x | f(x)) - β·½‖f(x)‖² - λ·‖∂x̂/∂z‖², then Σ log Σ πₖ·N(f(x); mₖ, Σₖ)", "Ghosh et al. 2020",
            """
            {
              "model": { "kind": "autoencoder", "prior": { "kind": "ex-post-mixture" } },
              "objective": {
                "kind": "reconstruction", "penalties": [{ "kind": "code-norm", "weight": 0.01 }, { "kind": "decoder-gradient", "weight": 0.001 }]
              }
            }
            """),
        new("gmm-autoencoder", Family, "an autoencoder that samples, by a Gaussian mixture fitted to its codes",
            "log p(x | f(x)), then Σ log Σ πₖ·N(f(x); mₖ, Σₖ)",
            "Ghosh et al. 2020",
            """
            {
              "model": { "kind": "autoencoder", "prior": { "kind": "ex-post-mixture" } },
              "objective": { "kind": "reconstruction" }
            }
            """),
    ];
}
