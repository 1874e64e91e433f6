using Latent.Data;
using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>Settings of a <see cref="StackedAutoencoder"/>: a perceptron whose layers are learned one after the other.</summary>
/// <remarks>
/// The layers are those of <see cref="EncoderDecoderConfig.Encoder"/>, a perceptron, and above them the code of
/// <see cref="EncoderDecoderConfig.Latents"/> numbers. The stages of the training: each layer for <see cref="LayerEpochs"/>; all of them end to end
/// for <see cref="FineTuningEpochs"/>; with <see cref="Classes"/> a classifier for <see cref="ClassifierEpochs"/>.
/// </remarks>
public sealed record StackedAutoencoderConfig : EncoderDecoderConfig
{
    /// <summary>What the topmost code passes through.</summary>
    public Activation CodeActivation { get; set; }

    /// <summary>Whether the decoder's weights are those of the encoder, transposed.</summary>
    public bool TiedWeights { get; set; }

    /// <summary>
    /// Noise on what each layer reads while it is learned, one for each layer from the data's side, or one for all of them; none by default. The first
    /// is also that of end-to-end reconstruction. A classifier is learned without noise.
    /// </summary>
    public IReadOnlyList<Transform> Corruption { get; set; } = [];

    /// <summary>Passes over the training set for each layer; 0 learns no layer by itself.</summary>
    public int LayerEpochs { get; set; } = 15;

    /// <summary>
    /// Passes for the reconstruction by all layers together; null for <c>training.epochs</c> where there is no classifier, and 0 where there is one.
    /// </summary>
    public int? FineTuningEpochs { get; set; }

    /// <summary>The column of classes, one-hot, that a classifier on top of the code predicts; null for none.</summary>
    public string? Classes { get; set; }

    /// <summary>Passes for the classifier; null for <c>training.epochs</c>.</summary>
    public int? ClassifierEpochs { get; set; }

    /// <summary>Whether the classifier is learned on the code as it is, and not the encoder with it.</summary>
    public bool FixedCode { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) =>
        new StackedAutoencoder(this, Column(columns, Observed), Classes is { } classes ? Column(columns, classes) : null, scope);
}
