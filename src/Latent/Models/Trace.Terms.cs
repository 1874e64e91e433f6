using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models;

// Log-probabilities per sample and example.
public sealed partial class Trace
{
    /// <summary>[K, B].</summary>
    public Shape TermShape => [Samples, Count];

    /// <summary>The latent sites, and those partly observed.</summary>
    public IEnumerable<Site> LatentSites => _sites.Where(static site => site.Kind != SiteKind.Observed);

    /// <summary>What an example is made again from: the latent sites, and those that could be latent, such as a class.</summary>
    internal IEnumerable<Site> CodeSites => _sites.Where(static site => site.Kind != SiteKind.Observed || site.IsOptional);

    /// <summary>The observed sites.</summary>
    public IEnumerable<Site> ObservedSites => _sites.Where(static site => site.Kind == SiteKind.Observed);

    /// <summary>
    /// E over the enumerated sites of a term, weighted by q of each value; where a site is observed, by whether the value is the observed
    /// one. Without enumerated sites, the term itself.
    /// </summary>
    /// <param name="term">Broadcasts to [lead..., B].</param>
    /// <returns>[K, B].</returns>
    public Tensor Expect(Tensor term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (_lead.Rank == 1) return term.Shape == TermShape ? term : term.BroadcastTo(TermShape);
        term = ExpectBeyond(term, 1);
        return term.Shape == TermShape ? term : term.BroadcastTo(TermShape);
    }

    /// <summary>E over the sites enumerated after one, given those before it and the site itself.</summary>
    /// <param name="term">Broadcasts to [lead..., B].</param>
    /// <param name="site">The site.</param>
    /// <returns>Broadcasts to the site's [lead..., B].</returns>
    internal Tensor ExpectAfter(Tensor term, Site site) => ExpectBeyond(term, site.Lead.Rank);

    // Innermost sites first: a term that does not depend on an outer site needs no sum over it.
    private Tensor ExpectBeyond(Tensor term, int leadRank)
    {
        if (term.Shape.Rank <= leadRank + 1) return term;
        foreach (Site site in _sites)
        {
            if (!site.IsEnumerated || site.Lead.Rank <= leadRank || term.Shape.Rank < site.Lead.Rank + 1) continue;
            // What has no weight is not looked at: a value that q and p both exclude has no finite term.
            Tensor weights = Weights(site);
            term = weights * weights.Where(term, 0.0);
        }

        while (term.Shape.Rank > leadRank + 1)
            term = term.Sum(0);
        return term;
    }

    /// <summary>What q gives to the values enumerated up to a site, together; null if none were.</summary>
    /// <returns>Broadcasts to the site's [lead..., B].</returns>
    internal Tensor? Probability(Site of)
    {
        Tensor? product = null;
        foreach (Site site in _sites)
        {
            if (site.IsEnumerated && site.Lead.Rank <= of.Lead.Rank) product = product is null ? Weights(site) : product * Weights(site);
        }

        return product;
    }

    /// <summary>
    /// log w = log p(x, z) - log q(z | x), the enumerated sites summed out exactly, in nats: [K, B]. Their mean over samples, in the
    /// exponent, estimates p(x) (Burda et al. 2016, eq. 7).
    /// </summary>
    public Tensor LogWeights() => LogWeights(static site => site.LogQ());

    /// <summary>The same with another log q, such as <see cref="Site.LogQDetached"/>.</summary>
    public Tensor LogWeights(Func<Site, Tensor> logQ) => LogWeights(RowLogWeights(logQ));

    /// <summary>The weights of samples, from those of every value of the enumerated sites.</summary>
    internal Tensor LogWeights(Tensor rows)
    {
        Tensor all = SumOut(rows, 1);
        return all.Shape == TermShape ? all : all.BroadcastTo(TermShape);
    }

    /// <summary>log w for every value of the enumerated sites: their sum, in the exponent, is w. [lead..., B].</summary>
    internal Tensor RowLogWeights(Func<Site, Tensor> logQ)
    {
        ArgumentNullException.ThrowIfNull(logQ);
        Tensor? sum = null;
        foreach (Site site in _sites)
        {
            // A site that is drawn from its prior has a weight of one.
            if (site.Kind == SiteKind.Observed || site.IsEnumerated || site.Posterior is not null) Add(site.LogP());
            else if (site.RowMask is not null) Add(site.RowMask.Where(site.LogP(), 0.0));
            if (site.Kind == SiteKind.Observed) continue;
            if (site.IsEnumerated)
            {
                // The sum over values is exact and needs no q; an observed example has but one value.
                if (site.RowMask is not null) Add(site.RowMask.Where(Match(site).Log(), 0.0));
            }
            else if (site.Posterior is not null)
            {
                Tensor q = logQ(site);
                Add(-(site.RowMask is null ? q : site.RowMask.Where(0.0, q)));
            }
        }

        Tensor rows = sum ?? Pass.Full(TermShape, 0, DType);
        return rows.Shape.Rank < 2 ? Lift(rows) : rows;

        void Add(Tensor term) => sum = sum is null ? term : sum + term;
    }

