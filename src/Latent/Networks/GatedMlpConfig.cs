using Latent.Tensors;

namespace Latent.Networks;

/// <summary>Gated fully connected layers, h = (W·x + b)·σ(V·x + c); examples of any shape are taken as one vector.</summary>
/// <remarks>
/// Parameters: <c>0.value.weight</c>, <c>0.gate.weight</c> ..., and <c>logits.weight</c> for a head of that name. J. M. Tomczak,
/// M. Welling, "VAE with a VampPrior", AISTATS 2018, section 4; with its two layers of 300 units.
/// </remarks>
public sealed record GatedMlpConfig : NetworkConfig
{
    /// <summary>Widths of the hidden layers from the data's side; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [300, 300];

    /// <inheritdoc/>
    public override EncoderNetwork Encoder(ParameterScope scope, Shape input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Check();
        return new GatedEncoder(Layers(scope, [input.Count, .. Hidden]), input, Hidden[^1]);
    }

    /// <inheritdoc/>
    public override DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(heads);
        Check();
        GatedLinear[] layers = Layers(scope, [inputs, .. Hidden.Reverse()]);
        return new GatedDecoder(layers, new LinearHeads(scope, Hidden[0], output, heads, Initialization), inputs, output, heads);
    }

    private void Check()
    {
        if (Hidden.Count == 0) throw new ArgumentException("gated-mlp: hidden is empty; at least one layer is needed. Take 'mlp' for a linear model.");
        Sizes.Check("gated-mlp", "hidden", Hidden);
    }

    private GatedLinear[] Layers(ParameterScope scope, int[] widths)
    {
        GatedLinear[] layers = new GatedLinear[widths.Length - 1];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = new GatedLinear(scope / Sizes.Index(i), widths[i], widths[i + 1], Initialization);
        return layers;
    }

    private static Tensor Through(GatedLinear[] layers, Pass pass, Tensor x)
    {
        foreach (GatedLinear layer in layers)
            x = layer.Forward(pass, x);
        return x;
    }

    private sealed class GatedEncoder(GatedLinear[] layers, Shape input, int width) : EncoderNetwork(input, width)
    {
        protected override Tensor Features(Pass pass, Tensor x, Tensor? lengths) => Through(layers, pass, x.Reshape(x.Shape[0], Input.Count));
    }

    private sealed class GatedDecoder(GatedLinear[] layers, LinearHeads last, int inputs, Shape output, IReadOnlyList<Head> heads)
        : DecoderNetwork(inputs, output, heads)
    {
        public override void SetBias(string head, Tensor values) => last.SetBias(head, values);

        protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps) => last.Forward(pass, Through(layers, pass, z));
    }
}
