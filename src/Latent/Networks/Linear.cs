using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A fully connected layer with its activation: f(x·Wᵀ + b).</summary>
/// <remarks>Parameters as in PyTorch: <c>weight</c> [outputs, inputs] and <c>bias</c> [outputs].</remarks>
public sealed class Linear
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Activation _activation;

    /// <summary>Makes the layer's parameters in <paramref name="scope"/>.</summary>
    /// <param name="scope">Names the layer.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <param name="initialization">First values; PyTorch's, U(-1/√inputs, 1/√inputs), by default.</param>
    public Linear(
        ParameterScope scope, int inputs, int outputs, Activation activation = Activation.None, InitializerConfig? initialization = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        initialization ??= new TorchInitializer();
        _weight = scope.Parameter("weight", [outputs, inputs], initialization.Weight());
        _bias = scope.Parameter("bias", [outputs], initialization.Bias(inputs));
        _activation = activation;
    }

    /// <summary>Lets the layer start from another bias, [outputs].</summary>
    internal void SetBias(Tensor values) => _bias.Set(values);

    /// <summary>x [..., inputs] -> [..., outputs].</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Ops.Linear(x, pass[_weight], pass[_bias], _activation);
    }
}
