using System.Globalization;
using Latent.Tensors;

namespace Latent.Networks;

/// <summary>Fully connected layers one after another, each with the same activation.</summary>
/// <remarks>The layers are named by their index: <c>0.weight</c>, <c>0.bias</c>, <c>1.weight</c> ...</remarks>
public sealed class Mlp
{
    private readonly Linear[] _layers;

    /// <summary>Makes widths.Length - 1 layers.</summary>
    /// <param name="scope">Names the network.</param>
    /// <param name="widths">Width of the input, then of every layer's output.</param>
    /// <param name="activation">Applied after every layer, the last included.</param>
    /// <param name="initialization">First values; PyTorch's by default.</param>
    public Mlp(ParameterScope scope, ReadOnlySpan<int> widths, Activation activation, InitializerConfig? initialization = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (widths.Length < 2)
            throw new ArgumentException(
                $"An Mlp needs the width of its input and of at least one layer; {widths.Length} widths are given.", nameof(widths));
        Width = widths[^1];
        _layers = new Linear[widths.Length - 1];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new Linear(scope / i.ToString(CultureInfo.InvariantCulture), widths[i], widths[i + 1], activation, initialization);
    }

    /// <summary>The width of the last layer's output.</summary>
    public int Width { get; }

    /// <summary>x [..., first width] -> [..., last width].</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        foreach (Linear layer in _layers)
            x = layer.Forward(pass, x);
        return x;
    }
}
