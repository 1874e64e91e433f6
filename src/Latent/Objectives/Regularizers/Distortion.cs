using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>The distortion: -E_q log p(x | z) in nats, averaged over the data; of one observed site or summed over all.</summary>
/// <remarks>
/// It is what a bound on the reconstruction is put on (GECO, <see cref="Constraints.Constrained.Geco"/>). A squared error ‖x - x̂‖² of D
/// numbers on average at most κ² is, for a normal likelihood of scale σ, a distortion of at most κ²/(2σ²) + (D/2)·log 2πσ².
/// </remarks>
public sealed class Distortion : Penalty
{
    /// <summary>The distortion of all observed sites.</summary>
    public Distortion()
        : base("distortion")
    {
    }

    /// <summary>A single site; all by default.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new PenaltyTerms(-Sum(trace, Site is null ? trace.Sites : [trace[Site]], this).Mean());
    }

    /// <summary>Σ log p over what is observed of the sites, [K, B].</summary>
    internal static Tensor Sum(Trace trace, IEnumerable<Site> sites, Penalty penalty)
    {
        Codes.ThrowIfCut(trace, trace.LatentSites, penalty);
        Tensor? sum = null;
        foreach (Site site in sites)
        {
            if (site.Kind == SiteKind.Latent) continue;
            Tensor logLikelihood = trace.LogLikelihood(site);
            sum = sum is null ? logLikelihood : sum + logLikelihood;
        }

        return sum ?? throw new ArgumentException($"Penalty '{penalty.Name}': no observed site is asked for.");
    }
}

/// <summary>Settings of <see cref="Distortion"/>.</summary>
public sealed record DistortionConfig : PenaltyConfig
{
    /// <summary>A single observed site; all by default.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new Distortion { Name = Name ?? "distortion", Site = Site };
}
