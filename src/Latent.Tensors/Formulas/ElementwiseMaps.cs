using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

// What the kernels see of an op: its value, f(x...), and per operand its vector-Jacobian product, g·∂f. Operands of a product are
// (g, inputs..., y).

/// <summary>The value of an op of 1 operand.</summary>
internal readonly struct UnaryValue<TOp> : IMap where TOp : IUnary
{
    public static int Arity => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        TOp.Forward(args.Get(0));
}

/// <summary>The product by the operand.</summary>
internal readonly struct UnaryProduct<TOp> : IMap where TOp : IUnary
{
    public static int Arity => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.Derivative(args.Get(1), args.Get(2)), TOp.Selects);
}

/// <summary>The value of an op of 2 operands.</summary>
internal readonly struct BinaryValue<TOp> : IMap where TOp : IBinary
{
    public static int Arity => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        TOp.Forward(args.Get(0), args.Get(1));
}

/// <summary>The product by the first operand.</summary>
internal readonly struct BinaryProductA<TOp> : IMap where TOp : IBinary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeA(args.Get(1), args.Get(2), args.Get(3)), TOp.Selects);
}

/// <summary>The product by the second operand.</summary>
internal readonly struct BinaryProductB<TOp> : IMap where TOp : IBinary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeB(args.Get(1), args.Get(2), args.Get(3)), TOp.Selects);
}

/// <summary>The value of an op of 3 operands.</summary>
internal readonly struct TernaryValue<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        TOp.Forward(args.Get(0), args.Get(1), args.Get(2));
}

/// <summary>The product by the first operand.</summary>
internal readonly struct TernaryProductA<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeA(args.Get(1), args.Get(2), args.Get(3), args.Get(4)), TOp.Selects);
}

/// <summary>The product by the second operand.</summary>
internal readonly struct TernaryProductB<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeB(args.Get(1), args.Get(2), args.Get(3), args.Get(4)), TOp.Selects);
}

/// <summary>The product by the third operand.</summary>
internal readonly struct TernaryProductC<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeC(args.Get(1), args.Get(2), args.Get(3), args.Get(4)), TOp.Selects);
}

/// <summary>The value of an op of 4 operands.</summary>
internal readonly struct QuaternaryValue<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        TOp.Forward(args.Get(0), args.Get(1), args.Get(2), args.Get(3));
}

/// <summary>The product by the first operand.</summary>
internal readonly struct QuaternaryProductA<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeA(args.Get(1), args.Get(2), args.Get(3), args.Get(4), args.Get(5)), TOp.Selects);
}

/// <summary>The product by the second operand.</summary>
internal readonly struct QuaternaryProductB<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeB(args.Get(1), args.Get(2), args.Get(3), args.Get(4), args.Get(5)), TOp.Selects);
}

/// <summary>The product by the third operand.</summary>
internal readonly struct QuaternaryProductC<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeC(args.Get(1), args.Get(2), args.Get(3), args.Get(4), args.Get(5)), TOp.Selects);
}

/// <summary>The product by the fourth operand.</summary>
internal readonly struct QuaternaryProductD<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        ChainRule.Apply(args.Get(0), TOp.DerivativeD(args.Get(1), args.Get(2), args.Get(3), args.Get(4), args.Get(5)), TOp.Selects);
}
