using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = a·b - log(1 + e^b): the log-probability of a under a Bernoulli with logit b, in nats.  ∂y/∂a = b, ∂y/∂b = a - sigmoid b.
/// </summary>
internal readonly struct BernoulliLogProbOp : IBinary
{
    public static string Name => "BernoulliLogProb";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> => (a * b) - N.Softplus(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => a - N.Sigmoid(b);
}
