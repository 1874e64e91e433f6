using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;

namespace Latent.Objectives;

/// <summary>A kind of objective: what it is called, what it computes, and what can be set.</summary>
/// <param name="Name">For command lines, files and reports; what <see cref="Objective.Name"/> says.</param>
/// <param name="Type">Its class.</param>
/// <param name="Formula">What it makes large, or with "least" before it, small.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Options">What can be set, in the order a reader needs it.</param>
public sealed record ObjectiveEntry(string Name, Type Type, string Formula, string Reference, IReadOnlyList<ObjectiveOption> Options)
{
    /// <summary>What configurations call it, where that is not the name.</summary>
    public string Kind { get; init; } = Name;
}

/// <summary>An option of an objective.</summary>
/// <param name="Name">The property.</param>
/// <param name="Meaning">What it is, with its default.</param>
public sealed record ObjectiveOption(string Name, string Meaning);

/// <summary>All kinds of objectives, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class ObjectiveCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<ObjectiveEntry> All { get; } =
    [
        new("reconstruction", typeof(Reconstruction), "log p(x | E_q[z])", "Hinton and Salakhutdinov 2006", []),
        new("elbo", typeof(Elbo), "E_q[log p(x | z)] - β·KL(q(z | x) ‖ p(z))",
            "Kingma and Welling 2014; Higgins et al. 2017; Kingma et al. 2016; Burgess et al. 2018; Kingma et al. 2014",
            [
                new("Samples", "samples of z per example; 1"),
                new("Kl", "in closed form (the default), or by the samples"),
                new("Registry", "the closed forms known"),
                new("Beta", "β, a schedule: constant, warm-up, cyclical; 1"),
                new("FreeBits", "max(λ, KL) per site, group of sites or dimension"),
                new("Capacity", "γ·|KL - C| in place of β·KL, C a schedule"),
                new("ClassificationWeight", "α of -α·log q(y | x) where y is observed; 0"),
                Path,
                Score,
            ]),
        new("iwae", typeof(ImportanceWeighted), "1/M Σₘ log 1/K Σₖ w, w = p(x, z)/q(z | x)", "Burda et al. 2016; Rainforth et al. 2018",
            [new("Samples", "K; 5"), new("Groups", "M; 1, more is MIWAE"), Path, Score]),
        new("piwae", typeof(PartiallyImportanceWeighted), "log 1/(MK) Σ w for p, 1/M Σₘ log 1/K Σₖ w for q", "Rainforth et al. 2018",
            [new("Samples", "K; 5"), new("Groups", "M; 5"), Path, Score]),
        new("ciwae", typeof(CombinedImportanceWeighted), "β·1/K Σ log w + (1 - β)·log 1/K Σ w", "Rainforth et al. 2018",
            [new("Samples", "K; 5"), new("ElboWeight", "β; 0.5"), Path, Score]),
        new("renyi", typeof(Renyi), "1/(1 - α)·log 1/K Σ w^(1 - α)", "Li and Turner 2016",
            [new("Order", "α; 0.5; 1 is the ELBO, 0 the importance-weighted bound, -∞ the largest log w"), new("Samples", "K; 5"), Path, Score]),
        new("base + penalty + ...", typeof(Regularized), "base - Σᵢ weightᵢ·penaltyᵢ",
            "Chen et al. 2018; Kumar et al. 2018; Tolstikhin et al. 2018; Zhao et al. 2019", []),
        new("base with quantity bounded, ...", typeof(Constrained), "base subject to quantityᵢ ≤ cᵢ, by Lagrange multipliers",
            "Arrow, Hurwicz and Uzawa 1958; Rezende and Viola 2018", []),
        new("rate", typeof(LeastRate), "least E_x KL(q(z | x) ‖ p(z)); held up by a constraint on the distortion, GECO",
            "Rezende and Viola 2018",
            [
                new("Samples", "samples of z per example; 1"),
                new("Kl", "in closed form (the default), or by the samples"),
                new("Registry", "the closed forms known"),
            ]),
    ];

    private static ObjectiveOption Path => new("Path", "the estimator of gradients through draws");

    private static ObjectiveOption Score => new("Score", "the estimator where none pass; none, which refuses such sites");
}
