using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Sums, means, largest and smallest over any axes, and sums to a broadcast operand's shape.</summary>
internal static class ReduceOp
{
    /// <summary>The axes as a bit mask; none means all.</summary>
    public static int Mask(string op, Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty) return (1 << shape.Rank) - 1;
        int mask = 0;
        foreach (int axis in axes)
        {
            if (axis < -shape.Rank || axis >= shape.Rank) Throw.AxisOutOfRange(axis, shape, op);
            int bit = 1 << shape.ResolveAxis(axis);
            if ((mask & bit) != 0) Throw.AxisRepeated(op, axis, shape);
            mask |= bit;
        }
        return mask;
    }

    /// <summary>The shape with the masked axes removed, or of size 1.</summary>
    public static Shape Reduced(Shape shape, int mask, bool keepAxes)
    {
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        int rank = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if ((mask >> axis & 1) == 0) sizes[rank++] = shape[axis];
            else if (keepAxes) sizes[rank++] = 1;
        }
        return Shape.Create(sizes[..rank]);
    }

    public static int CountOf(Shape shape, int mask)
    {
        int count = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
            if ((mask >> axis & 1) != 0) count *= shape[axis];
        return count;
    }

    public static Tensor Sum(string name, Tensor x, ReadOnlySpan<int> axes, bool keepAxes, bool mean)
    {
        OpScope scope = OpScope.Of(name, x);
        scope.Resolve(ref x);
        int mask = Mask(name, x.Shape, axes);
        double scale = mean ? 1.0 / CountOf(x.Shape, mask) : 1;
        Tensor y = scope.New(Reduced(x.Shape, mask, keepAxes));
        Fold<IdentityMap, SumFold>(y, x.Shape, mask, scale, false, x);
        if (scope.Records) scope.Attach(new SumNode(name, x, mask, scale), y);
        return y;
    }

    public static Tensor Extreme<TFold>(string name, Tensor x, ReadOnlySpan<int> axes, bool keepAxes) where TFold : IFold
    {
        OpScope scope = OpScope.Of(name, x);
        scope.Resolve(ref x);
        int mask = Mask(name, x.Shape, axes);
        if (CountOf(x.Shape, mask) == 0) Throw.BadShape(name, $"an empty set has none: {x.Shape} is reduced over an axis of size 0.");
        Tensor y = scope.New(Reduced(x.Shape, mask, keepAxes));
        Fold<IdentityMap, TFold>(y, x.Shape, mask, 1, false, x);
        if (scope.Records) scope.Attach(new ExtremeNode(name, x, mask), y);
        return y;
    }

    /// <summary>Sums a tensor to a shape that broadcasts to the tensor's.</summary>
    public static Tensor SumTo(Tensor x, Shape shape)
    {
        int mask = BroadcastMask(x.Shape, shape);
        OpScope scope = OpScope.Of("SumTo", x);
        Tensor y = scope.New(shape);
        Fold<IdentityMap, SumFold>(y, x.Shape, mask, 1, false, x);
        if (scope.Records) scope.Attach(new SumNode("SumTo", x, mask, 1), y);
        return y;
    }

    /// <summary>target (+)= map(operands) over <paramref name="space"/>, summed to the target's shape.</summary>
    public static void SumInto<TMap>(Tensor target, Shape space, bool accumulate, params ReadOnlySpan<Tensor> operands) where TMap : IMap =>
        Fold<TMap, SumFold>(target, space, BroadcastMask(space, target.Shape), 1, accumulate, operands);

    public static void Fold<TMap, TFold>(
        Tensor output, Shape space, int mask, double scale, bool accumulate, params ReadOnlySpan<Tensor> operands)
        where TMap : IMap
        where TFold : IFold
    {
        ReducePlan plan = ReducePlan.Create(output.Operand, space, mask, output.DType);
        plan.Scale = scale;
        plan.Accumulate = accumulate;
        foreach (Tensor operand in operands) plan.Add(operand.Operand, operand.Shape);
        plan.Finish();
        output.Device.Kernels.Reduce<TMap, TFold>(plan);
    }

    /// <summary>A view of a reduced tensor in which the reduced axes have size 1, so that it broadcasts against the original.</summary>
    public static Tensor Restore(Tensor reduced, Shape original, int mask) => reduced.Reshape(Reduced(original, mask, keepAxes: true));

    private static int BroadcastMask(Shape space, Shape target)
    {
        int mask = 0;
        int missing = space.Rank - target.Rank;
        for (int axis = 0; axis < space.Rank; axis++)
            if (axis < missing || (target[axis - missing] == 1 && space[axis] != 1)) mask |= 1 << axis;
        return mask;
    }

    /// <summary>y = scale·Σ x: the gradient is broadcast back.</summary>
    private sealed class SumNode(string name, Tensor x, int mask, double scale) : Node
    {
        public override string Name => name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            Tensor spread = Restore(gradient, x.Shape, mask);
            if (back.CreatesGraph)
                back.Add(x, BroadcastOp.Apply(scale == 1 ? spread : spread * scale, x.Shape));
            else if (scale == 1)
                back.Add<IdentityMap>(x, x.Shape, spread);
            else
                back.Add<BinaryValue<MultiplyOp>>(x, x.Shape, spread, Tensor.Weak(scale).Resolve(x.Pass, x.Device, x.DType));
        }
    }

    /// <summary>y = max x or min x: the gradient goes to the elements equal to it, shared evenly between ties.</summary>
    private sealed class ExtremeNode(string name, Tensor x, int mask) : Node
    {
        public override string Name => name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            Tensor y = Restore(Output, x.Shape, mask).Detach();
            Tensor chosen = x.Detach().EqualTo(y);
            Tensor ties = Restore(Sum("Sum", chosen, AxesOf(mask, stackalloc int[Shape.MaxRank]), false, false), x.Shape, mask);
            back.Add(x, Restore(gradient, x.Shape, mask) * (chosen / ties));
        }
    }

    internal static ReadOnlySpan<int> AxesOf(int mask, Span<int> axes)
    {
        int count = 0;
        for (int axis = 0; axis < Shape.MaxRank; axis++)
            if ((mask >> axis & 1) != 0) axes[count++] = axis;
        return axes[..count];
    }
}
