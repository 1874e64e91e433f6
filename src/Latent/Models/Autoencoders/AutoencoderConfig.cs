using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>Settings of an <see cref="Autoencoder"/>.</summary>
/// <remarks>
/// With <see cref="Corruption"/> it is a denoising autoencoder, with <see cref="Kept"/> a k-sparse one; penalties of the objective make it sparse
/// or contractive.
/// </remarks>
public sealed record AutoencoderConfig : EncoderDecoderConfig
{
    /// <summary>What a code passes through.</summary>
    public Activation CodeActivation { get; set; }

    /// <summary>k: how many elements of a code are kept while training, the largest; null for all. See <see cref="DeltaPosterior.Kept"/>.</summary>
    public int? Kept { get; set; }

    /// <summary>α: in use ⌊α·k⌋ elements are kept.</summary>
    public double KeptFactor { get; set; } = 1;

    /// <summary>How many are kept at a step of the training; see <see cref="DeltaPosterior.KeptSchedule"/>.</summary>
    public ScheduleConfig? KeptSchedule { get; set; }

    /// <summary>Whether the decoder's weights are those of the encoder, transposed: of a perceptron.</summary>
    public bool TiedWeights { get; set; }

    /// <summary>Noise on what the encoder sees while it is trained; the decoder learns the clean example. In use nothing is added. None by default.</summary>
    public IReadOnlyList<Transform> Corruption { get; set; } = [];

    /// <summary>
    /// What codes are drawn from where examples are generated. Reconstruction learns nothing of it: of an autoencoder the standard prior is no more
    /// than a name for the space of codes.
    /// </summary>
    public PriorConfig Prior { get; set; } = new StandardPrior();

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new Autoencoder(this, Column(columns, Observed), scope);
}
