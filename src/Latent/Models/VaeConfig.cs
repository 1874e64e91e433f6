using Latent.Data;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>How q's standard deviations come from the encoder's last layer h.</summary>
public enum PosteriorScale
{
    /// <summary>σ = eʰ.</summary>
    LogScale,

    /// <summary>σ = e^(h/2): h is the logarithm of the variance.</summary>
    LogVariance,

    /// <summary>σ = log(1 + eʰ).</summary>
    Softplus,
}

/// <summary>Settings of a <see cref="Vae"/>.</summary>
public sealed record VaeConfig : ModelConfig
{
    /// <summary>Number of latent variables.</summary>
    public int Latents { get; set; } = 20;

    /// <summary>The encoder's network; the decoder is its mirror image unless one is given.</summary>
    public NetworkConfig Encoder { get; set; } = new MlpConfig();

    /// <summary>The decoder's network, its sizes given from the data's side; null for that of the encoder.</summary>
    public NetworkConfig? Decoder { get; set; }

    /// <summary>p(x | z).</summary>
    public LikelihoodConfig Likelihood { get; set; } = new BernoulliLikelihood();

    /// <summary>How q's standard deviations come from the encoder.</summary>
    public PosteriorScale PosteriorScale { get; set; }

    /// <summary>Whether the decoder starts from the means of the training data, by the biases of its last layer, as in Burda et al. 2016.</summary>
    public bool StartFromMeans { get; set; }

    /// <summary>The column that is modelled.</summary>
    public string Observed { get; set; } = "x";

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new Vae(this, Column(columns, Observed), scope);
}
