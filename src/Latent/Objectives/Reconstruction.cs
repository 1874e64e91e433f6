using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>The deterministic autoencoder: the mean of log p(x | z) at z = E_q[z], without a term for the latent variables.</summary>
/// <remarks>
/// <para>
/// The likelihood says what error is measured: Normal with σ fixed at 1 is half the squared error and a constant, Bernoulli the
/// cross-entropy. Any posterior serves, its mean is the code; sites that are enumerated are still averaged over q.
/// </para>
/// <para>
/// log p(x | z) is no bound on log p(x), and a model so trained gives no sensible samples: <see cref="ObjectiveTerms.Bound"/> holds the
/// log-likelihood of the reconstruction and nothing else. G. E. Hinton, R. R. Salakhutdinov, "Reducing the dimensionality of data with
/// neural networks", Science 313, 2006.
/// </para>
/// </remarks>
public sealed class Reconstruction : Objective
{
    /// <inheritdoc/>
    public override string Name => "reconstruction";

    /// <inheritdoc/>
    public override TraceMode Mode => TraceMode.Reconstruct;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model observes nothing.</exception>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        List<SiteTerm> terms = [];
        Tensor? sum = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind == SiteKind.Latent) continue;
            Tensor logLikelihood = trace.LogLikelihood(site);
            terms.Add(new SiteTerm(site.Name, TermKind.LogLikelihood, logLikelihood));
            sum = sum is null ? logLikelihood : sum + logLikelihood;
        }

        if (sum is null) throw new InvalidOperationException("Reconstruction: the model has no observed site; there is nothing to reconstruct.");
        return new ObjectiveTerms(-sum.Mean(), sum.Mean(0), terms);
    }
}
