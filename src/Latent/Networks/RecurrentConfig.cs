using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Networks;

/// <summary>What a recurrent network consists of.</summary>
[JsonConverter(typeof(KebabNames<RecurrentCell>))]
public enum RecurrentCell
{
    /// <summary>Gated recurrent units (Cho et al. 2014).</summary>
    Gru,

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997).</summary>
    Lstm,
}

/// <summary>
/// A recurrent network over sequences [steps, ...] of any lengths. The encoder's features are its last state; the decoder begins in a state made
/// from the code and gets the code again at every step, and nothing else: it never sees the sequence it is to give.
/// </summary>
/// <remarks>
/// Padding of shorter sequences has no influence on their features. Parameters of the encoder: <c>weight_ih_l0</c>, <c>weight_hh_l0</c>,
/// <c>bias_ih_l0</c>, <c>bias_hh_l0</c>, those of the other direction with <c>_reverse</c>; of the decoder: <c>initial.weight</c>, the same, and a
/// linear layer a head, <c>logits.weight</c>, for every step. S. R. Bowman et al., "Generating sentences from a continuous space", CoNLL 2016,
/// section 3, without teacher forcing.
/// </remarks>
public sealed record RecurrentConfig : NetworkConfig
{
    /// <summary>What it consists of.</summary>
    public RecurrentCell Cell { get; set; }

    /// <summary>Units of each layer, H.</summary>
    public int Hidden { get; set; } = 200;

    /// <summary>Layers, each reading the states of the one before.</summary>
    public int Layers { get; set; } = 1;

    /// <summary>Whether the encoder reads sequences backwards too: features are then the last states of both directions.</summary>
    public bool Bidirectional { get; set; }

    /// <inheritdoc/>
    public override EncoderNetwork Encoder(ParameterScope scope, Shape input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        int features = Features(input), directions = Bidirectional ? 2 : 1;
        RecurrentLayer[][] layers = new RecurrentLayer[Layers][];
        for (int i = 0; i < Layers; i++)
        {
            int layer = i, inputs = i == 0 ? features : directions * Hidden;
            layers[i] = [.. Enumerable.Range(0, directions).Select(d => new RecurrentLayer(scope, this, layer, inputs, reverse: d == 1))];
        }

        return new RecurrentEncoder(layers, features, input, directions * Hidden);
    }

    /// <inheritdoc/>
    public override DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(heads);
        _ = Features(output);
        int states = Cell == RecurrentCell.Gru ? 1 : 2;
        Linear initial = new(scope / "initial", inputs, checked(states * Layers * Hidden), Activation.Tanh, Initialization);
        RecurrentLayer[] layers = [.. Enumerable.Range(0, Layers).Select(i => new RecurrentLayer(scope, this, i, i == 0 ? inputs : Hidden))];
        LinearHeads last = new(scope, Hidden, output.Slice(1, output.Rank), heads, Initialization);
        return new RecurrentDecoder(initial, layers, Hidden, states, last, inputs, output, heads);
    }

    // Numbers of one step; refuses sizes that make no sense.
    private int Features(Shape example)
    {
        const string kind = "recurrent";
        Sizes.Check(kind, "hidden", Hidden);
        Sizes.Check(kind, "layers", Layers);
        return example.Rank > 0 && example.Count > 0 ? example.Count / example[0] : throw new ArgumentException(
            $"{kind}: examples have shape {example}; sequences are [steps, ...]. Take 'mlp' for examples that are none.");
    }

    private sealed class RecurrentEncoder(RecurrentLayer[][] layers, int features, Shape input, int width) : EncoderNetwork(input, width)
    {
        public override bool TakesShorter => true;

        protected override Tensor Features(Pass pass, Tensor x, Tensor? lengths)
        {
            int[] steps = lengths is null ? [] : Array.ConvertAll(lengths.ToDoubles(), static length => (int)length);
            Tensor y = x.Reshape(x.Shape[0], x.Shape[1], features).SwapAxes(0, 1);
            Tensor[] last = [];
            foreach (RecurrentLayer[] directions in layers)
            {
                Tensor sequence = y;
                RecurrentResult[] results = Array.ConvertAll(directions, layer => layer.Forward(pass, sequence, null, null, steps));
                y = Joined(Array.ConvertAll(results, static result => result.Outputs));
                last = Array.ConvertAll(results, static result => result.Final);
            }

            return Joined(last);
        }

        private static Tensor Joined(Tensor[] parts) => parts.Length == 1 ? parts[0] : Ops.Concat(parts, -1);
    }

    private sealed class RecurrentDecoder(
        Linear initial, RecurrentLayer[] layers, int hidden, int states, LinearHeads last, int inputs, Shape output, IReadOnlyList<Head> heads)
        : DecoderNetwork(inputs, output, heads)
    {
        public override bool TakesSteps => true;

        /// <summary>Every step has the same bias: the mean over steps.</summary>
        public override void SetBias(string head, Tensor values) => last.SetBias(head, values.Reshape(Output[0], Output.Count / Output[0]).Mean(0));

        protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps)
        {
            int count = steps ?? Output[0];
            if (count < 1) throw new ShapeException($"recurrent: {count} steps are asked for; at least one is needed.");
            Tensor first = initial.Forward(pass, z), y = z.Unsqueeze(0).BroadcastTo([count, z.Shape[0], z.Shape[1]]);
            for (int i = 0; i < layers.Length; i++)
            {
                int at = i * states * hidden;
                y = layers[i].Forward(
                    pass, y, first.Slice(1, at, hidden), states == 1 ? null : first.Slice(1, at + hidden, hidden), []).Outputs;
            }

            return [.. last.Forward(pass, y).Select(static head => head.SwapAxes(0, 1))];
        }
    }
}
