using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Networks;

/// <summary>What a network's layers are normalised by, before their activation.</summary>
/// <remarks>
/// There is no batch normalisation: with it an example's code, and so its bound, depend on the other examples of the batch while training, and
/// on running averages afterwards; the bound of a model would not be one number.
/// </remarks>
[JsonConverter(typeof(KebabNames<LayerNormalization>))]
public enum LayerNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Mean and variance of all features of the example in that layer, then a gain and a bias for each channel (Ba, Kiros and Hinton 2016).</summary>
    Layer,
}

/// <summary>Features of each example brought to mean 0 and variance 1, then scaled and shifted per channel; then an activation.</summary>
internal sealed class ExampleNorm
{
    private readonly Parameter? _gain;
    private readonly Parameter? _bias;
    private readonly Activation _activation;

    /// <summary>Makes <c>weight</c> and <c>bias</c> [channels], or nothing where nothing is normalised.</summary>
    public ExampleNorm(ParameterScope scope, LayerNormalization normalization, int channels, Activation activation)
    {
        _activation = activation;
        if (normalization == LayerNormalization.None) return;
        _gain = scope.Parameter("weight", [channels], Initializer.Ones);
        _bias = scope.Parameter("bias", [channels], Initializer.Zeros);
    }

    /// <summary>x [rows, channels] or [rows, channels, height, width], of the same shape.</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        if (_gain is not null)
        {
            x = x.Shape.Rank == 2
                ? Ops.LayerNorm(x, pass[_gain], pass[_bias!])
                : Ops.GroupNorm(x, 1, pass[_gain], pass[_bias!]);
        }

        return x.Activate(_activation);
    }
}
