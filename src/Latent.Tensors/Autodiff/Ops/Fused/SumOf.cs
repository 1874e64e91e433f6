using Latent.Tensors.Formulas;

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
        if (scope.Records) scope.Attach(new BinaryNode<TOp>(a, b, space, mask), y);
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
        if (scope.Records) scope.Attach(new TernaryNode<TOp>(a, b, c, space, mask), y);
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
        if (scope.Records) scope.Attach(new QuaternaryNode<TOp>(a, b, c, d, space, mask), y);
        return y;
    }

    private static int LastAxes(string op, Shape space, int axes)
    {
        if (axes < 1 || axes > space.Rank) Throw.BadShape(op, $"cannot sum the last {axes} axes of {space}; there are {space.Rank}.");
        return ((1 << axes) - 1) << (space.Rank - axes);
    }
}
