using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Optimization.Rules;

/// <summary>w ← w - rate·g. Settings: 0: -rate.</summary>
internal readonly struct SgdRule : IUpdateRule
{
    public static string Name => "SGD";

    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third)
        where N : IReal<N> => value = N.MulAdd(s[0], gradient, value);
}

/// <summary>b ← μb + (1 - τ)g; w ← w - rate·b. Settings: 0: -rate, 1: μ, 2: 1 - τ.</summary>
internal readonly struct MomentumRule : IUpdateRule
{
    public static string Name => "SGD with momentum";

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(s[1], first, s[2] * gradient);
        value = N.MulAdd(s[0], first, value);
    }
}

/// <summary>b ← μb + g; w ← w - rate·(g + μb). Settings: 0: -rate, 1: μ.</summary>
internal readonly struct NesterovRule : IUpdateRule
{
    public static string Name => "SGD with Nesterov momentum";

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(s[1], first, gradient);
        value = N.MulAdd(s[0], N.MulAdd(s[1], first, gradient), value);
    }
}
