using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Optimization.Rules;

/// <summary>A rule that sees its gradient scaled and clamped, with the decay's share added: g ← clamp(s·g, ±limit) + λ·w.</summary>
internal readonly struct Prepared<TRule> : IUpdateRule where TRule : IUpdateRule
{
    public static string Name => TRule.Name;

    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        N limit = s[Prepared.Limit];
        N clamped = ClampOp.Forward(s[Prepared.Scale] * gradient, -limit, limit);
        TRule.Step(s, N.MulAdd(s[Prepared.Decay], value, clamped), ref value, ref first, ref second, ref third);
    }
}

/// <summary>A rule that sees its gradient scaled, what a clipped norm needs: g ← s·g.</summary>
internal readonly struct Scaled<TRule> : IUpdateRule where TRule : IUpdateRule
{
    public static string Name => TRule.Name;

    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third)
        where N : IReal<N> => TRule.Step(s, s[Prepared.Scale] * gradient, ref value, ref first, ref second, ref third);
}

/// <summary>Where the settings stand that every rule may have around it; a rule's own count from 0.</summary>
internal static class Prepared
{
    public const int Kept = 8, Scale = 9, Limit = 10, Decay = 11;
}

/// <summary>A rule before which the weights themselves decay, whatever the gradient: w ← (1 - rate·λ)·w.</summary>
internal readonly struct Decoupled<TRule> : IUpdateRule where TRule : IUpdateRule
{
    public static string Name => TRule.Name;

    public static int States => TRule.States;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second, ref N third) where N : IReal<N>
    {
        value *= s[Prepared.Kept];
        TRule.Step(s, gradient, ref value, ref first, ref second, ref third);
    }
}
