using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>The arguments of one element-wise application; <c>Get(k)</c> with a constant k compiles to one load.</summary>
internal interface IArguments<N> where N : IReal<N>
{
    N Get(int operand);
}

/// <summary>An element-wise function of up to eight operands, as the kernels see it.</summary>
internal interface IMap
{
    static abstract int Arity { get; }

    static abstract N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct;
}

/// <summary>Combines two numbers; associative in mathematics, and combined in one fixed order by the kernels.</summary>
internal interface IFold
{
    static abstract double Identity { get; }

    static abstract N Combine<N>(N a, N b) where N : IReal<N>;
}

internal readonly struct SumFold : IFold
{
    public static double Identity => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Combine<N>(N a, N b) where N : IReal<N> => a + b;
}

/// <summary>The largest number; a NaN anywhere gives NaN.</summary>
internal readonly struct MaxFold : IFold
{
    public static double Identity => double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Combine<N>(N a, N b) where N : IReal<N> => N.IfGreater(a, b, a, N.IfEqual(a, a, b, a));
}

/// <summary>The smallest number; a NaN anywhere gives NaN.</summary>
internal readonly struct MinFold : IFold
{
    public static double Identity => double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Combine<N>(N a, N b) where N : IReal<N> => N.IfGreater(b, a, a, N.IfEqual(a, a, b, a));
}

/// <summary>y + f(x...): the map with the old content of the output as its last operand.</summary>
internal readonly struct Accumulated<TMap> : IMap where TMap : IMap
{
    public static int Arity => TMap.Arity + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(TMap.Arity) + TMap.Apply<N, TArguments>(args);
}

/// <summary>f(x) = x.</summary>
internal readonly struct IdentityMap : IMap
{
    public static int Arity => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct => args.Get(0);
}
