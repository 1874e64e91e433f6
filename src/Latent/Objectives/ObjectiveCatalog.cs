using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;

namespace Latent.Objectives;

/// <summary>A kind of objective: what it is called, what it computes, and what can be set.</summary>
/// <param name="Name">For command lines, files and reports; what <see cref="Objective.Name"/> says.</param>
/// <param name="Type">Its class.</param>
/// <param name="Formula">What it makes large, or with "least" before it, small.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Options">What can be set, in the order a reader needs it.</param>
public sealed record ObjectiveEntry(string Name, Type Type, string Formula, string Reference, IReadOnlyList<ObjectiveOption> Options);

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
        new("elbo", typeof(Elbo), "E_q[log p(x | z)] - KL(q(z | x) ‖ p(z))", "Kingma and Welling 2014, eq. 7",
            [
                new("Samples", "S, samples of z per example; 1"),
                new("Kl", "in closed form, or by the samples"),
            ]),
        new("base + penalty + ...", typeof(Regularized), "base - Σᵢ weightᵢ·penaltyᵢ",
            "Chen et al. 2018; Kumar et al. 2018; Tolstikhin et al. 2018; Zhao et al. 2019", []),
        new("base with quantity bounded, ...", typeof(Constrained), "base subject to quantityᵢ ≤ cᵢ, by Lagrange multipliers",
            "Arrow, Hurwicz and Uzawa 1958; Rezende and Viola 2018", []),
        new("rate", typeof(LeastRate), "least E_x KL(q(z | x) ‖ p(z)); held up by a constraint on the distortion, GECO",
            "Rezende and Viola 2018", []),
    ];
}
