namespace Latent.Runs.Recipes;

/// <summary>Examples with classes, known of all or of a few.</summary>
internal static class SemiSupervisedRecipes
{
    private const string Conditional = "conditional-vae", SemiSupervised = "semi-supervised-vae";

    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("conditional-vae", Conditional, "a VAE of examples with classes: latent sample --given y=3 makes examples of one",
            "E_q[log p(x | y, z)] + log p(y) - KL(q(z | x, y) ‖ p(z))", "Sohn et al. 2015; Kingma et al. 2014",
            """{ "model": { "kind": "conditional-vae" }, "objective": { "kind": "elbo" } }"""),
        new("m2", SemiSupervised, "a classifier and a conditional VAE that learn together, from 100 labels; data.labels.count sets how many",
            "Σ_y q(y | x)·[E log p(x | y, z) + log p(y) - KL(q(z | x, y) ‖ p(z))] + H(q(y | x)), and α·log q(y | x) where y is known", "Kingma et al. 2014",
            """
            {
              "data": { "labels": { "count": 100, "share": 0.1 } },
              "model": { "kind": "semi-supervised-vae" },
              "objective": { "kind": "elbo", "classificationWeight": 100 },
              "training": { "patience": null, "keepBest": false }
            }
            """),
        new("m1-m2", SemiSupervised, "a VAE, then M2 on draws of its codes, from 100 labels; data.labels.count sets how many",
            "the bound of M1 on x, then that of M2 on z1 ~ q(z1 | x)", "Kingma et al. 2014",
            """
            {
              "data": { "labels": { "count": 100, "share": 0.1 } },
              "model": { "kind": "m1-m2" },
              "objective": { "kind": "elbo", "classificationWeight": 100 },
              "training": { "patience": null, "keepBest": false }
            }
            """),
    ];
}
