using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = -½((a - b)e^(-c))² - c - ½log 2π: the log-density of a under a normal of mean b and log standard deviation c, in nats.
/// With u = (a - b)e^(-c):  ∂y/∂a = -u·e^(-c), ∂y/∂b = u·e^(-c), ∂y/∂c = u² - 1.
/// </summary>
internal readonly struct NormalLogProbOp : ITernary
{
    private const double HalfLog2Pi = 0.91893853320467274178;

    public static string Name => "NormalLogProb";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b, N c) where N : IReal<N>
    {
        N u = (a - b) * N.Exp(-c);
        return (N.Constant(-0.5) * u * u) - c - N.Constant(HalfLog2Pi);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N> => (b - a) * N.Exp(N.Constant(-2) * c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N> => (a - b) * N.Exp(N.Constant(-2) * c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N>
    {
        N u = (a - b) * N.Exp(-c);
        return (u * u) - N.Constant(1);
    }
}

/// <summary>
/// y = ½(a² + e^(2b) - 1) - b: KL(N(a, e^(2b)) ‖ N(0, 1)) in nats (Kingma and Welling 2014, appendix B), with expm1 so that it is accurate, and
/// never negative, near b = 0.  ∂y/∂a = a, ∂y/∂b = e^(2b) - 1.
/// </summary>
internal readonly struct KlStandardNormalOp : IBinary
{
    public static string Name => "KlStandardNormal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> =>
        (N.Constant(0.5) * ((a * a) + N.Expm1(b + b))) - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Expm1(b + b);
}

/// <summary>
/// KL(N(a, e^(2b)) ‖ N(c, e^(2d))) in nats: with r = b - d and u = (a - c)e^(-d), y = ½(e^(2r) - 1) - r + ½u².
/// ∂y/∂a = u·e^(-d), ∂y/∂b = e^(2r) - 1, ∂y/∂c = -u·e^(-d), ∂y/∂d = 1 - e^(2r) - u².
/// </summary>
internal readonly struct KlNormalOp : IQuaternary
{
    public static string Name => "KlNormal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b, N c, N d) where N : IReal<N>
    {
        N r = b - d, u = (a - c) * N.Exp(-d);
        return (N.Constant(0.5) * (N.Expm1(r + r) + (u * u))) - r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N c, N d, N y) where N : IReal<N> => (a - c) * N.Exp(N.Constant(-2) * d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N c, N d, N y) where N : IReal<N> => N.Expm1(N.Constant(2) * (b - d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeC<N>(N a, N b, N c, N d, N y) where N : IReal<N> => (c - a) * N.Exp(N.Constant(-2) * d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeD<N>(N a, N b, N c, N d, N y) where N : IReal<N>
    {
        N u = (a - c) * N.Exp(-d);
        return -N.Expm1(N.Constant(2) * (b - d)) - (u * u);
    }
}

/// <summary>y = a + e^b·c: a sample of N(a, e^(2b)) from standard noise c (Kingma and Welling 2014, section 2.4).  ∂y/∂a = 1, ∂y/∂b = y - a, ∂y/∂c = e^b.</summary>
internal readonly struct ReparameterizeOp : ITernary
{
    public static string Name => "Reparameterize";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b, N c) where N : IReal<N> => N.MulAdd(N.Exp(b), c, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N> => N.Constant(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N> => N.Exp(b) * c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N> => N.Exp(b);
}
