using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>The prior that goes with the posterior: N(0, 1) of a Gaussian one, uniform on what is compact. It has no parameters.</summary>
public sealed record StandardPrior : PriorConfig
{
    /// <inheritdoc/>
    public override Prior Build(ParameterScope scope, PriorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Fixed(context);
    }

    private sealed class Fixed(PriorContext context) : Prior
    {
        public override Distribution Of(Trace t) => context.Posterior.StandardPrior(t);
    }
}
