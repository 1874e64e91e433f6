using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A fully connected layer of which another, by a sigmoid, says how much passes: (W·x + b)·σ(V·x + c).</summary>
/// <remarks>
/// Parameters: <c>value.weight</c>, <c>value.bias</c>, <c>gate.weight</c>, <c>gate.bias</c>. Y. Dauphin et al., "Language modeling with gated
/// convolutional networks", ICML 2017, eq. 1; J. M. Tomczak, M. Welling, "VAE with a VampPrior", AISTATS 2018, section 4.
/// </remarks>
public sealed class GatedLinear
{
    private readonly Linear _value;
    private readonly Linear _gate;

    /// <summary>Makes the layer's parameters in <paramref name="scope"/>.</summary>
    /// <param name="scope">Names the layer.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="initialization">First values; PyTorch's by default.</param>
    public GatedLinear(ParameterScope scope, int inputs, int outputs, InitializerConfig? initialization = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        _value = new Linear(scope / "value", inputs, outputs, Activation.None, initialization);
        _gate = new Linear(scope / "gate", inputs, outputs, Activation.Sigmoid, initialization);
    }

    /// <summary>x [..., inputs] -> [..., outputs].</summary>
    public Tensor Forward(Pass pass, Tensor x) => _value.Forward(pass, x) * _gate.Forward(pass, x);
}
