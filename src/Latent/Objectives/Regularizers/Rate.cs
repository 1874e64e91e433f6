using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>The rate: E_x KL(q(z | x) ‖ p(z)) in nats, of one latent site or summed over all.</summary>
/// <remarks>
/// The rate is at least I(x; z), by KL(q(z) ‖ p(z)) more; and I(z; y) ≤ I(z; x) for any attribute y the encoder sees only through x (data
/// processing). So a bound on the rate bounds what codes tell of anything. A. A. Alemi et al., "Fixing a broken ELBO", ICML 2018.
/// </remarks>
public sealed class Rate : Penalty
{
    /// <summary>The rate of all latent sites.</summary>
    public Rate()
        : base("rate")
    {
    }

    /// <summary>A single site; all by default.</summary>
    public string? Site { get; init; }

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <inheritdoc/>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new PenaltyTerms(Sum(trace, Site is null ? trace.LatentSites : [trace[Site]], Kl, this).Mean());
    }

    /// <summary>Σ KL over sites, [K, B].</summary>
    internal static Tensor Sum(Trace trace, IEnumerable<Site> sites, KlEstimate estimate, Penalty penalty)
    {
        // A closed form needs no draw, but those of a hierarchy depend on the sites before.
        Codes.ThrowIfCut(trace, estimate == KlEstimate.Sampled ? trace.LatentSites : trace.LatentSites.SkipLast(1), penalty);
        Tensor? sum = null;
        foreach (Site site in sites)
        {
            Tensor kl = trace.Kl(site, estimate);
            sum = sum is null ? kl : sum + kl;
        }

        return sum ?? throw new ArgumentException($"Penalty '{penalty.Name}': the model has no latent site.");
    }
}
