using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A convolution with its activation, f(x ⋆ w + b).</summary>
/// <remarks>Parameters as in PyTorch's <c>Conv2d</c>: <c>weight</c> [out, in, k, k], or [out, in, k] of a line, and <c>bias</c> [out].</remarks>
public sealed class Convolution : IImageLayer
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Window _window;
    private readonly Activation _activation;

    /// <summary>Makes the layer's parameters in <paramref name="scope"/>.</summary>
    /// <param name="scope">Names the layer.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="window">The window and how it moves.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <param name="initialization">First values; PyTorch's by default.</param>
    public Convolution(
        ParameterScope scope, int inputs, int outputs, Window window, Activation activation = Activation.None,
        InitializerConfig? initialization = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        initialization ??= new TorchInitializer();
        _weight = scope.Parameter("weight", window.Weight(outputs, inputs), initialization.Weight());
        _bias = scope.Parameter("bias", [outputs], initialization.Bias(inputs * window.Area));
        _window = window;
        _activation = activation;
    }

    /// <summary>x [rows, in, height, width] -> [rows, out, ...]; a signal has the height 1.</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor weight = pass[_weight];
        if (!_window.IsLine) return Ops.Conv2d(x, weight, pass[_bias], _window.Stride, _window.Padding, activation: _activation);
        return Ops.Conv2d(x, weight.Unsqueeze(2), pass[_bias], (1, _window.Stride), (0, _window.Padding), activation: _activation);
    }

    void IImageLayer.SetBias(Tensor values) => _bias.Set(values);
}
