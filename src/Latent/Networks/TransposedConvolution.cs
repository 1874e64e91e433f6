using Latent.Tensors;

namespace Latent.Networks;

/// <summary>The transpose of a <see cref="Convolution"/> as a linear map, with its activation: it gives back exactly the size that one was given.</summary>
/// <remarks>
/// Parameters as in PyTorch's <c>ConvTranspose2d</c>: <c>weight</c> [in, out, k, k], or [in, out, k] of a line, and <c>bias</c> [out].
/// </remarks>
public sealed class TransposedConvolution : IImageLayer
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Window _window;
    private readonly Size2d _rest;
    private readonly Activation _activation;

    /// <summary>Makes the layer's parameters in <paramref name="scope"/>.</summary>
    /// <param name="scope">Names the layer.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="window">The window of the convolution and how it moves.</param>
    /// <param name="size">Height and width of the output; the height of a signal is 1.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <param name="initialization">First values; PyTorch's by default.</param>
    public TransposedConvolution(
        ParameterScope scope, int inputs, int outputs, Window window, Size2d size, Activation activation = Activation.None,
        InitializerConfig? initialization = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        initialization ??= new TorchInitializer();
        _weight = scope.Parameter("weight", window.Weight(inputs, outputs), initialization.Weight());
        _bias = scope.Parameter("bias", [outputs], initialization.Bias(outputs * window.Area));
        _window = window;
        _rest = (window.IsLine ? 0 : window.Rest(size.Height), window.Rest(size.Width));
        _activation = activation;
    }

    /// <summary>x [rows, in, smaller height, smaller width] -> [rows, out, height, width].</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor weight = pass[_weight];
        return _window.IsLine
            ? Ops.ConvTranspose2d(x, weight.Unsqueeze(2), pass[_bias], (1, _window.Stride), (0, _window.Padding), _rest, activation: _activation)
            : Ops.ConvTranspose2d(x, weight, pass[_bias], _window.Stride, _window.Padding, _rest, activation: _activation);
    }

    void IImageLayer.SetBias(Tensor values) => _bias.Set(values);
}
