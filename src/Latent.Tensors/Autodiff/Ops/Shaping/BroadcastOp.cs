using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Repeats axes of size 1, and new leading axes, to a larger shape; the adjoint sums over what was repeated.</summary>
internal static class BroadcastOp
{
    private const string Name = "BroadcastTo";

    public static Tensor Apply(Tensor x, Shape shape)
    {
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        if (!Shape.TryBroadcast(x.Shape, shape, out Shape result) || result != shape)
            Throw.BadShape(Name, $"{x.Shape} does not broadcast to {shape}: aligned at the last axis, sizes must be equal or 1 on the left.");
        if (shape == x.Shape) return x;
        Tensor y = scope.New(shape);
        CopyPlan plan = CopyPlan.Create(y.Operand, x.Operand, y.DType);
        int output = shape.Count, input = x.Shape.Count;
        int missing = shape.Rank - x.Shape.Rank;
        for (int axis = 0; axis < shape.Rank && shape.Count > 0; axis++)
        {
            output /= shape[axis];
            int size = axis < missing ? 1 : x.Shape[axis - missing];
            input /= size;
            plan.AddAxis(shape[axis], output, size == 1 ? 0 : input);
        }
        if (shape.Count > 0) y.Device.Kernels.Copy(plan);
        if (scope.Records) scope.Attach(new BroadcastNode(x), y);
        return y;
    }

    /// <summary>Every element <paramref name="times"/> times in place: a a b b.</summary>
    public static Tensor Repeat(Tensor x, int axis, int times)
    {
        axis = Check("Repeat", x, axis, times);
        Shape before = x.Shape.Slice(0, axis + 1), after = x.Shape.Slice(axis + 1, x.Shape.Rank);
        return Grow("Repeat", x, before, after, times, x.Shape.With(axis, checked(x.Shape[axis] * times)));
    }

    /// <summary>The whole axis <paramref name="times"/> times: a b a b.</summary>
    public static Tensor Tile(Tensor x, int axis, int times)
    {
        axis = Check("Tile", x, axis, times);
        Shape before = x.Shape.Slice(0, axis), after = x.Shape.Slice(axis, x.Shape.Rank);
        return Grow("Tile", x, before, after, times, x.Shape.With(axis, checked(x.Shape[axis] * times)));
    }

    // A new axis of size 1 between two groups of axes is broadcast and merged away. The groups are flattened: rank 3 always suffices.
    private static Tensor Grow(string name, Tensor x, Shape before, Shape after, int times, Shape result)
    {
        _ = OpScope.Of(name, x);
        return Apply(x.Reshape(before.Count, 1, after.Count), [before.Count, times, after.Count]).Reshape(result);
    }

    private static int Check(string name, Tensor x, int axis, int times)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapingChecks.Axis(name, x.Shape, axis);
        if (times < 0) Throw.BadShape(name, $"{times} times along axis {axis} of {x.Shape}; the number must be 0 or more.");
        return axis;
    }

    private sealed class BroadcastNode(Tensor x) : Node
    {
        public override string Name => BroadcastOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        // The traversal itself sums a gradient to its input's shape.
        public override void Backward(Tensor gradient, Backprop back) => back.Add(x, gradient);
    }
}
