using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>q(z | x) = vMF(μ(x), κ(x)): codes are directions, points on the unit sphere, and the prior is uniform on it.</summary>
/// <remarks>
/// <c>latents</c> is how many numbers a point has, the dimension m of the space around the sphere: it is at least 2, and the sphere itself has m - 1
/// dimensions, by which the paper's tables count (d = 10 is <c>"latents": 11</c>). μ = h/‖h‖, κ = 1 + log(1 + e^g). Parameters: <c>mean</c>, which
/// gives h, and <c>concentration</c>, which gives g. As code of an example stands μ. T. Davidson, L. Falorsi, N. De Cao, T. Kipf, J. Tomczak,
/// "Hyperspherical variational auto-encoders", UAI 2018, section 3; the 1 keeps q from the uniform distribution, as in the authors' code.
/// </remarks>
public sealed record VonMisesFisherPosterior : PosteriorConfig
{
    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (latents < 2)
        {
            throw new ArgumentException(
                $"von-mises-fisher: latents is {latents}; a direction has at least 2 numbers. They are the dimension of the space around the sphere.");
        }

        return new Direction(
            new Linear(scope / "mean", features, latents, Activation.None, initialization),
            new Linear(scope / "concentration", features, 1, Activation.None, initialization), latents);
    }

    private sealed class Direction(Linear mean, Linear concentration, int latents) : Posterior
    {
        public override int Width => latents;

        public override Support Support => Support.Sphere;

        public override Distribution Of(Pass pass, Tensor features) => VonMisesFisher.FromDirectionConcentration(
            mean.Forward(pass, features), concentration.Forward(pass, features).Squeeze(-1).Softplus() + 1.0);

        public override Distribution StandardPrior(Trace t) => HypersphericalUniform.On(latents, [], t.DType, t.Pass);
    }
}
