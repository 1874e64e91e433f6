using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>A latent site's KL and what it weighs in a loss.</summary>
internal sealed class SiteRate(Site site, Tensor kl)
{
    public Site Site { get; } = site;

    /// <summary>[K, B].</summary>
    public Tensor Kl { get; } = kl;

    /// <summary>Over the minibatch.</summary>
    public double Mean => Kl.Mean().Item();

    public double Weight { get; set; } = 1;

    /// <summary>A weight for each independent factor of the site, in place of <see cref="Weight"/>.</summary>
    public Tensor? FactorWeights { get; set; }
}

/// <summary>
/// The KL terms of a loss as Σ weight·KL + constant. Functions of minibatch means (free bits, capacity) have this form too, with weights that
/// follow from the means: their value and their gradient are the same.
/// </summary>
internal sealed class RateWeights(Trace trace, IReadOnlyList<SiteRate> all, KlEstimate estimate, KlRegistry? registry)
{
    public Trace Trace { get; } = trace;

    public IReadOnlyList<SiteRate> All { get; } = all;

    public double Constant { get; set; }

    /// <summary>How many groups hold more than their free bits.</summary>
    public int Active { get; set; }

    /// <summary>Whether the loss's KL is the plain sum.</summary>
    public bool IsPlain => Constant == 0 && All.All(static rate => rate.Weight == 1 && rate.FactorWeights is null);

    /// <summary>Σ weight·KL - fit, [K, B].</summary>
    public Tensor Weighted(Tensor? fit, bool detached)
    {
        Tensor? sum = null;
        foreach (SiteRate rate in All)
        {
            if (rate is { Weight: 0, FactorWeights: null }) continue;
            Tensor kl = rate.FactorWeights is null ? rate.Kl * rate.Weight : Trace.Expect(Rows(Trace, rate.Site, detached)!);
            sum = sum is null ? kl : sum + kl;
        }

        return (sum, fit) switch
        {
            ({ } kl, { } f) => kl - f,
            (null, { } f) => -f,
            ({ } kl, null) => kl,
            _ => Trace.Pass.Full(Trace.TermShape, 0, Trace.DType),
        };
    }

    /// <summary>A site's weighted KL in a trace of the same model, for every value of the enumerated sites; null for one drawn from its prior.</summary>
    public Tensor? Rows(Trace trace, Site site, bool detached)
    {
        SiteRate? rate = All.FirstOrDefault(other => string.Equals(other.Site.Name, site.Name, StringComparison.Ordinal));
        if (rate is null) return null;
        if (rate.FactorWeights is { } weights)
        {
            Tensor kl = site.KlOfFactors(estimate, registry, detached) * weights;
            if (weights.Shape.Rank > 0) kl = kl.Sum(Axes(-weights.Shape.Rank, weights.Shape.Rank));
            return site.RowMask is null ? kl : site.RowMask.Where(0.0, kl);
        }

        return rate.Weight == 0 ? null : trace.RowKl(site, estimate, registry, detached) is { } rows ? rows * rate.Weight : null;
    }

    /// <summary>E[KL] of each independent factor of a site, over the minibatch.</summary>
    public double[] MeansOfFactors(SiteRate rate, out Shape factors)
    {
        Tensor rows = rate.Site.KlOfFactors(estimate, registry, detached: false).Detach();
        factors = rate.Site.FactorShape;
        int axes = factors.Rank;
        Shape lead = rate.Site.Lead.Concat([Trace.Count]);
        rows = rows.BroadcastTo(lead.Concat(factors));
        if (Trace.Probability(rate.Site) is { } probability) rows *= Spread(probability.Detach(), axes);
        if (rate.Site.RowMask is { } mask) rows = Spread(mask, axes).Where(0.0, rows);
        return (rows.Sum(Axes(0, lead.Rank)) * (1.0 / (Trace.Samples * Trace.Count))).ToDoubles();
    }

    private static Tensor Spread(Tensor x, int axes)
    {
        for (int i = 0; i < axes; i++)
            x = x.Unsqueeze(-1);
        return x;
    }

    private static int[] Axes(int first, int count) => [.. Enumerable.Range(first, count)];
}
