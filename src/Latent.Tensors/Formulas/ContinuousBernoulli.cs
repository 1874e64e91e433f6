using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// y = a·b - log((e^b - 1)/b): the log-density of a in [0, 1] under a continuous Bernoulli of logit b, in nats (Loaiza-Ganem and Cunningham
/// 2019, eq. 6-8, written as an exponential family).  ∂y/∂a = b, ∂y/∂b = a - mean(b).
/// </summary>
internal readonly struct ContinuousBernoulliLogProbOp : IBinary
{
    public static string Name => "ContinuousBernoulliLogProb";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N a, N b) where N : IReal<N> => (a * b) - N.LogExprel(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => a - N.LogExprelSlope(b);
}

/// <summary>
/// y = log(x/tanh(x/2)), log 2 at 0: what a continuous Bernoulli of logit x adds to the log-probability of a Bernoulli (Loaiza-Ganem and
/// Cunningham 2019, eq. 8).  dy/dx = 1/x - 1/sinh x, near 0 as L(x) - L(x/2) with L(x) = coth x - 1/x.
/// </summary>
internal readonly struct ContinuousBernoulliLogNormOp : IUnary
{
    public static string Name => "ContinuousBernoulliLogNorm";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Forward<N>(N x) where N : IReal<N>
    {
        N a = N.Abs(x), limit = N.Constant(1e-4);
        N near = N.MulAdd(a * a, N.Constant(1.0 / 12), N.Constant(0.69314718055994530942));
        return N.IfGreater(a, limit, N.Log(a / N.Tanh(N.Constant(0.5) * a)), near);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Derivative<N>(N x, N y) where N : IReal<N>
    {
        N two = N.Constant(2), a = N.Abs(x);
        // Where the other form is taken this one gets a number it bears.
        N safe = N.IfGreater(a, two, a, two);
        N far = (N.Constant(1) / safe) + (two * N.Exp(-safe) / N.Expm1(-(safe + safe)));
        return N.IfGreater(a, two, N.IfGreater(N.Constant(0), x, -far, far), N.Langevin(x) - N.Langevin(N.Constant(0.5) * x));
    }
}

/// <summary>
/// y = log(1 + a(e^b - 1))/b, a at b = 0: the number below which a continuous Bernoulli of logit b has probability a (Loaiza-Ganem and
/// Cunningham 2019, appendix C).  ∂y/∂a = 1/p(y), ∂y/∂b = y·(1 - e^-t)/t·(mean(b) - y·mean(t)) at t = b·y.
/// </summary>
/// <remarks>The derivatives are taken on the side where b is negative, by the symmetry of (y, b) and (1 - y, -b): there nothing cancels.</remarks>
internal readonly struct ContinuousBernoulliQuantileOp : IBinary
{
    public static string Name => "ContinuousBernoulliQuantile";

    public static N Forward<N>(N a, N b) where N : IReal<N>
    {
        // Up to 80 e^b does not overflow in single precision; from there on e^-b is nothing beside a.
        N one = N.Constant(1), zero = N.Constant(0), tiny = N.Constant(1e-8), steep = N.Constant(80), rest = one - a;
        N safe = N.IfGreater(N.Abs(b), tiny, b, one), bounded = N.IfGreater(b, steep, steep, b);
        N rising = N.IfGreater(b, steep, one + (N.Log(a + (rest * N.Exp(-b))) / safe), N.Log1p(a * N.Expm1(bounded)) / safe);
        N upper = N.Log(N.MulAdd(a, N.Exp(bounded), rest)), lower = N.Log1p(a * N.Expm1(bounded));
        // Of 1 - a(1 - e^b) the logarithm, except where the difference would cancel.
        N falling = N.IfGreater(b, -one, lower, N.IfGreater(a, N.Constant(0.5), upper, lower)) / safe;
        N flat = a + (N.Constant(0.5) * b * a * rest);
        return N.IfGreater(N.Abs(b), tiny, N.IfGreater(b, zero, rising, falling), flat);
    }

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N>
    {
        N m = Falling(b), q = Side(b, y);
        return N.Exp(N.LogExprel(m) - (m * q));
    }

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N>
    {
        N m = Falling(b), q = Side(b, y), t = m * q;
        return q * N.Exp(N.LogExprel(-t)) * (N.LogExprelSlope(m) - (q * N.LogExprelSlope(t)));
    }

    private static N Falling<N>(N b) where N : IReal<N> => N.IfGreater(b, N.Constant(0), -b, b);

    private static N Side<N>(N b, N y) where N : IReal<N> => N.IfGreater(b, N.Constant(0), N.Constant(1) - y, y);
}
