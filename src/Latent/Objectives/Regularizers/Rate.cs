using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>The rate: E_x KL(q(z | x) ‖ p(z)) in nats, of one latent site or summed over all.</summary>
/// <remarks>
/// The rate is at least I(x; z), by KL(q(z) ‖ p(z)) more; and I(z; y) ≤ I(z; x) for any attribute y the encoder sees only through x (data
/// processing). So a bound on the rate bounds what codes tell of anything. A. A. Alemi et al., "Fixing a broken ELBO", ICML 2018.
/// <para>
/// In training, draws that pass no gradient are refused at every site but the last, and at the last too where KL terms are by the samples:
/// a later KL may depend on them. Two discrete sites that do not depend on one another are refused with the others, though their closed
/// forms would need no draw; enumerate one of them (DiscreteSite.Enumerated), or make them one site.
/// </para>
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

    /// <summary>The closed forms.</summary>
    public KlRegistry Registry { get; init; } = KlRegistry.Default;

    /// <inheritdoc/>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new PenaltyTerms(Sum(trace, Site is null ? trace.LatentSites : [trace[Site]], Kl, Registry, this).Mean());
    }

    /// <summary>Σ KL over sites, [K, B].</summary>
    internal static Tensor Sum(Trace trace, IEnumerable<Site> sites, KlEstimate estimate, KlRegistry registry, Penalty penalty)
    {
        // A closed form needs no draw, but those of a hierarchy depend on the sites before.
        Codes.ThrowIfCut(trace, estimate == KlEstimate.Sampled ? trace.LatentSites : trace.LatentSites.SkipLast(1), penalty);
        Tensor? sum = null;
        foreach (Site site in sites)
        {
            Tensor kl = trace.Kl(site, estimate, registry);
            sum = sum is null ? kl : sum + kl;
        }

        return sum ?? throw new ArgumentException($"Penalty '{penalty.Name}': the model has no latent site.");
    }
}

/// <summary>Settings of <see cref="Rate"/>.</summary>
public sealed record RateConfig : PenaltyConfig
{
    /// <summary>A single latent site; all by default.</summary>
    public string? Site { get; set; }

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new Rate { Name = Name ?? "rate", Site = Site, Kl = Kl };
}
