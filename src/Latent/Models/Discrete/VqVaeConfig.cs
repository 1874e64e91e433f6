using Latent.Data;
using Latent.Tensors;

namespace Latent.Models.Discrete;

/// <summary>Settings of a <see cref="VqVae"/>: <c>latents</c> is the number of codes an example has.</summary>
public sealed record VqVaeConfig : EncoderDecoderConfig
{
    /// <summary>K: how many codes there are to choose from.</summary>
    public int Codes { get; set; } = 64;

    /// <summary>How many numbers stand for a code.</summary>
    public int CodeWidth { get; set; } = 16;

    /// <summary>
    /// Whether the codes lie at the places of the image that the encoder's last convolution gives, one a place; <c>latents</c> is then not looked at.
    /// Otherwise each is read off all features by a layer of its own.
    /// </summary>
    public bool Grid { get; set; }

    /// <summary>Widths of the hidden layers of the network behind p(codes).</summary>
    public IReadOnlyList<int> PriorHidden { get; set; } = [256, 256];

    /// <summary>Passes over the training set in the stage that learns p(codes); null for <c>training.epochs</c>.</summary>
    public int? PriorEpochs { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new VqVae(this, Column(columns, Observed), scope);
}
