using Latent.Models;

namespace Latent.Objectives.Constraints;

/// <summary>
/// The rate alone, E_x KL(q(z | x) ‖ p(z)), to be made small: with a bound on the distortion it is GECO. Without one it makes codes say
/// nothing.
/// </summary>
public sealed class LeastRate : Objective
{
    private readonly Elbo _elbo = new();

    /// <inheritdoc/>
    public override string Name => "rate";

    /// <inheritdoc/>
    public override TraceMode Mode => _elbo.Mode;

    /// <inheritdoc/>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ObjectiveTerms terms = _elbo.Evaluate(trace);
        return terms with { Loss = terms.Kl.Mean() };
    }
}
