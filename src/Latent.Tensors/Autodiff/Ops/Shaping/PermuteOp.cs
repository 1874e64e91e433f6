using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>y's axis i is x's axis axes[i]; the adjoint permutes back. Moving only axes of size 1 is a reshape.</summary>
internal static class PermuteOp
{
    private const string Name = "Permute";

    public static Tensor Apply(Tensor x, ReadOnlySpan<int> axes)
    {
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        Shape shape = x.Shape;
        if (axes.Length != shape.Rank) Throw.BadShape(Name, $"{axes.Length} axes for {shape} of rank {shape.Rank}; name every axis once.");
        if (shape.Rank > 0) _ = ReduceOp.Mask(Name, shape, axes);
        AxisSizes order = default;
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        for (int i = 0; i < axes.Length; i++)
        {
            order[i] = shape.ResolveAxis(axes[i]);
            sizes[i] = shape[order[i]];
        }
        Shape permuted = Shape.Create(sizes[..axes.Length]);
        if (KeepsOrder(shape, order)) return x.Reshape(permuted);
        Tensor y = scope.New(permuted);
        Run(y, x, order, accumulate: false);
        if (scope.Records) scope.Attach(new PermuteNode(x, order), y);
        return y;
    }

    public static Tensor Swap(Tensor x, int a, int b)
    {
        int rank = x.Shape.Rank;
        a = ShapingChecks.Axis("SwapAxes", x.Shape, a);
        b = ShapingChecks.Axis("SwapAxes", x.Shape, b);
        Span<int> axes = stackalloc int[Shape.MaxRank];
        for (int i = 0; i < rank; i++) axes[i] = i == a ? b : i == b ? a : i;
        return Apply(x, axes[..rank]);
    }

    private static bool KeepsOrder(Shape shape, in AxisSizes order)
    {
        int last = -1;
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[order[i]] == 1) continue;
            if (order[i] < last) return false;
            last = order[i];
        }
        return true;
    }

    private static void Run(Tensor y, Tensor x, in AxisSizes order, bool accumulate)
    {
        int rank = x.Shape.Rank;
        Span<int> strides = stackalloc int[Shape.MaxRank];
        for (int axis = rank - 1, stride = 1; axis >= 0; stride *= x.Shape[axis--]) strides[axis] = stride;
        CopyPlan plan = CopyPlan.Create(y.Operand, x.Operand, y.DType, accumulate);
        int output = y.Shape.Count;
        for (int i = 0; i < rank; i++)
        {
            output = y.Shape[i] == 0 ? 0 : output / y.Shape[i];
            plan.AddAxis(y.Shape[i], output, strides[order[i]]);
        }
        y.Device.Kernels.Copy(plan);
    }

    private static AxisSizes Inverse(in AxisSizes order, int rank)
    {
        AxisSizes inverse = default;
        for (int i = 0; i < rank; i++) inverse[order[i]] = i;
        return inverse;
    }

    private sealed class PermuteNode(Tensor x, AxisSizes order) : LinearMapNode(PermuteOp.Name, x)
    {
        protected override Tensor Adjoint(Tensor gradient)
        {
            AxisSizes inverse = Inverse(order, X.Shape.Rank);
            return Apply(gradient, ((ReadOnlySpan<int>)inverse)[..X.Shape.Rank]);
        }

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            Run(target, gradient, Inverse(order, X.Shape.Rank), accumulate);
    }
}
