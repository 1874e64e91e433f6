using Latent.Distributions;
using Latent.Models;

namespace Latent.Objectives.Constraints;

/// <summary>
/// The rate alone, E_x KL(q(z | x) ‖ p(z)), to be made small: with a bound on the distortion it is GECO. Without one it makes codes say
/// nothing.
/// </summary>
/// <remarks>
/// For pairs without a closed form, such as a flow or a learned mixture as the prior, set <see cref="Kl"/> to
/// <see cref="KlEstimate.Sampled"/>.
/// </remarks>
public sealed class LeastRate : Objective
{
    /// <inheritdoc/>
    public override string Name => "rate";

    /// <summary>S: samples of the latent variables per example, for KL terms by samples and for constraints.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <summary>The closed forms.</summary>
    public KlRegistry Registry { get; init; } = KlRegistry.Default;

    /// <inheritdoc/>
    public override TraceMode Mode => TraceMode.Posterior(Samples);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The trace's codes are means of q, not draws.</exception>
    /// <exception cref="InvalidOperationException">A draw passes no gradient; the message says the remedy.</exception>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ObjectiveTerms terms = new Elbo { Samples = Samples, Kl = Kl, Registry = Registry }.Evaluate(trace);
        return terms with { Loss = terms.Kl.Mean() };
    }
}
