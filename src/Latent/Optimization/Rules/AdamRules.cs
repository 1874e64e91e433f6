using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Optimization.Rules;

/// <summary>
/// m ← β₁m + (1 - β₁)g; v ← β₂v + (1 - β₂)g²; w ← w - s₄·m/(√v·s₅ + s₆). Settings: 0: β₁, 1: 1 - β₁, 2: β₂, 3: 1 - β₂, 4: the corrected
/// rate, 5: the root of v's correction, 6: ε.
/// </summary>
internal readonly struct AdamRule : IUpdateRule
{
    public static string Name => "Adam";

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(s[0], first, s[1] * gradient);
        second = N.MulAdd(s[2], second, s[3] * (gradient * gradient));
        value -= s[4] * first / N.MulAdd(N.Sqrt(second), s[5], s[6]);
    }
}

/// <summary>As <see cref="AdamRule"/>, with the largest v so far, v̂ ← max(v̂, v), under the root.</summary>
internal readonly struct AmsGradRule : IUpdateRule
{
    public static string Name => "AMSGrad";

    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(s[0], first, s[1] * gradient);
        second = N.MulAdd(s[2], second, s[3] * (gradient * gradient));
        third = N.IfGreater(third, second, third, second);
        value -= s[4] * first / N.MulAdd(N.Sqrt(third), s[5], s[6]);
    }
}

/// <summary>
/// m ← β₁m + (1 - β₁)g; u ← max(β₂u, |g| + ε); w ← w - rate·m/u. Settings: 0: β₁, 1: 1 - β₁, 2: β₂, 3: minus the corrected rate, 4: ε.
/// </summary>
internal readonly struct AdamaxRule : IUpdateRule
{
    public static string Name => "Adamax";

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(s[0], first, s[1] * gradient);
        N faded = s[2] * second, now = N.Abs(gradient) + s[4];
        second = N.IfGreater(faded, now, faded, now);
        value = N.MulAdd(s[3], first / second, value);
    }
}

/// <summary>a ← a + g²; w ← w - rate·g/(√a + ε). Settings: 0: -rate, 1: ε.</summary>
internal readonly struct AdagradRule : IUpdateRule
{
    public static string Name => "Adagrad";

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = N.MulAdd(gradient, gradient, first);
        value = N.MulAdd(s[0], gradient / (N.Sqrt(first) + s[1]), value);
    }
}

/// <summary>a ← d·a + (1 - d)·w: the running average of a number, which stands where the gradient does. Settings: 0: d, 1: 1 - d.</summary>
internal readonly struct AverageRule : IUpdateRule
{
    public static string Name => "running average";

    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third)
        where N : IReal<N> => value = N.MulAdd(s[0], value, s[1] * gradient);
}
