using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>A linear layer with bias.</summary>
internal sealed class Affine(ParameterScope scope, int inputs, int outputs)
{
    private readonly Parameter _weight = scope.Parameter("weight", [outputs, inputs], Initializer.TorchUniform());
    private readonly Parameter _bias = scope.Parameter("bias", [outputs], Initializer.TorchUniform(inputs));

    public Tensor Apply(Pass pass, Tensor x, Activation activation = Activation.None) =>
        Ops.Linear(x, pass[_weight], pass[_bias], activation);
}
