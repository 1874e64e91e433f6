using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y_i = Σ_{j ≤ i} x_j along an axis (j &lt; i if exclusive; from the other end if reversed). The adjoint sums from the other end.
/// </summary>
internal static class CumulativeSumOp
{
    private const string Name = "CumulativeSum";

    public static Tensor Apply(Tensor x, int axis, bool exclusive, bool reverse)
    {
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        axis = ShapingChecks.Axis(Name, x.Shape, axis);
        Tensor y = scope.New(x.Shape);
        Run(y, x, axis, exclusive, reverse, accumulate: false);
        if (scope.Records) scope.Attach(new CumulativeSumNode(x, axis, exclusive, reverse), y);
        return y;
    }

    private static void Run(Tensor y, Tensor x, int axis, bool exclusive, bool reverse, bool accumulate)
    {
        ScanPlan plan = new()
        {
            Output = y.Operand,
            Input = x.Operand,
            DType = y.DType,
            Exclusive = exclusive,
            Reverse = reverse,
            Accumulate = accumulate,
            Outer = y.Shape.Slice(0, axis).Count,
            Size = y.Shape[axis],
            Inner = y.Shape.Slice(axis + 1, y.Shape.Rank).Count,
        };
        y.Device.Kernels.Scan(plan);
    }

    private sealed class CumulativeSumNode(Tensor x, int axis, bool exclusive, bool reverse) : LinearMapNode(CumulativeSumOp.Name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) => Apply(gradient, axis, exclusive, !reverse);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            Run(target, gradient, axis, exclusive, !reverse, accumulate);
    }
}
