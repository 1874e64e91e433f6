using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>q(z | x) = N(μ(x), L(x)·L(x)ᵀ), with a full covariance: L is lower triangular with a positive diagonal.</summary>
/// <remarks>
/// The diagonal of L is e^h, what stands below it the encoder's own numbers; the D·(D - 1)/2 of these make it dear for many latent variables.
/// Parameters: <c>mean</c>, <c>log_scale</c> and <c>factor</c>, the latter row after row of what stands below the diagonal. D. P. Kingma, M.
/// Welling, "An introduction to variational autoencoders", 2019, section 2.5.1.
/// </remarks>
public sealed record FullGaussianPosterior : PosteriorConfig
{
    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Linear mean = new(scope / "mean", features, latents, Activation.None, initialization);
        Linear scale = new(scope / "log_scale", features, latents, Activation.None, initialization);
        int below = checked(latents * (latents - 1) / 2);
        return new Full(mean, scale, below == 0 ? null : new Linear(scope / "factor", features, below, Activation.None, initialization), latents);
    }

    private sealed class Full(Linear mean, Linear logScale, Linear? factor, int latents) : Posterior
    {
        public override int Width => latents;

        public override Distribution Of(Pass pass, Tensor features)
        {
            Tensor scale = logScale.Forward(pass, features).Exp().DiagonalMatrix();
            if (factor is not null) scale += CholeskyFactor.Below(factor.Forward(pass, features), latents);
            return MultivariateNormal.FromScaleTril(mean.Forward(pass, features), scale);
        }

        public override Distribution StandardPrior(Trace t) => t.StandardNormal(latents);
    }
}
