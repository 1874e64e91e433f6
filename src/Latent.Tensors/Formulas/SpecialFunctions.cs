namespace Latent.Tensors.Formulas;

/// <summary>y = erf x = 2/√π ∫₀ˣ e^(-t²) dt.  dy/dx = 2/√π·e^(-x²).</summary>
internal readonly struct ErfOp : IUnary
{
    public static string Name => "Erf";

    public static N Forward<N>(N x) where N : IReal<N> => N.Erf(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(1.1283791670955125739) * N.Exp(-(x * x));
}

/// <summary>The inverse of erf on (-1, 1).  dy/dx = √π/2·e^(y²).</summary>
internal readonly struct ErfInvOp : IUnary
{
    public static string Name => "ErfInv";

    public static N Forward<N>(N x) where N : IReal<N> => N.ErfInv(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(0.88622692545275801365) * N.Exp(y * y);
}

/// <summary>y = log|Γ(x)|.  dy/dx = ψ(x).</summary>
internal readonly struct LogGammaOp : IUnary
{
    public static string Name => "LogGamma";

    public static N Forward<N>(N x) where N : IReal<N> => N.LogGamma(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Digamma(x);
}

/// <summary>y = ψ(x), the derivative of log Γ.  dy/dx = ψ′(x).</summary>
internal readonly struct DigammaOp : IUnary
{
    public static string Name => "Digamma";

    public static N Forward<N>(N x) where N : IReal<N> => N.Digamma(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Trigamma(x);
}

/// <summary>y = ψ′(x).  dy/dx = ψ″(x).</summary>
internal readonly struct TrigammaOp : IUnary
{
    public static string Name => "Trigamma";

    public static N Forward<N>(N x) where N : IReal<N> => N.Trigamma(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Tetragamma(x);
}

/// <summary>y = ψ″(x), there for the derivative of ψ′; its own derivative is as far as the engine goes.</summary>
internal readonly struct TetragammaOp : IUnary
{
    public static string Name => "Tetragamma";

    public static N Forward<N>(N x) where N : IReal<N> => N.Tetragamma(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => Throw.NoSecondDerivative<N>(
        "Trigamma", "Its first derivative, ψ″, can be taken once; differentiate a lower function.");
}

/// <summary>
/// y = log I_ν(x), the modified Bessel function of the first kind, of order ν (first operand) at x (second).  ∂y/∂x = I_(ν+1)(x)/I_ν(x) + ν/x
/// (NIST DLMF 10.29.2). No gradient to the order.
/// </summary>
internal readonly struct LogBesselIOp : IBinary
{
    public static string Name => "LogBesselI";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.LogBesselI(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.BesselIRatio(a, b) + (a / b);
}

/// <summary>
/// y = I_(ν+1)(x)/I_ν(x) of order ν (first operand) at x (second).  ∂y/∂x = 1 - y² - (2ν + 1)·y/x (from DLMF 10.29.2), computed without its
/// cancellation. No gradient to the order.
/// </summary>
internal readonly struct BesselIRatioOp : IBinary
{
    public static string Name => "BesselIRatio";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.BesselIRatio(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.BesselIRatioSlope(a, b);
}

/// <summary>
/// y = r′ for the ratio r = I_(ν+1)(x)/I_ν(x) of order ν (first operand) at x (second).  With s the ratio of order ν + 1 and δ = r - s,
/// r′ = r(1/x - δ) (DLMF 10.29.1), and so ∂y/∂x = r(δ² - 2δ/x - δ′). No gradient to the order.
/// </summary>
internal readonly struct BesselIRatioSlopeOp : IBinary
{
    public static string Name => "BesselIRatioSlope";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.BesselIRatioSlope(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N>
    {
        N one = N.Constant(1), next = a + one, tiny = N.Constant(1e-30), ratio = N.BesselIRatio(a, b), gap = ratio - N.BesselIRatio(next, b);
        N slope = y - N.BesselIRatioSlope(next, b);
        // At 0 the ratios are 0, whatever they are divided by.
        return ratio * ((gap * gap) - (N.Constant(2) * gap / N.IfGreater(b, tiny, b, one)) - slope);
    }
}

/// <summary>
/// y = log(Γ(ν+1)(2/x)^ν I_ν(x)) of order ν (first operand) at x (second), 0 at 0.  ∂y/∂x = I_(ν+1)(x)/I_ν(x). No gradient to the order.
/// </summary>
internal readonly struct LogBesselIReducedOp : IBinary
{
    public static string Name => "LogBesselIReduced";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.LogBesselIReduced(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.BesselIRatio(a, b);
}
