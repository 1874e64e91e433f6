using System.Text.Json.Serialization;
using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A kind of network and its sizes, as a configuration holds it: it builds an encoder, or a decoder that mirrors it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpConfig), "mlp")]
[JsonDerivedType(typeof(GatedMlpConfig), "gated-mlp")]
[JsonDerivedType(typeof(ConvolutionalConfig), "convolutional")]
[JsonDerivedType(typeof(ResidualConfig), "residual")]
[JsonDerivedType(typeof(RecurrentConfig), "recurrent")]
public abstract record NetworkConfig
{
    /// <summary>The first values of its layers; PyTorch's by default.</summary>
    public InitializerConfig Initialization { get; set; } = new TorchInitializer();

    /// <summary>A network from examples to features.</summary>
    /// <param name="scope">Names its parameters.</param>
    /// <param name="input">The shape of one example.</param>
    /// <exception cref="ArgumentException">A size makes no sense, or the network is not for examples of this shape.</exception>
    public abstract EncoderNetwork Encoder(ParameterScope scope, Shape input);

    /// <summary>The network the other way: from codes to examples. Sizes are given in the direction of the encoder and read backwards.</summary>
    /// <param name="scope">Names its parameters.</param>
    /// <param name="inputs">The width of a code.</param>
    /// <param name="output">The shape of one example.</param>
    /// <param name="heads">What the likelihood needs for every element.</param>
    /// <exception cref="ArgumentException">A size makes no sense, or the network is not for examples of this shape.</exception>
    public abstract DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads);
}
