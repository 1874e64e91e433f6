namespace Latent.Tensors.Formulas;

/// <summary>
/// y = log(I_ν(x)/xᵛ) of order ν (first operand) at x (second), the entire part of the modified Bessel function; at x = 0 it is
/// -ν·log 2 - log Γ(ν + 1).  ∂y/∂x = I_(ν+1)(x)/I_ν(x) (NIST DLMF 10.29.4). No gradient to the order.
/// </summary>
internal readonly struct LogScaledBesselIOp : IBinary
{
    public static string Name => "LogScaledBesselI";

    public static N Forward<N>(N a, N b) where N : IReal<N>
    {
        N limit = -(a * N.Constant(0.69314718055994530942)) - N.LogGamma(a + N.Constant(1));
        return N.IfEqual(b, N.Constant(0), limit, N.LogBesselI(a, b) - (a * N.Log(b)));
    }

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.BesselIRatio(a, b);
}
