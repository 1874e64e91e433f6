namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = x[box]; its adjoint writes the gradient into a tensor of zeros (<see cref="EmbedOp"/>). A box that is one piece of memory is a view.
/// </summary>
internal static class SliceOp
{
    /// <summary>start, start + step, ... on one axis.</summary>
    public static Tensor Apply(Tensor x, int axis, int start, int length, int step)
    {
        const string Name = "Slice";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        axis = ShapingChecks.Axis(Name, x.Shape, axis);
        if (step < 1) Throw.BadShape(Name, $"step {step} on axis {axis} of {x.Shape}; steps are 1 or more. Use Flip to reverse an axis.");
        long last = start + ((length - 1L) * step);
        if (start < 0 || length < 0 || (length > 0 && last >= x.Shape[axis]) || (length == 0 && start > x.Shape[axis]))
        {
            Throw.BadShape(Name, $"start {start}, length {length}, step {step} reach outside axis {axis} of {x.Shape}, " +
                $"which has indices 0 to {x.Shape[axis] - 1}.");
        }
        return Apply(Name, x, Box.Whole(x.Shape).With(axis, start, length, step));
    }

    /// <summary>One range per leading axis; the axes not named are taken whole.</summary>
    public static Tensor Apply(Tensor x, ReadOnlySpan<Range> ranges)
    {
        const string Name = "Slice";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        if (ranges.Length > x.Shape.Rank)
            Throw.BadShape(Name, $"{ranges.Length} ranges for {x.Shape} of rank {x.Shape.Rank}; give at most one per axis.");
        Box box = Box.Whole(x.Shape);
        for (int axis = 0; axis < ranges.Length; axis++)
        {
            int size = x.Shape[axis];
            int start = ranges[axis].Start.GetOffset(size), end = ranges[axis].End.GetOffset(size);
            if (start < 0 || end > size || start > end)
                Throw.BadShape(Name, $"range {ranges[axis]} reaches outside axis {axis} of {x.Shape}, which has indices 0 to {size - 1}.");
            box = box.With(axis, start, end - start);
        }
        return Apply(Name, x, box);
    }

    /// <summary>The axes reversed; none means all.</summary>
    public static Tensor Flip(Tensor x, ReadOnlySpan<int> axes)
    {
        const string Name = "Flip";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        int mask = ReduceOp.Mask(Name, x.Shape, axes);
        Box box = Box.Whole(x.Shape);
        for (int axis = 0; axis < x.Shape.Rank; axis++)
            if ((mask >> axis & 1) != 0 && x.Shape[axis] > 1) box = box.With(axis, x.Shape[axis] - 1, x.Shape[axis], -1);
        return Apply(Name, x, box);
    }

    /// <summary>A box that was checked.</summary>
    public static Tensor Apply(string name, Tensor x, in Box box)
    {
        OpScope scope = OpScope.Of(name, x);
        Tensor y;
        if (box.IsContiguous(x.Shape, out int offset))
        {
            if (box.Lengths == x.Shape) return x;
            y = x.ViewAt(box.Lengths.Count == 0 ? 0 : offset, box.Lengths);
        }
        else
        {
            y = scope.New(box.Lengths);
            box.Read(y, x, accumulate: false);
        }
        if (scope.Records) scope.Attach(new SliceNode(name, x, box), y);
        return y;
    }

    private sealed class SliceNode(string name, Tensor x, Box box) : LinearMapNode(name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) => EmbedOp.Apply("Pad", gradient, X.Shape, box, 0);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate)
        {
            if (!accumulate) box.FillOutside(target, 0);
            box.Write(target, gradient, accumulate);
        }
    }
}
