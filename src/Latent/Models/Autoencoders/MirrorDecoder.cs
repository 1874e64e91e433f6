using System.Globalization;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>The way back through the layers of a perceptron, layer by layer, with weights of its own or those of the way there.</summary>
/// <remarks>
/// Parameters as those of <see cref="MlpConfig"/>: <c>0.weight</c>, <c>0.bias</c> ... and a layer a head; where weights are tied, only the biases
/// of the layers and of the first head, W₁ᵀ being its weight. Tied weights: P. Vincent et al., "Stacked denoising autoencoders", JMLR 11, 2010,
/// section 2.2.
/// </remarks>
internal sealed class MirrorDecoder : DecoderNetwork
{
    private readonly Activation _activation;
    private readonly ReturnLayer[] _layers;
    private readonly ReturnLayer[] _heads;

    /// <summary>Makes the layers.</summary>
    /// <param name="scope">Names them.</param>
    /// <param name="mlp">The network on the way there.</param>
    /// <param name="latents">The width of a code.</param>
    /// <param name="output">The shape of an example.</param>
    /// <param name="heads">What the likelihood needs.</param>
    /// <param name="tied">The weights on the way there, those of the data's side first and that of the code last; null for weights of their own.</param>
    public MirrorDecoder(ParameterScope scope, MlpConfig mlp, int latents, Shape output, IReadOnlyList<Head> heads, IReadOnlyList<Parameter>? tied)
        : base(latents, output, heads)
    {
        _activation = mlp.Activation;
        int[] widths = [.. mlp.Hidden, latents];
        _layers = new ReturnLayer[mlp.Hidden.Count];
        for (int i = 0; i < _layers.Length; i++)
        {
            int from = _layers.Length - i;
            _layers[i] = new ReturnLayer(
                scope / i.ToString(CultureInfo.InvariantCulture), widths[from], widths[from - 1], mlp.Initialization, tied?[from]);
        }

        _heads = new ReturnLayer[heads.Count];
        for (int i = 0; i < _heads.Length; i++)
        {
            _heads[i] = new ReturnLayer(
                scope / heads[i].Name, widths[0], checked(output.Count * heads[i].Values), mlp.Initialization, i == 0 ? tied?[0] : null);
        }
    }

    /// <summary>One layer back: the codes of a layer to what goes into the activation of the layer below it.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="layer">The layer on the way there, from 1: layer 0 reads examples (<see cref="ToHeads"/>).</param>
    /// <param name="code">[rows, width of that layer].</param>
    /// <param name="activation">What it passes through: that of the layer below, or none.</param>
    public Tensor Back(Pass pass, int layer, Tensor code, Activation activation) => _layers[_layers.Length - layer].Forward(pass, code, activation);

    /// <summary>The last layer back: codes of layer 0 to the heads.</summary>
    public IReadOnlyList<Tensor> ToHeads(Pass pass, Tensor code)
    {
        Tensor[] values = new Tensor[_heads.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Shape shape = Shape.Create([code.Shape[0]]).Concat(Output);
            values[i] = _heads[i].Forward(pass, code, Activation.None).Reshape(Heads[i].Values == 1 ? shape : shape.Concat([Heads[i].Values]));
        }

        return values;
    }

    /// <inheritdoc/>
    public override void SetBias(string head, Tensor values) => _heads[Head.Find(Heads, head)].SetBias(values.Reshape(values.Shape.Count));

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps)
    {
        for (int layer = _layers.Length; layer > 0; layer--) z = Back(pass, layer, z, _activation);
        return ToHeads(pass, z);
    }
}
