using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = log Γ(x) - (x - ½)·log x + x - ½ log 2π for x &gt; 0, what Stirling's formula leaves over (Binet's function, NIST DLMF 5.11.1). Log-gammas
/// of large numbers that cancel against one another are written with it, so that nothing large is left to cancel.  dy/dx: the next.
/// </summary>
internal readonly struct LogGammaRemainderOp : IUnary
{
    private const double HalfLog2Pi = 0.91893853320467274178;

    public static string Name => "LogGammaRemainder";

    // Σ B₂ₖ/(2k(2k-1)·x²ᵏ⁻¹), k = 1 to 8: from 10 on the next term is below 2e-16.
    private static ReadOnlySpan<double> Series =>
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N>
    {
        N one = N.Constant(1), series = GammaRemainders.Horner(one / (x * x), Series) / x;
        N direct = N.LogGamma(x) - ((x - N.Constant(0.5)) * N.Log(x)) + (x - N.Constant(HalfLog2Pi));
        return N.IfGreater(x, N.Constant(GammaRemainders.Far), series, direct);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => DigammaRemainderOp.Forward(x);
}

/// <summary>
/// y = ψ(x) - log x + 1/(2x) for x &gt; 0, the derivative of <see cref="LogGammaRemainderOp"/>.  dy/dx = ψ′(x) - 1/x - 1/(2x²).
/// </summary>
internal readonly struct DigammaRemainderOp : IUnary
{
    public static string Name => "DigammaRemainder";

    // -Σ B₂ₖ/(2k·x²ᵏ) and Σ B₂ₖ/x²ᵏ⁺¹.
    private static ReadOnlySpan<double> Series =>
        [-1.0 / 12, 1.0 / 120, -1.0 / 252, 1.0 / 240, -1.0 / 132, 691.0 / 32760, -1.0 / 12, 3617.0 / 8160, -43867.0 / 14364];

    private static ReadOnlySpan<double> Slope => [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N>
    {
        N w = N.Constant(1) / (x * x);
        N direct = N.Digamma(x) - N.Log(x) + (N.Constant(0.5) / x);
        return N.IfGreater(x, N.Constant(GammaRemainders.Far), w * GammaRemainders.Horner(w, Series), direct);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N>
    {
        N w = N.Constant(1) / (x * x);
        N direct = N.Trigamma(x) - (N.Constant(1) / x) - (N.Constant(0.5) * w);
        return N.IfGreater(x, N.Constant(GammaRemainders.Far), w / x * GammaRemainders.Horner(w, Slope), direct);
    }
}

/// <summary>What the two have in common.</summary>
internal static class GammaRemainders
{
    public const double Far = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Horner<N>(N w, ReadOnlySpan<double> coefficients) where N : IReal<N>
    {
        N sum = N.Constant(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--)
            sum = N.MulAdd(sum, w, N.Constant(coefficients[i]));
        return sum;
    }
}
