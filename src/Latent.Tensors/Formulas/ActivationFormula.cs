using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>The fused activations by name.</summary>
internal static class ActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N>(Activation activation, N x) where N : IReal<N> => activation switch
    {
        Activation.Relu => ReluOp.Forward(x),
        Activation.Tanh => TanhOp.Forward(x),
        Activation.Sigmoid => SigmoidOp.Forward(x),
        Activation.Softplus => SoftplusOp.Forward(x),
        _ => x,
    };
}
