using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Optimization.Rules;

/// <summary>What the four forms of RMSprop share. Settings: 0: -rate, 1: α, 2: 1 - α, 3: ε, 4: μ.</summary>
internal static class RmsPropTerms
{
    /// <summary>v ← αv + (1 - α)g².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Square<N>(in UpdateSettings<N> s, N gradient, N square) where N : IReal<N> =>
        N.MulAdd(s[1], square, s[2] * (gradient * gradient));

    /// <summary>ḡ ← αḡ + (1 - α)g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Mean<N>(in UpdateSettings<N> s, N gradient, N mean) where N : IReal<N> => N.MulAdd(s[1], mean, s[2] * gradient);

    /// <summary>max(0, v - ḡ²): rounding may leave the difference below zero. A NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Variance<N>(N square, N mean) where N : IReal<N>
    {
        N zero = N.Constant(0), difference = N.MulAdd(-mean, mean, square);
        return N.IfGreater(zero, difference, zero, difference);
    }

    /// <summary>g/(√v + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Scaled<N>(in UpdateSettings<N> s, N gradient, N variance) where N : IReal<N> => gradient / (N.Sqrt(variance) + s[3]);
}

/// <summary>v of the gradient; w ← w - rate·g/(√v + ε).</summary>
internal readonly struct RmsPropRule : IUpdateRule
{
    public static string Name => "RMSprop";

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = RmsPropTerms.Square(s, gradient, first);
        value = N.MulAdd(s[0], RmsPropTerms.Scaled(s, gradient, first), value);
    }
}

/// <summary>b ← μb + g/(√v + ε); w ← w - rate·b.</summary>
internal readonly struct RmsPropMomentumRule : IUpdateRule
{
    public static string Name => "RMSprop with momentum";

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = RmsPropTerms.Square(s, gradient, first);
        second = N.MulAdd(s[4], second, RmsPropTerms.Scaled(s, gradient, first));
        value = N.MulAdd(s[0], second, value);
    }
}

/// <summary>w ← w - rate·g/(√(v - ḡ²) + ε).</summary>
internal readonly struct CenteredRule : IUpdateRule
{
    public static string Name => "centred RMSprop";

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = RmsPropTerms.Square(s, gradient, first);
        second = RmsPropTerms.Mean(s, gradient, second);
        value = N.MulAdd(s[0], RmsPropTerms.Scaled(s, gradient, RmsPropTerms.Variance(first, second)), value);
    }
}

/// <summary>b ← μb + g/(√(v - ḡ²) + ε); w ← w - rate·b.</summary>
internal readonly struct CenteredMomentumRule : IUpdateRule
{
    public static string Name => "centred RMSprop with momentum";

    public static int States => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        first = RmsPropTerms.Square(s, gradient, first);
        second = RmsPropTerms.Mean(s, gradient, second);
        third = N.MulAdd(s[4], third, RmsPropTerms.Scaled(s, gradient, RmsPropTerms.Variance(first, second)));
        value = N.MulAdd(s[0], third, value);
    }
}
