using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>A fully connected layer back to what another layer reads: f(x·Vᵀ + b), with V of its own or tied to that layer's weight, V = Wᵀ.</summary>
/// <remarks>Parameters: <c>bias</c> [outputs] and, unless it is tied, <c>weight</c> [outputs, inputs].</remarks>
internal sealed class ReturnLayer
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly bool _isTied;

    /// <summary>Makes the layer's parameters.</summary>
    /// <param name="scope">Names the layer.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="initialization">First values.</param>
    /// <param name="tied">W [inputs, outputs] of the layer it goes back over; null for a weight of its own.</param>
    public ReturnLayer(ParameterScope scope, int inputs, int outputs, InitializerConfig initialization, Parameter? tied)
    {
        _isTied = tied is not null;
        _weight = tied ?? scope.Parameter("weight", [outputs, inputs], initialization.Weight());
        _bias = scope.Parameter("bias", [outputs], initialization.Bias(inputs));
    }

    /// <summary>x [..., inputs] -> [..., outputs].</summary>
    public Tensor Forward(Pass pass, Tensor x, Activation activation) =>
        Ops.Linear(x, _isTied ? pass[_weight].SwapAxes() : pass[_weight], pass[_bias], activation);

    /// <summary>Lets the layer start from another bias, [outputs].</summary>
    public void SetBias(Tensor values) => _bias.Set(values);
}