    /// <summary>Sums out, in the exponent, the outermost axes beyond a number of leading ones.</summary>
    internal static Tensor SumOut(Tensor rows, int leadRank)
    {
        while (rows.Shape.Rank > leadRank + 1)
            rows = rows.LogSumExp(0);
        return rows;
    }

    /// <summary>
    /// KL(q ‖ p) of a latent site in nats, in closed form or by the samples drawn; exact for an enumerated site, and by the samples for one that
    /// is inferred ahead (<see cref="InferAhead"/>); 0 where a partly observed site is observed, and where a site has no posterior but its prior.
    /// </summary>
    /// <returns>[K, B].</returns>
    /// <exception cref="KlNotKnownException">A closed form is asked for and there is none.</exception>
    public Tensor Kl(Site site, KlEstimate estimate = KlEstimate.ClosedForm, KlRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(site);
        return RowKl(site, estimate, registry) is { } rows ? Expect(rows) : Pass.Full(TermShape, 0, DType);
    }

    /// <summary>The same for every value of the enumerated sites; null for a site drawn from its prior.</summary>
    /// <param name="site">The site.</param>
    /// <param name="estimate">In closed form, or by the samples drawn.</param>
    /// <param name="registry">The closed forms.</param>
    /// <param name="detached">For one by samples, whether q's parameters are constants in log q.</param>
    /// <returns>Broadcasts to [lead..., B].</returns>
    internal Tensor? RowKl(Site site, KlEstimate estimate, KlRegistry? registry = null, bool detached = false)
    {
        if (site.Posterior is null) return null;
        bool closed = estimate == KlEstimate.ClosedForm && site is { IsEnumerated: false, IsInferredAhead: false };
        Tensor kl = closed ? site.Kl(registry) : (detached && !site.IsEnumerated ? site.LogQDetached() : site.LogQ()) - site.LogP();
        return site.RowMask is null ? kl : site.RowMask.Where(0.0, kl);
    }

    /// <summary>log p of what a site has observed, in nats; 0 for the examples where a partly observed site is latent.</summary>
    /// <returns>[K, B].</returns>
    public Tensor LogLikelihood(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        Tensor logP = Expect(site.LogP());
        return site.Kind switch
        {
            SiteKind.Observed => logP,
            SiteKind.PartlyObserved => site.RowMask!.Where(logP, 0.0),
            _ => throw new ArgumentException($"Site '{site.Name}' is latent; it has no likelihood."),
        };
    }

    /// <summary>What q gives to each value of an enumerated site, [lead..., B].</summary>
    internal Tensor Weights(Site site) => site.Weights ??= Weigh(site);

    /// <summary>[B] -> [1, B], and [K·B] never occurs: flat traces have one sample.</summary>
    internal Tensor Lift(Tensor term) => term.Shape.Rank == 2 ? term : term.Shape.Rank == 1 ? term.Reshape(1, term.Shape[0]) : term.BroadcastTo(TermShape);

    /// <summary>A distribution whose rows are seen as [lead..., B], so that it broadcasts against values and other distributions.</summary>
    internal Distribution Unfold(Distribution distribution)
    {
        if (distribution.BatchShape.Rank == 0) return distribution;
        int rows = distribution.BatchShape[0];
        if (rows == Count || rows == 1) return distribution;
        Shape lead = LeadOf(rows);
        return distribution.Unfold(rows, lead.Concat([Count]));
    }

    private Tensor Weigh(Site site)
    {
        Tensor q = site.Posterior is null ? site.LogP().Exp() : site.LogQ().Exp();
        return site.RowMask is null ? q : site.RowMask.Where(Match(site), q);
    }

    // 1 where the enumerated value is the observed one, [lead..., B] of the site.
    private Tensor Match(Site site)
    {
        Tensor observed = Observed(site.Name).Detach();
        Tensor equal = site.Scored!.EqualTo(observed);
        for (int axis = site.Prior.EventShape.Rank; axis > 0; axis--)
            equal = equal.Min(-1);
        return equal;
    }

    private int RowsOf(Distribution distribution, Site site)
    {
        if (distribution.BatchShape.Rank == 0) return 1;
        int rows = distribution.BatchShape[0];
        if (rows != 1 && rows != Rows && rows != Count && LeadOf(rows).Rank == 0)
        {
            Refuse(site, $"{distribution} has {rows} rows; it must have {Rows}, or {Count} where it depends on the batch alone, or no batch axis.");
        }

        return rows;
    }

    // The innermost leading axes that, with the batch, make so many rows.
    private Shape LeadOf(int rows)
    {
        int product = Count;
        for (int axis = _lead.Rank - 1; axis >= 0; axis--)
        {
            product *= _lead[axis];
            if (product == rows) return _lead.Slice(axis, _lead.Rank);
        }

        return default;
    }

    // The leading axes a distribution of fewer rows lacks, as a shape of samples.
    private Shape Missing(int rows)
    {
        if (rows == 1 && Count != 1) return _lead.Concat([Count]);
        int inner = rows == Count ? 0 : LeadOf(rows).Rank;
        return _lead.Slice(0, _lead.Rank - inner);
    }
}
