using System.Globalization;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Discrete;

/// <summary>A perceptron over positions in an order, whose outputs for a position depend on the positions before it alone.</summary>
/// <remarks>
/// Weights are multiplied by masks of 0 and 1: a unit of degree m sees inputs of positions up to m, an output of position i hidden units of degree below
/// i. Parameters: <c>0.weight</c>, <c>0.bias</c> ..., <c>logits.weight</c>, <c>logits.bias</c>. M. Germain, K. Gregor, I. Murray, H. Larochelle, "MADE:
/// masked autoencoder for distribution estimation", ICML 2015, eq. (8) to (13).
/// </remarks>
internal sealed class MaskedNetwork
{
    private readonly Parameter[] _weights;
    private readonly Parameter[] _biases;
    private readonly Tensor[] _masks;

    /// <summary>Makes the layers.</summary>
    /// <param name="scope">Names them.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="classes">How many numbers a position has, on both sides.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="initialization">First values.</param>
    public MaskedNetwork(ParameterScope scope, int positions, int classes, IReadOnlyList<int> hidden, InitializerConfig initialization)
    {
        Positions = positions;
        Classes = classes;
        int[] degrees = [.. Enumerable.Range(0, checked(positions * classes)).Select(i => (i / classes) + 1)], inputs = degrees;
        int layers = hidden.Count + 1;
        (_weights, _biases, _masks) = (new Parameter[layers], new Parameter[layers], new Tensor[layers]);
        for (int layer = 0; layer < layers; layer++)
        {
            bool isLast = layer == layers - 1;
            // Hidden units go through the degrees 1, ..., positions - 1 in turn.
            int[] outputs = isLast ? degrees : [.. Enumerable.Range(0, hidden[layer]).Select(j => (j % Math.Max(1, positions - 1)) + 1)];
            ParameterScope at = scope / (isLast ? "logits" : layer.ToString(CultureInfo.InvariantCulture));
            _weights[layer] = at.Parameter("weight", [outputs.Length, inputs.Length], initialization.Weight());
            _biases[layer] = at.Parameter("bias", [outputs.Length], initialization.Bias(inputs.Length));
            float[] mask = new float[outputs.Length * inputs.Length];
            for (int o = 0; o < outputs.Length; o++)
            {
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (isLast ? outputs[o] > inputs[i] : outputs[o] >= inputs[i]) mask[(o * inputs.Length) + i] = 1;
                }
            }

            _masks[layer] = Tensor.From(mask, [outputs.Length, inputs.Length]).To(_weights[layer].Value.DType);
            inputs = outputs;
        }
    }

    /// <summary>How many positions.</summary>
    public int Positions { get; }

    /// <summary>How many classes each has.</summary>
    public int Classes { get; }

    /// <summary>The distribution over one-hot vectors of the positions.</summary>
    public MaskedCategorical Of(Pass pass) => new(
        Positions, Classes, [.. _weights.Select((weight, i) => pass[weight] * _masks[i])], [.. _biases.Select(bias => pass[bias])]);
}
