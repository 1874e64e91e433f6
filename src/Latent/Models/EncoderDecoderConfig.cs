using Latent.Data;
using Latent.Models.Likelihoods;
using Latent.Networks;

namespace Latent.Models;

/// <summary>Settings that all models of one observed column have in common: a code, the networks to and from it, and a likelihood.</summary>
/// <remarks>What fits the data is chosen by recipes for these names, whatever the kind of the model.</remarks>
public abstract record EncoderDecoderConfig : ModelConfig
{
    /// <summary>Number of latent variables.</summary>
    public int Latents { get; set; } = 20;

    /// <summary>The encoder's network; the decoder is its mirror image unless one is given.</summary>
    public NetworkConfig Encoder { get; set; } = new MlpConfig();

    /// <summary>The decoder's network, its sizes given from the data's side; null for that of the encoder.</summary>
    public NetworkConfig? Decoder { get; set; }

    /// <summary>p(x | z).</summary>
    public LikelihoodConfig Likelihood { get; set; } = new BernoulliLikelihood();

    /// <summary>Whether the decoder starts from the means of the training data, by the biases of its last layer, as in Burda et al. 2016.</summary>
    public bool StartFromMeans { get; set; }

    /// <summary>The column that is modelled.</summary>
    public string Observed { get; set; } = "x";
}
