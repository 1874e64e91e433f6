using Latent.Data;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>Settings of a <see cref="TwoStageVae"/>: those of the first VAE, and the networks of the second.</summary>
public sealed record TwoStageVaeConfig : EncoderDecoderConfig
{
    /// <summary>How the deviations of q(z | x) and q(u | z) come from the encoders.</summary>
    public PosteriorScale Scale { get; set; }

    /// <summary>How many variables u has; null for as many as z, as in the paper.</summary>
    public int? SecondLatents { get; set; }

    /// <summary>The network from z to u; its mirror image leads back.</summary>
    public NetworkConfig Second { get; set; } = new MlpConfig { Hidden = [256, 256] };

    /// <summary>Passes over the training set in the second stage; null for <c>training.epochs</c>.</summary>
    public int? SecondEpochs { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new TwoStageVae(this, Column(columns, Observed), scope);
}
