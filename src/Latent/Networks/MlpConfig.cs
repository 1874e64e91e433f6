using Latent.Tensors;

namespace Latent.Networks;

/// <summary>Fully connected layers; examples of any shape are taken as one vector.</summary>
/// <remarks>Parameters: <c>0.weight</c>, <c>0.bias</c>, <c>1.weight</c> ..., and <c>logits.weight</c> for a head of that name.</remarks>
public sealed record MlpConfig : NetworkConfig
{
    /// <summary>Widths of the hidden layers from the data's side; the decoder has them in reverse. None is a linear model.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [400];

    /// <summary>Applied after every hidden layer.</summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>A network of the widths given.</summary>
    public static MlpConfig Of(params IReadOnlyList<int> hidden) => new() { Hidden = hidden };

    /// <inheritdoc/>
    public override EncoderNetwork Encoder(ParameterScope scope, Shape input)
    {
        Check();
        return new MlpEncoder(input, Hidden.Count == 0 ? null : new Mlp(scope, [input.Count, .. Hidden], Activation, Initialization));
    }

    /// <inheritdoc/>
    public override DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        Check();
        Mlp? hidden = Hidden.Count == 0 ? null : new Mlp(scope, [inputs, .. Hidden.Reverse()], Activation, Initialization);
        return new MlpDecoder(hidden, new LinearHeads(scope, Hidden.Count == 0 ? inputs : Hidden[0], output, heads, Initialization), inputs, output, heads);
    }

    private void Check() => Sizes.Check("mlp", "hidden", Hidden);

    private sealed class MlpEncoder(Shape input, Mlp? hidden) : EncoderNetwork(input, hidden?.Width ?? input.Count)
    {
        protected override Tensor Features(Pass pass, Tensor x, Tensor? lengths)
        {
            Tensor flat = x.Shape.Rank == 2 ? x : x.Reshape(x.Shape[0], Input.Count);
            return hidden is null ? flat : hidden.Forward(pass, flat);
        }
    }

    private sealed class MlpDecoder(Mlp? hidden, LinearHeads last, int inputs, Shape output, IReadOnlyList<Head> heads)
        : DecoderNetwork(inputs, output, heads)
    {
        public override void SetBias(string head, Tensor values) => last.SetBias(head, values);

        protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps) =>
            last.Forward(pass, hidden is null ? z : hidden.Forward(pass, z));
    }
}
