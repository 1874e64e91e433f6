namespace Latent.Tensors.Autodiff.Ops;

/// <summary>The same elements under another shape; memory is shared, the gradient is reshaped back.</summary>
internal static class ReshapeOp
{
    public static Tensor Apply(Tensor x, ReadOnlySpan<int> sizes)
    {
        OpScope scope = OpScope.Of("Reshape", x);
        scope.Resolve(ref x);
        Shape shape = Infer(x.Shape, sizes);
        if (shape == x.Shape) return x;
        Tensor y = x.ViewAt(0, shape);
        if (scope.Records) scope.Attach(new ReshapeNode(x), y);
        return y;
    }

    private static Shape Infer(Shape from, ReadOnlySpan<int> sizes)
    {
        int unknown = sizes.IndexOf(-1);
        if (sizes.Length > Shape.MaxRank) Throw.ShapeTooManyAxes(sizes.Length);
        if (unknown < 0)
        {
            Shape shape = Shape.Create(sizes);
            if (shape.Count != from.Count) Throw.ReshapeCount(from, shape);
            return shape;
        }
        if (sizes[(unknown + 1)..].Contains(-1)) Throw.BadShape("Reshape", $"{Shape.Format(sizes)} leaves two sizes open; at most one may be -1.");
        long known = 1;
        for (int i = 0; i < sizes.Length; i++)
            if (i != unknown) known *= sizes[i];
        if (known <= 0 || from.Count % known != 0)
            Throw.BadShape("Reshape", $"{from} of {from.Count} elements does not fit {Shape.Format(sizes)}: {from.Count} is no multiple of {known}.");
        Span<int> resolved = stackalloc int[Shape.MaxRank];
        sizes.CopyTo(resolved);
        resolved[unknown] = (int)(from.Count / known);
        return Shape.Create(resolved[..sizes.Length]);
    }

    private sealed class ReshapeNode(Tensor x) : Node
    {
        public override string Name => "Reshape";

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back) => back.Add(x, gradient.Reshape(x.Shape));
    }
}
