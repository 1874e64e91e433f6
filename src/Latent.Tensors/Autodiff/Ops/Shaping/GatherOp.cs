using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// Selection by indices, and its adjoint. Rows: y[o, k, i] = x[o, indices[k], i], an embedding lookup for axis 0. Along: y[o, i] =
/// x[o, indices[o, i], i], one element of the axis for each position, for class log-probabilities. Gradients of rows selected more than
/// once are added in the order of their positions.
/// </summary>
internal static class GatherOp
{
    public static Tensor Gather(Tensor x, int axis, ReadOnlySpan<int> indices)
    {
        const string Name = "Gather";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        axis = ShapingChecks.Axis(Name, x.Shape, axis);
        ShapingChecks.Indices(Name, indices, axis, x.Shape);
        return Select(Name, scope, x, axis, indices, scope.Records ? indices.ToArray() : null);
    }

    public static Tensor ScatterAdd(Tensor x, int axis, ReadOnlySpan<int> indices, int size)
    {
        const string Name = "ScatterAdd";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        axis = ShapingChecks.Axis(Name, x.Shape, axis);
        if (indices.Length != x.Shape[axis])
            Throw.BadShape(Name, $"{indices.Length} indices for axis {axis} of {x.Shape}; give one for each of its rows.");
        ShapingChecks.Indices(Name, indices, axis, x.Shape.With(axis, size));
        return Spread(Name, scope, x, axis, indices, size, scope.Records ? indices.ToArray() : null);
    }

    public static Tensor TakeAlong(Tensor x, int axis, ReadOnlySpan<int> indices)
    {
        const string Name = "TakeAlongAxis";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        axis = ShapingChecks.Axis(Name, x.Shape, axis);
        Shape shape = x.Shape.Without(axis);
        if (indices.Length != shape.Count)
            Throw.BadShape(Name, $"{indices.Length} indices for {x.Shape} along axis {axis}; {shape} takes {shape.Count}.");
        ShapingChecks.Indices(Name, indices, axis, x.Shape);
        return TakeChecked(scope, x, axis, indices, scope.Records ? indices.ToArray() : null);
    }

    /// <summary>Rows of zeros with ones at the indices.</summary>
    public static Tensor OneHot(Pass? pass, ReadOnlySpan<int> indices, int classes, DType dtype)
    {
        const string Name = "OneHot";
        Shape shape = [indices.Length, classes];
        ShapingChecks.Indices(Name, indices, 1, shape);
        Tensor y = Tensor.Allocate(pass, pass?.Device ?? Device.Cpu, shape, dtype);
        Box.Whole(shape).Fill(y, Tensor.Weak(0).Resolve(pass, y.Device, dtype));
        Tensor ones = Tensor.Allocate(pass, y.Device, [indices.Length], dtype);
        ones.FillWith(1);
        y.Device.Kernels.ScatterAlong(Plan(y, ones, shape, 1, 1), indices);
        return y;
    }

    private static Tensor Select(string name, OpScope scope, Tensor x, int axis, ReadOnlySpan<int> indices, int[]? kept)
    {
        Tensor y = scope.New(x.Shape.With(axis, indices.Length));
        y.Device.Kernels.Gather(Plan(y, x, x.Shape, axis, indices.Length), indices);
        if (kept is not null && scope.Records) scope.Attach(new GatherNode(name, x, axis, kept), y);
        return y;
    }

    private static Tensor Spread(string name, OpScope scope, Tensor x, int axis, ReadOnlySpan<int> indices, int size, int[]? kept)
    {
        Tensor y = scope.New(x.Shape.With(axis, size));
        SpreadInto(y, x, axis, indices, accumulate: false);
        if (kept is not null && scope.Records) scope.Attach(new ScatterNode(name, x, axis, kept), y);
        return y;
    }

    private static void SpreadInto(Tensor y, Tensor x, int axis, ReadOnlySpan<int> indices, bool accumulate)
    {
        if (!accumulate) Box.Whole(y.Shape).Fill(y, Tensor.Weak(0).Resolve(y.Pass, y.Device, y.DType));
        y.Device.Kernels.Scatter(Plan(y, x, y.Shape, axis, indices.Length), indices);
    }

    private static Tensor TakeChecked(OpScope scope, Tensor x, int axis, ReadOnlySpan<int> indices, int[]? kept)
    {
        Tensor y = scope.New(x.Shape.Without(axis));
        y.Device.Kernels.GatherAlong(Plan(y, x, x.Shape, axis, 1), indices);
        if (kept is not null && scope.Records) scope.Attach(new TakeNode(x, axis, kept), y);
        return y;
    }

    private static void PutInto(Tensor y, Tensor x, int axis, ReadOnlySpan<int> indices, bool accumulate)
    {
        if (!accumulate) Box.Whole(y.Shape).Fill(y, Tensor.Weak(0).Resolve(y.Pass, y.Device, y.DType));
        y.Device.Kernels.ScatterAlong(Plan(y, x, y.Shape, axis, 1), indices);
    }

    private static GatherPlan Plan(Tensor output, Tensor input, Shape large, int axis, int count) => new()
    {
        Output = output.Operand,
        Input = input.Operand,
        DType = output.DType,
        Count = count,
        Outer = large.Slice(0, axis).Count,
        Size = large[axis],
        Inner = large.Slice(axis + 1, large.Rank).Count,
    };

    private sealed class GatherNode(string name, Tensor x, int axis, int[] indices) : LinearMapNode(name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) =>
            Spread("ScatterAdd", OpScope.Of("ScatterAdd", gradient), gradient, axis, indices, X.Shape[axis], indices);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            SpreadInto(target, gradient, axis, indices, accumulate);
    }

    private sealed class ScatterNode(string name, Tensor x, int axis, int[] indices) : LinearMapNode(name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) =>
            Select("Gather", OpScope.Of("Gather", gradient), gradient, axis, indices, indices);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate)
        {
            GatherPlan plan = Plan(target, gradient, gradient.Shape, axis, indices.Length);
            plan.Accumulate = accumulate;
            target.Device.Kernels.Gather(plan, indices);
        }
    }

    private sealed class TakeNode(Tensor x, int axis, int[] indices) : LinearMapNode("TakeAlongAxis", x)
    {
        protected override Tensor Adjoint(Tensor gradient)
        {
            OpScope scope = OpScope.Of("PutAlongAxis", gradient);
            Tensor y = scope.New(X.Shape);
            PutInto(y, gradient, axis, indices, accumulate: false);
            if (scope.Records) scope.Attach(new PutNode(gradient, axis, indices), y);
            return y;
        }

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            PutInto(target, gradient, axis, indices, accumulate);
    }

    private sealed class PutNode(Tensor x, int axis, int[] indices) : LinearMapNode("PutAlongAxis", x)
    {
        protected override Tensor Adjoint(Tensor gradient) =>
            TakeChecked(OpScope.Of("TakeAlongAxis", gradient), gradient, axis, indices, indices);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate)
        {
            GatherPlan plan = Plan(target, gradient, gradient.Shape, axis, 1);
            plan.Accumulate = accumulate;
            target.Device.Kernels.GatherAlong(plan, indices);
        }
    }
}
