namespace Latent.Tensors.Formulas;

/// <summary>y = eˣ.  dy/dx = y.</summary>
internal readonly struct ExpOp : IUnary
{
    public static string Name => "Exp";

    public static N Forward<N>(N x) where N : IReal<N> => N.Exp(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => y;
}

/// <summary>y = eˣ - 1, accurate near 0.  dy/dx = y + 1.</summary>
internal readonly struct Expm1Op : IUnary
{
    public static string Name => "Expm1";

    public static N Forward<N>(N x) where N : IReal<N> => N.Expm1(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => y + N.Constant(1);
}

/// <summary>y = log x: -∞ at 0, NaN below.  dy/dx = 1/x.</summary>
internal readonly struct LogOp : IUnary
{
    public static string Name => "Log";

    public static N Forward<N>(N x) where N : IReal<N> => N.Log(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(1) / x;
}

/// <summary>y = log(1 + x), accurate near 0.  dy/dx = 1/(1 + x).</summary>
internal readonly struct Log1pOp : IUnary
{
    public static string Name => "Log1p";

    public static N Forward<N>(N x) where N : IReal<N> => N.Log1p(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(1) / (N.Constant(1) + x);
}

/// <summary>y = √x: NaN below 0.  dy/dx = 1/(2y), infinite at 0.</summary>
internal readonly struct SqrtOp : IUnary
{
    public static string Name => "Sqrt";

    public static N Forward<N>(N x) where N : IReal<N> => N.Sqrt(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(0.5) / y;
}

/// <summary>y = |x|.  dy/dx = sign x, 0 at 0.</summary>
internal readonly struct AbsOp : IUnary
{
    public static string Name => "Abs";

    public static N Forward<N>(N x) where N : IReal<N> => N.Abs(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(1), N.IfGreater(N.Constant(0), x, N.Constant(-1), N.Constant(0)));
}

/// <summary>y = sin x.  dy/dx = cos x.</summary>
internal readonly struct SinOp : IUnary
{
    public static string Name => "Sin";

    public static N Forward<N>(N x) where N : IReal<N> => N.Sin(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Cos(x);
}

/// <summary>y = cos x.  dy/dx = -sin x.</summary>
internal readonly struct CosOp : IUnary
{
    public static string Name => "Cos";

    public static N Forward<N>(N x) where N : IReal<N> => N.Cos(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => -N.Sin(x);
}

/// <summary>The largest integer not above x. Piecewise constant: derivative 0.</summary>
internal readonly struct FloorOp : IUnary
{
    public static string Name => "Floor";

    public static N Forward<N>(N x) where N : IReal<N> => N.Floor(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(0);
}
