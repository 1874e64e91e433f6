using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>A latent site's draws and posteriors as penalties read them: N = K·B rows of values, in the order [K, B], and q(z | x) of B examples.</summary>
/// <param name="Site">The site.</param>
/// <param name="Posterior">q(z | x), with batch [B].</param>
/// <param name="Values">[N, event].</param>
/// <param name="Samples">K.</param>
/// <param name="Count">B.</param>
internal sealed record Codes(Site Site, Distribution Posterior, Tensor Values, int Samples, int Count)
{
    /// <summary>N = K·B.</summary>
    public int Rows => Samples * Count;

    /// <summary>The site of a name, or the only latent one.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="name">The site; null for the only latent one.</param>
    /// <param name="penalty">Who asks.</param>
    /// <param name="byDraws">Whether the penalty's gradient is to flow through the draws.</param>
    /// <exception cref="ArgumentException">It is not a latent variable with a posterior of the data alone.</exception>
    public static Codes Of(Trace trace, string? name, Penalty penalty, bool byDraws = true)
    {
        Site site = SiteOf(trace, name, penalty);
        if (byDraws) ThrowIfCut(trace, [site], penalty);
        if (byDraws && trace.Mode is TraceMode.ReconstructMode or TraceMode.EncodeMode)
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': the codes of this trace are means of q, and the penalty is about draws; use it beside an objective that "
                + "draws, such as Elbo.");
        }

        if (site.Kind != SiteKind.Latent || site.IsEnumerated || site.Lead.Rank != 1 || site.Value is null)
        {
            string fault = site.IsEnumerated || site.Lead.Rank != 1 ? "enumerated or below an enumerated site" : "not latent";
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': site '{site.Name}' is {fault}; it must be a latent variable that is drawn, above any enumerated one.");
        }

        Distribution posterior = site.Posterior ?? throw new ArgumentException(
            $"Penalty '{penalty.Name}': site '{site.Name}' has no posterior of its own, so its codes say nothing of the data.");
        if (posterior.BatchShape != Shape.Create([trace.Count]))
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': the posterior of site '{site.Name}' has batch {posterior.BatchShape}; it must have one row per example, "
                + $"[{trace.Count}]. Where it depends on another latent variable, use one sample per example, or name another site.");
        }

        return new Codes(site, posterior, site.Value, trace.Samples, trace.Count);
    }

    /// <summary>The site of a name, or the only latent one.</summary>
    public static Site SiteOf(Trace trace, string? name, Penalty penalty) => SiteOf(trace, name, $"Penalty '{penalty.Name}'");

    /// <inheritdoc cref="SiteOf(Trace, string?, Penalty)"/>
    public static Site SiteOf(Trace trace, string? name, string who)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (name is not null) return trace[name];
        Site[] latent = [.. trace.LatentSites];
        return latent.Length == 1
            ? latent[0]
            : throw new ArgumentException(
                $"{who}: the model has {latent.Length} latent sites ({string.Join(", ", latent.Select(static s => s.Name))}); "
                + "say which by Site.");
    }

    /// <summary>Refuses to train by draws that pass no gradient, which would be a wrong gradient without a word.</summary>
    /// <exception cref="ArgumentException">A site is drawn from a distribution whose draws cut the path.</exception>
    public static void ThrowIfCut(Trace trace, IEnumerable<Site> sites, Penalty penalty)
    {
        if (!trace.Pass.Records) return;
        foreach (Site site in sites)
        {
            if (site.Kind == SiteKind.Observed || site.IsEnumerated || (site.Posterior ?? site.Prior).Gradient != GradientPath.ScoreFunction) continue;
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': draws of site '{site.Name}' ({(site.Posterior ?? site.Prior).Name}) pass no gradient to the encoder; enumerate the "
                + "site, or take a relaxed posterior.");
        }
    }

    /// <summary>The means of the posteriors, a vector per example: [B, width].</summary>
    public Tensor Means()
    {
        Tensor mean = Posterior.Mean;
        return mean.Shape.Rank == 2 ? mean : mean.Reshape(Count, mean.Shape.Count / Math.Max(1, Count));
    }

    /// <summary>Those of the rows of some examples, in their order.</summary>
    public Codes Take(int[] examples)
    {
        int[] rows = [.. Enumerable.Range(0, Samples).SelectMany(k => examples.Select(i => (k * Count) + i))];
        Distribution posterior = Posterior.Map((parameter, eventAxes) =>
            parameter.Shape.Rank == eventAxes + 1 && parameter.Shape[0] == Count ? parameter.Gather(0, examples) : parameter);
        return new Codes(Site, posterior, Values.Gather(0, rows), Samples, examples.Length);
    }
}
