using Latent.Models;
using Latent.Objectives.Estimators;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// Replaces a loss by one of the same value whose gradient is an estimator's: with score-function terms for draws that pass no gradient, and
/// with the score dropped where posteriors depend on one another.
/// </summary>
internal static class ElboSurrogate
{
    /// <summary>-log q of what is observed of sites that q can infer, over the batch; null if there is none.</summary>
    public static Tensor? Classification(Trace trace)
    {
        Tensor? sum = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind == SiteKind.Latent || site.Posterior is null) continue;
            Tensor logQ = trace.Expect(site.LogQ());
            if (site.RowMask is not null) logQ = site.RowMask.Where(logQ, 0.0);
            sum = sum is null ? logQ : sum + logQ;
        }

        return sum is null ? null : -sum.Mean();
    }

    public static Tensor Apply(Tensor loss, Trace trace, RateWeights weights, Elbo objective)
    {
        IReadOnlyList<Site> sites = ScoreFunction.SitesOf(trace, objective.Score);
        bool again = objective.Path.DropsScore && Dependence.OfPosteriorsOnDraws(trace);
        if (!again && sites.Count == 0) return loss;
        List<RewardedDraw> draws = [.. sites.Select(site => objective.Score!.Rewarded(SignalOf(trace, site, weights, objective)))];
        // What a baseline learns by is no part of the loss that may be taken apart.
        Tensor? learned = objective.Score?.Fit(draws) is { } fit ? WithoutValue(fit) : null;
        if (!again)
        {
            Tensor scored = loss + WithoutValue(Scores(trace, draws));
            return learned is null ? scored : scored + learned;
        }

        // The score is to be dropped, but not what passes through a posterior's parameters to the draws they depend on. So the loss is
        // taken apart: once with the draws as constants, and once with the parameters as constants.
        Trace constantDraws = trace.Again(asConstants: true, frozen: false), constantParameters = trace.Again(asConstants: false, frozen: true);
        Tensor parts = WithoutValue(Part(constantDraws, detached: true) + Part(constantParameters, detached: false));
        return loss.Detach() + (learned is null ? parts : parts + learned);

        Tensor Part(Trace part, bool detached)
        {
            Tensor sum = Rows(part, weights, detached).Mean();
            if (objective.ClassificationWeight > 0 && Classification(part) is { } classification) sum += classification * objective.ClassificationWeight;
            return sites.Count > 0 ? sum + Scores(part, draws) : sum;
        }
    }

    /// <summary>A number's gradient without its value.</summary>
    public static Tensor WithoutValue(Tensor x) => x - x.Detach();

    // Σ weight·KL - Σ log p, [K, B].
    private static Tensor Rows(Trace trace, RateWeights weights, bool detached)
    {
        Tensor? sum = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind != SiteKind.Observed && weights.Rows(trace, site, detached) is { } kl)
                sum = sum is null ? trace.Expect(kl) : sum + trace.Expect(kl);
            if (site.Kind != SiteKind.Latent) sum = sum is null ? -trace.LogLikelihood(site) : sum - trace.LogLikelihood(site);
        }

        return sum ?? trace.Pass.Full(trace.TermShape, 0, trace.DType);
    }

    // What comes after a draw: its own KL where that is by samples, and all terms of later sites; those before do not depend on it.
    // Where a later site is observed that q can infer, its log q is a part of the loss too.
    private static LearningSignal SignalOf(Trace trace, Site of, RateWeights weights, Elbo objective)
    {
        Tensor? sum = null;
        bool after = false;
        foreach (Site site in trace.Sites)
        {
            bool self = ReferenceEquals(site, of);
            after |= self;
            if (!after) continue;
            if (site.Kind != SiteKind.Observed && (!self || objective.Kl == KlEstimate.Sampled) && weights.Rows(trace, site, detached: true) is { } kl)
                Add(-kl);
            if (site.Kind == SiteKind.Latent) continue;
            Add(site.RowMask is null ? site.LogP() : site.RowMask.Where(site.LogP(), 0.0));
            if (self || objective.ClassificationWeight == 0 || site.Posterior is null) continue;
            Add((site.RowMask is null ? site.LogQ() : site.RowMask.Where(site.LogQ(), 0.0)) * objective.ClassificationWeight);
        }

        Shape full = of.Lead.Concat([trace.Count]);
        Tensor signal = sum ?? trace.Pass.Full(full, 0, trace.DType);
        return new LearningSignal(trace, of, signal.Shape == full ? signal : signal.BroadcastTo(full));

        void Add(Tensor term)
        {
            term = trace.ExpectAfter(term.Detach(), of).Detach();
            sum = sum is null ? term : sum + term;
        }
    }

    private static Tensor Scores(Trace trace, List<RewardedDraw> draws)
    {
        Tensor? sum = null;
        foreach (RewardedDraw draw in draws)
        {
            Site site = trace[draw.Signal.Site.Name];
            Tensor logQ = site.Posterior is null ? site.LogP() : site.LogQ();
            Tensor loss = ScoreFunction.Loss(draw, logQ, trace.Probability(site)?.Detach(), 1.0 / (trace.Samples * trace.Count));
            sum = sum is null ? loss : sum + loss;
        }

        return sum!;
    }
}
