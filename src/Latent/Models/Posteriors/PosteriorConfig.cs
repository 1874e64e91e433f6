using System.Text.Json.Serialization;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>A kind of posterior q(z | x), as a configuration holds it: how a distribution is made of an encoder's features.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaussianPosterior), "gaussian")]
[JsonDerivedType(typeof(FullGaussianPosterior), "full-gaussian")]
[JsonDerivedType(typeof(VonMisesFisherPosterior), "von-mises-fisher")]
[JsonDerivedType(typeof(GumbelSoftmaxPosterior), "gumbel-softmax")]
[JsonDerivedType(typeof(DeltaPosterior), "delta")]
public abstract record PosteriorConfig
{
    /// <summary>Makes the layers that read the distribution's parameters off the features.</summary>
    /// <param name="scope">Where they are made, that of the encoder.</param>
    /// <param name="features">How many features the encoder has.</param>
    /// <param name="latents">How many latent variables.</param>
    /// <param name="initialization">The layers' first values.</param>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public abstract Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization);
}
