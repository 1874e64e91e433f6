using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>What an objective was made of, in nats, per site, sample and example; nothing is averaged but the loss.</summary>
/// <param name="Loss">What training minimises; one element.</param>
/// <param name="Bound">The bound on log p(x) the objective belongs to, free of β and of regularisers: one value per example, [B].</param>
/// <param name="Sites">The terms, in the order of the model's sites.</param>
public sealed record ObjectiveTerms(Tensor Loss, Tensor Bound, IReadOnlyList<SiteTerm> Sites)
{
    /// <summary>log w = log p(x, z) - log q(z | x), [K, B], where the objective has computed it.</summary>
    public Tensor? LogWeights { get; init; }

    /// <summary>Other numbers worth a line in a report, such as β, a multiplier or an estimate of mutual information.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>
    /// What the second player minimises, one element; null where there is none. It reads codes as constants, so no gradient of it reaches
    /// the model. See <see cref="Objective.AdversaryParameters"/>.
    /// </summary>
    public Tensor? AdversaryLoss { get; init; }

    /// <summary>Σ log p over observed sites, [K, B].</summary>
    public Tensor LogLikelihood => Sum(TermKind.LogLikelihood);

    /// <summary>Σ KL(q ‖ p) over latent sites, [K, B].</summary>
    public Tensor Kl => Sum(TermKind.Kl);

    /// <summary>A measure by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public double Measured(string name)
    {
        foreach (Measure measure in Measures)
        {
            if (string.Equals(measure.Name, name, StringComparison.Ordinal)) return measure.Value;
        }

        throw new KeyNotFoundException($"There is no measure '{name}'; there is: {string.Join(", ", Measures.Select(static m => m.Name))}.");
    }

    private Tensor Sum(TermKind kind)
    {
        Tensor? sum = null;
        foreach (SiteTerm term in Sites)
        {
            if (term.Kind == kind) sum = sum is null ? term.Values : sum + term.Values;
        }

        return sum ?? 0.0;
    }
}

/// <summary>What a term measures.</summary>
[JsonConverter(typeof(KebabNames<TermKind>))]
public enum TermKind
{
    /// <summary>log p(x | parents) of an observed site.</summary>
    LogLikelihood,

    /// <summary>KL(q ‖ p) of a latent site.</summary>
    Kl,
}

/// <summary>One site's part of an objective.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Values">In nats, [K, B].</param>
public sealed record SiteTerm(string Site, TermKind Kind, Tensor Values);

/// <summary>A number for a report.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record Measure(string Name, double Value);
