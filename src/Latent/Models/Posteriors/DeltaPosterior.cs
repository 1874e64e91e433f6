using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>A code and nothing else: q(z | x) has all its probability at one point, the encoder of a deterministic autoencoder.</summary>
/// <remarks>
/// Parameter: <c>mean</c>. It has no density, so no KL divergence from a prior that has one: objectives without such a term take it
/// (<c>reconstruction</c>). G. E. Hinton, R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.
/// </remarks>
public sealed record DeltaPosterior : PosteriorConfig
{
    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new Point(new Linear(scope / "mean", features, latents, Activation.None, initialization), latents);
    }

    private sealed class Point(Linear mean, int latents) : Posterior
    {
        public override int Width => latents;

        public override Distribution Of(Pass pass, Tensor features) => Delta.At(mean.Forward(pass, features), eventAxes: 1);

        public override Distribution StandardPrior(Trace t) => t.StandardNormal(latents);
    }
}
