using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = a·log(a/b) - a + b for a ≥ 0, b ≥ 0: KL(Poisson(a) ‖ Poisson(b)) in nats, and the term by which gamma, beta, Dirichlet and Poisson
/// log-probabilities fall off from their mode (C. Loader, "Fast and accurate computation of binomial probabilities", 2000: the deviance D₀).
/// Accurate also where a and b are close, and 0 where they are equal.  ∂y/∂a = log(a/b), ∂y/∂b = 1 - a/b.
/// </summary>
internal readonly struct KlPoissonOp : IBinary
{
    // With v = (a - b)/(a + b), log(a/b) = 2·artanh v, so that y = (a - b)·v + 2a·(v³/3 + v⁵/5 + ...).
    private const double Close = 0.1;

    public static string Name => "KlPoisson";

    private static ReadOnlySpan<double> Series => [1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N>
    {
        N d = a - b, v = d / (a + b), w = v * v;
        N near = v * (d + ((a + a) * w * GammaRemainders.Horner(w, Series)));
        N far = (a * LogRatio(a, b)) - d;
        return N.IfGreater(N.Constant(Close), N.Abs(v), near, N.IfEqual(a, N.Constant(0), b, far));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => LogRatio(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => (b - a) / b;

    // The quotient where it is a number of full precision, for it has one rounding; else the difference.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N LogRatio<N>(N a, N b) where N : IReal<N>
    {
        N ratio = a / b, apart = N.Log(a) - N.Log(b), quotient = N.Log(ratio);
        return N.IfGreater(ratio, N.Constant(1e-30), N.IfGreater(N.Constant(1e30), ratio, quotient, apart), apart);
    }
}
