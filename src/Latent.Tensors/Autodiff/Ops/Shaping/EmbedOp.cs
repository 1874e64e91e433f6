namespace Latent.Tensors.Autodiff.Ops;

/// <summary>y = a constant everywhere, with y[box] = x: padding. Its adjoint is the slice.</summary>
internal static class EmbedOp
{
    /// <summary>Pads axes on both sides.</summary>
    public static Tensor Pad(Tensor x, ReadOnlySpan<int> before, ReadOnlySpan<int> after, double value)
    {
        const string Name = "Pad";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        int rank = x.Shape.Rank;
        if (before.Length != rank || after.Length != rank)
            Throw.BadShape(Name, $"{before.Length} widths before and {after.Length} after for {x.Shape} of rank {rank}; give one per axis.");
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        Box box = Box.Whole(x.Shape);
        for (int axis = 0; axis < rank; axis++)
        {
            if (before[axis] < 0 || after[axis] < 0)
            {
                Throw.BadShape(Name, $"widths {before[axis]} and {after[axis]} on axis {axis} of {x.Shape}; widths are 0 or more. " +
                    "Use Slice to cut.");
            }
            sizes[axis] = (int)Math.Min(int.MaxValue, (long)before[axis] + x.Shape[axis] + after[axis]);
            box = box.With(axis, before[axis], x.Shape[axis]);
        }
        Shape shape = Shape.Create(sizes[..rank]);
        return shape == x.Shape ? x : Apply(Name, x, shape, box, value);
    }

    public static Tensor Apply(string name, Tensor x, Shape shape, in Box box, double value)
    {
        OpScope scope = OpScope.Of(name, x);
        Tensor y = scope.New(shape);
        box.FillOutside(y, value);
        box.Write(y, x, accumulate: false);
        if (scope.Records) scope.Attach(new EmbedNode(name, x, box), y);
        return y;
    }

    private sealed class EmbedNode(string name, Tensor x, Box box) : LinearMapNode(name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) => SliceOp.Apply("Slice", gradient, box);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) => box.Read(target, gradient, accumulate);
    }
}
