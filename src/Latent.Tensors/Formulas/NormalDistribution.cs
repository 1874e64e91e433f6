namespace Latent.Tensors.Formulas;

/// <summary>y = 1 - erf x.  dy/dx = -2/√π·e^(-x²).</summary>
internal readonly struct ErfcOp : IUnary
{
    public static string Name => "Erfc";

    public static N Forward<N>(N x) where N : IReal<N> => N.Erfc(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(-1.1283791670955125739) * N.Exp(-(x * x));
}

/// <summary>y = Φ(x).  dy/dx = φ(x) = e^(-x²/2)/√(2π).</summary>
internal readonly struct NormalCdfOp : IUnary
{
    public static string Name => "NormalCdf";

    public static N Forward<N>(N x) where N : IReal<N> => N.NormalCdf(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(0.39894228040143267794) * N.Exp(N.Constant(-0.5) * x * x);
}

/// <summary>y = log Φ(x).  dy/dx = φ(x)/Φ(x).</summary>
internal readonly struct LogNormalCdfOp : IUnary
{
    public static string Name => "LogNormalCdf";

    public static N Forward<N>(N x) where N : IReal<N> => N.LogNormalCdf(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.NormalHazard(x);
}

/// <summary>y = φ(x)/Φ(x).  dy/dx = -y(x + y).</summary>
internal readonly struct NormalHazardOp : IUnary
{
    public static string Name => "NormalHazard";

    public static N Forward<N>(N x) where N : IReal<N> => N.NormalHazard(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => -y * (x + y);
}
