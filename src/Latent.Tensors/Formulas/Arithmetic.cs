namespace Latent.Tensors.Formulas;

/// <summary>y = a + b.</summary>
internal readonly struct AddOp : IBinary
{
    public static string Name => "Add";

    public static N Forward<N>(N a, N b) where N : IReal<N> => a + b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(1);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(1);
}

/// <summary>y = a - b.</summary>
internal readonly struct SubtractOp : IBinary
{
    public static string Name => "Subtract";

    public static N Forward<N>(N a, N b) where N : IReal<N> => a - b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(1);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(-1);
}

/// <summary>y = a·b.</summary>
internal readonly struct MultiplyOp : IBinary
{
    public static string Name => "Multiply";

    public static N Forward<N>(N a, N b) where N : IReal<N> => a * b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => b;

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => a;
}

/// <summary>y = a / b.  ∂y/∂a = 1/b, ∂y/∂b = -y/b.</summary>
internal readonly struct DivideOp : IBinary
{
    public static string Name => "Divide";

    public static N Forward<N>(N a, N b) where N : IReal<N> => a / b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.Constant(1) / b;

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => -y / b;
}

/// <summary>y = -x.</summary>
internal readonly struct NegateOp : IUnary
{
    public static string Name => "Negate";

    public static N Forward<N>(N x) where N : IReal<N> => -x;

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(-1);
}

/// <summary>y = x².  dy/dx = 2x.</summary>
internal readonly struct SquareOp : IUnary
{
    public static string Name => "Square";

    public static N Forward<N>(N x) where N : IReal<N> => x * x;

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(2) * x;
}

/// <summary>y = x^p.  ∂y/∂x = p·x^(p-1) (0 where p = 0), ∂y/∂p = y·log x (0 where x = 0, NaN where x &lt; 0).</summary>
internal readonly struct PowOp : IBinary
{
    public static string Name => "Pow";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.Pow(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> =>
        N.IfEqual(b, N.Constant(0), N.Constant(0), b * N.Pow(a, b - N.Constant(1)));

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> =>
        N.IfEqual(a, N.Constant(0), N.Constant(0), y * N.Log(N.IfEqual(a, N.Constant(0), N.Constant(1), a)));
}

/// <summary>The larger of two; at a tie the gradient goes to a. A NaN in either gives NaN.</summary>
internal readonly struct MaximumOp : IBinary
{
    public static string Name => "Maximum";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b) where N : IReal<N> => MaxFold.Combine(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(b, a, N.Constant(0), N.Constant(1));

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(b, a, N.Constant(1), N.Constant(0));
}

/// <summary>The smaller of two; at a tie the gradient goes to a. A NaN in either gives NaN.</summary>
internal readonly struct MinimumOp : IBinary
{
    public static string Name => "Minimum";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b) where N : IReal<N> => MinFold.Combine(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(a, b, N.Constant(0), N.Constant(1));

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(a, b, N.Constant(1), N.Constant(0));
}

/// <summary>a &gt; b ? c : d. Piecewise constant in a and b.</summary>
internal readonly struct IfGreaterOp : IQuaternary
{
    public static string Name => "IfGreater";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b, N c, N d) where N : IReal<N> => N.IfGreater(a, b, c, d);

    public static N DerivativeA<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeC<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.IfGreater(a, b, N.Constant(1), N.Constant(0));

    public static N DerivativeD<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.IfGreater(a, b, N.Constant(0), N.Constant(1));
}

/// <summary>a = b ? c : d. Piecewise constant in a and b.</summary>
internal readonly struct IfEqualOp : IQuaternary
{
    public static string Name => "IfEqual";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b, N c, N d) where N : IReal<N> => N.IfEqual(a, b, c, d);

    public static N DerivativeA<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeC<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.IfEqual(a, b, N.Constant(1), N.Constant(0));

    public static N DerivativeD<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.IfEqual(a, b, N.Constant(0), N.Constant(1));
}

/// <summary>condition ≠ 0 ? a : b. No gradient to the condition.</summary>
internal readonly struct WhereOp : ITernary
{
    public static string Name => "Where";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b, N c) where N : IReal<N> => N.IfEqual(a, N.Constant(0), c, b);

    public static N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N> => N.Constant(0);

    public static N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N> => N.IfEqual(a, N.Constant(0), N.Constant(0), N.Constant(1));

    public static N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N> => N.IfEqual(a, N.Constant(0), N.Constant(1), N.Constant(0));
}

/// <summary>min(max(x, lower), upper). The gradient passes where lower ≤ x ≤ upper.</summary>
internal readonly struct ClampOp : ITernary
{
    public static string Name => "Clamp";

    public static bool Selects => true;

    public static N Forward<N>(N a, N b, N c) where N : IReal<N> => N.IfGreater(b, a, b, N.IfGreater(a, c, c, a));

    public static N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N> =>
        N.IfGreater(b, a, N.Constant(0), N.IfGreater(a, c, N.Constant(0), N.Constant(1)));

    public static N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N> => N.IfGreater(b, a, N.Constant(1), N.Constant(0));

    public static N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N> =>
        N.IfGreater(b, a, N.Constant(0), N.IfGreater(a, c, N.Constant(1), N.Constant(0)));
}

/// <summary>y = x.</summary>
internal readonly struct IdentityOp : IUnary
{
    public static string Name => "Identity";

    public static N Forward<N>(N x) where N : IReal<N> => x;

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(1);
}
