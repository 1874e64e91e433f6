using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>The evidence lower bound E_q[log p(x | z)] - KL(q(z | x) ‖ p(z)) ≤ log p(x).</summary>
/// <remarks>
/// With K samples the expectation is their mean. Kingma and Welling, "Auto-encoding variational Bayes", ICLR 2014, eq. (7).
/// </remarks>
public sealed class Elbo : Objective
{
    /// <inheritdoc/>
    public override string Name => "elbo";

    /// <summary>K: samples of the latent variables per example.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <inheritdoc/>
    public override TraceMode Mode => TraceMode.Posterior(Samples);

    /// <inheritdoc/>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        List<SiteTerm> terms = [];
        Tensor? likelihood = null, kl = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind != SiteKind.Observed) kl = Add(kl, new SiteTerm(site.Name, TermKind.Kl, trace.Kl(site, Kl)));
            if (site.Kind != SiteKind.Latent) likelihood = Add(likelihood, new SiteTerm(site.Name, TermKind.LogLikelihood, trace.LogLikelihood(site)));
        }

        Tensor negative = (kl, likelihood) switch
        {
            ({ } rate, { } fit) => rate - fit,
            (null, { } fit) => -fit,
            ({ } rate, null) => rate,
            _ => throw new InvalidOperationException("The model names no site."),
        };
        return new ObjectiveTerms(negative.Mean(), -negative.Mean(0), terms);

        Tensor Add(Tensor? sum, SiteTerm term)
        {
            terms.Add(term);
            return sum is null ? term.Values : sum + term.Values;
        }
    }
}
