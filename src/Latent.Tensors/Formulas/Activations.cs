using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>y = tanh x.  dy/dx = 1 - y².</summary>
internal readonly struct TanhOp : IUnary
{
    public static string Name => "Tanh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => N.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(1) - (y * y);
}

/// <summary>y = 1/(1 + e⁻ˣ).  dy/dx = y(1 - y).</summary>
internal readonly struct SigmoidOp : IUnary
{
    public static string Name => "Sigmoid";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => N.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => y * (N.Constant(1) - y);
}

/// <summary>y = log(1 + eˣ).  dy/dx = sigmoid x.</summary>
internal readonly struct SoftplusOp : IUnary
{
    public static string Name => "Softplus";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => N.Softplus(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Sigmoid(x);
}

/// <summary>y = max(x, 0); NaN stays.  dy/dx = 1 above 0, else 0.</summary>
internal readonly struct ReluOp : IUnary
{
    public static string Name => "Relu";

    public static bool Selects => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => N.IfGreater(N.Constant(0), x, N.Constant(0), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(1), N.Constant(0));
}

/// <summary>y = λx above 0, λα(eˣ - 1) below (Klambauer et al. 2017, eq. 2).</summary>
internal readonly struct SeluOp : IUnary
{
    private const double Alpha = 1.6732632423543772848170429916717;
    private const double Scale = 1.0507009873554804934193349852946;

    public static string Name => "Selu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(Scale) * x, N.Constant(Scale * Alpha) * N.Expm1(NonPositive(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(Scale), y + N.Constant(Scale * Alpha));

    // Above 0 the exponential is not used; it must not overflow into a NaN of a derivative.
    private static N NonPositive<N>(N x) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(0), x);
}

/// <summary>y = x·Φ(x), Φ the normal distribution function, exact through erf (Hendrycks and Gimpel 2016).  dy/dx = Φ(x) + x·φ(x).</summary>
internal readonly struct GeluOp : IUnary
{
    public static string Name => "Gelu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => x * NormalCdf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => NormalCdf(x) + (x * N.Constant(0.39894228040143267794) * N.Exp(N.Constant(-0.5) * x * x));

    private static N NormalCdf<N>(N x) where N : IReal<N> =>
        N.Constant(0.5) * (N.Constant(1) + N.Erf(x * N.Constant(0.70710678118654752440)));
}

/// <summary>y = x·sigmoid x.  dy/dx = s(1 + x(1 - s)), s = sigmoid x.</summary>
internal readonly struct SiluOp : IUnary
{
    public static string Name => "Silu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N> => x * N.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N> => Slope(x, N.Sigmoid(x));

    private static N Slope<N>(N x, N s) where N : IReal<N> => s * (N.Constant(1) + (x * (N.Constant(1) - s)));
}

/// <summary>y = x above 0, slope·x below; the slope is the second operand.</summary>
internal readonly struct LeakyReluOp : IBinary
{
    public static string Name => "LeakyRelu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> => N.IfGreater(a, N.Constant(0), a, b * a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(a, N.Constant(0), N.Constant(1), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(a, N.Constant(0), N.Constant(0), a);
}

/// <summary>y = x above 0, α(eˣ - 1) below; α is the second operand (Clevert et al. 2016, eq. 15).</summary>
internal readonly struct EluOp : IBinary
{
    public static string Name => "Elu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> => N.IfGreater(a, N.Constant(0), a, b * N.Expm1(NonPositive(a)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.IfGreater(a, N.Constant(0), N.Constant(1), y + b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> =>
        N.IfGreater(a, N.Constant(0), N.Constant(0), N.Expm1(NonPositive(a)));

    private static N NonPositive<N>(N x) where N : IReal<N> => N.IfGreater(x, N.Constant(0), N.Constant(0), x);
}
