using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// The sum of an element-wise op over its last axes in one sweep, with no intermediate tensor; its gradient likewise. The op's derivatives
/// must not use its value, which is not stored.
/// </summary>
internal static class SumOf
{
    public static Tensor Apply<TOp>(Tensor a, Tensor b, int axes) where TOp : IBinary
    {
        OpScope scope = OpScope.Of(TOp.Name, a, b);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        Shape space = scope.Broadcast(a, b);
        int mask = LastAxes(TOp.Name, space, axes);
        Tensor y = scope.New(ReduceOp.Reduced(space, mask, keepAxes: false));
        ReduceOp.Fold<BinaryValue<TOp>, SumFold>(y, space, mask, 1, false, a, b);
        if (scope.Records) scope.Attach(new BinarySumNode<TOp>(a, b, space, mask), y);
        return y;
    }

    public static Tensor Apply<TOp>(Tensor a, Tensor b, Tensor c, int axes) where TOp : ITernary
    {
        OpScope scope = OpScope.Of(TOp.Name, a, b, c);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        scope.Resolve(ref c);
        Shape space = scope.Broadcast(a, b, c);
        int mask = LastAxes(TOp.Name, space, axes);
        Tensor y = scope.New(ReduceOp.Reduced(space, mask, keepAxes: false));
        ReduceOp.Fold<TernaryValue<TOp>, SumFold>(y, space, mask, 1, false, a, b, c);
        if (scope.Records) scope.Attach(new TernarySumNode<TOp>(a, b, c, space, mask), y);
        return y;
    }

    public static Tensor Apply<TOp>(Tensor a, Tensor b, Tensor c, Tensor d, int axes) where TOp : IQuaternary
    {
        OpScope scope = OpScope.Of(TOp.Name, a, b, c, d);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        scope.Resolve(ref c);
        scope.Resolve(ref d);
        Shape space = scope.Broadcast(a, b, c, d);
        int mask = LastAxes(TOp.Name, space, axes);
        Tensor y = scope.New(ReduceOp.Reduced(space, mask, keepAxes: false));
        ReduceOp.Fold<QuaternaryValue<TOp>, SumFold>(y, space, mask, 1, false, a, b, c, d);
        if (scope.Records) scope.Attach(new QuaternarySumNode<TOp>(a, b, c, d, space, mask), y);
        return y;
    }

    private static int LastAxes(string op, Shape space, int axes)
    {
        if (axes < 1 || axes > space.Rank) Throw.Shape_(op, $"cannot sum the last {axes} axes of {space}; there are {space.Rank}.");
        return ((1 << axes) - 1) << (space.Rank - axes);
    }
}

internal readonly struct BinaryPartialA<TOp> : IMap where TOp : IBinary
{
    public static int Arity => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeA(args.Get(1), args.Get(2), N.Constant(0));
}

internal readonly struct BinaryPartialB<TOp> : IMap where TOp : IBinary
{
    public static int Arity => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeB(args.Get(1), args.Get(2), N.Constant(0));
}

internal sealed class BinarySumNode<TOp>(Tensor a, Tensor b, Shape space, int mask) : Node where TOp : IBinary
{
    public override string Name => TOp.Name;

    public override int InputCount => 2;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        _ => b,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor spread = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, spread * TOp.DerivativeA(a, b, Tensor.Weak(0)));
            if (back.Needs(b)) back.Add(b, spread * TOp.DerivativeB(a, b, Tensor.Weak(0)));
            return;
        }
        back.Add<BinaryPartialA<TOp>>(a, space, spread, a, b);
        back.Add<BinaryPartialB<TOp>>(b, space, spread, a, b);
    }
}

internal readonly struct TernaryPartialA<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeA(args.Get(1), args.Get(2), args.Get(3), N.Constant(0));
}

internal readonly struct TernaryPartialB<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeB(args.Get(1), args.Get(2), args.Get(3), N.Constant(0));
}

internal readonly struct TernaryPartialC<TOp> : IMap where TOp : ITernary
{
    public static int Arity => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeC(args.Get(1), args.Get(2), args.Get(3), N.Constant(0));
}

internal sealed class TernarySumNode<TOp>(Tensor a, Tensor b, Tensor c, Shape space, int mask) : Node where TOp : ITernary
{
    public override string Name => TOp.Name;

    public override int InputCount => 3;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        1 => b,
        _ => c,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor spread = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, spread * TOp.DerivativeA(a, b, c, Tensor.Weak(0)));
            if (back.Needs(b)) back.Add(b, spread * TOp.DerivativeB(a, b, c, Tensor.Weak(0)));
            if (back.Needs(c)) back.Add(c, spread * TOp.DerivativeC(a, b, c, Tensor.Weak(0)));
            return;
        }
        back.Add<TernaryPartialA<TOp>>(a, space, spread, a, b, c);
        back.Add<TernaryPartialB<TOp>>(b, space, spread, a, b, c);
        back.Add<TernaryPartialC<TOp>>(c, space, spread, a, b, c);
    }
}

internal readonly struct QuaternaryPartialA<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeA(args.Get(1), args.Get(2), args.Get(3), args.Get(4), N.Constant(0));
}

internal readonly struct QuaternaryPartialB<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeB(args.Get(1), args.Get(2), args.Get(3), args.Get(4), N.Constant(0));
}

internal readonly struct QuaternaryPartialC<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeC(args.Get(1), args.Get(2), args.Get(3), args.Get(4), N.Constant(0));
}

internal readonly struct QuaternaryPartialD<TOp> : IMap where TOp : IQuaternary
{
    public static int Arity => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N, TArguments>(in TArguments args)
        where N : IReal<N>
        where TArguments : struct, IArguments<N>, allows ref struct =>
        args.Get(0) * TOp.DerivativeD(args.Get(1), args.Get(2), args.Get(3), args.Get(4), N.Constant(0));
}

internal sealed class QuaternarySumNode<TOp>(Tensor a, Tensor b, Tensor c, Tensor d, Shape space, int mask) : Node where TOp : IQuaternary
{
    public override string Name => TOp.Name;

    public override int InputCount => 4;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        1 => b,
        2 => c,
        _ => d,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor spread = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, spread * TOp.DerivativeA(a, b, c, d, Tensor.Weak(0)));
            if (back.Needs(b)) back.Add(b, spread * TOp.DerivativeB(a, b, c, d, Tensor.Weak(0)));
            if (back.Needs(c)) back.Add(c, spread * TOp.DerivativeC(a, b, c, d, Tensor.Weak(0)));
            if (back.Needs(d)) back.Add(d, spread * TOp.DerivativeD(a, b, c, d, Tensor.Weak(0)));
            return;
        }
        back.Add<QuaternaryPartialA<TOp>>(a, space, spread, a, b, c, d);
        back.Add<QuaternaryPartialB<TOp>>(b, space, spread, a, b, c, d);
        back.Add<QuaternaryPartialC<TOp>>(c, space, spread, a, b, c, d);
        back.Add<QuaternaryPartialD<TOp>>(d, space, spread, a, b, c, d);
    }
}
