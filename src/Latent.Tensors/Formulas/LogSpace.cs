using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = log(1 - eˣ) for x ≤ 0, by expm1 above -log 2 and by log1p below (M. Mächler, "Accurately Computing log(1 - exp(-|a|))", 2012, eq. 7).
/// dy/dx = eˣ/(eˣ - 1).
/// </summary>
internal readonly struct Log1mExpOp : IUnary
{
    public static string Name => "Log1mExp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> =>
        N.IfGreater(x, N.Constant(-0.69314718055994530942), N.Log(-N.Expm1(x)), N.Log1p(-N.Exp(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Exp(x) / N.Expm1(x);
}

/// <summary>y = log(eᵃ + eᵇ) = max(a, b) + log(1 + e^(-|a - b|)).  ∂y/∂a = sigmoid(a - b), ∂y/∂b = sigmoid(b - a); equal infinities share.</summary>
internal readonly struct LogAddExpOp : IBinary
{
    public static string Name => "LogAddExp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> => MaxFold.Combine(a, b) + N.Softplus(-N.Abs(Difference(a, b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Sigmoid(Difference(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Sigmoid(Difference(b, a));

    // ∞ - ∞ is no number; where both are the same infinity they differ by nothing. A NaN stays one through the maximum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Difference<N>(N a, N b) where N : IReal<N>
    {
        N d = a - b;
        return N.IfEqual(d, d, d, N.Constant(0));
    }
}
