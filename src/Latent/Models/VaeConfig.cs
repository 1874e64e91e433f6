using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>Settings of a <see cref="Vae"/>.</summary>
public sealed record VaeConfig : EncoderDecoderConfig
{
    /// <summary>q(z | x).</summary>
    public PosteriorConfig Posterior { get; set; } = new GaussianPosterior();

    /// <summary>p(z).</summary>
    public PriorConfig Prior { get; set; } = new StandardPrior();

    /// <summary>
    /// Noise on what the encoder sees while it is trained; the decoder learns the clean example. In use nothing is added. None by default.
    /// </summary>
    public IReadOnlyList<Transform> Corruption { get; set; } = [];

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new Vae(this, Column(columns, Observed), scope);
}
