using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Matrices with one triangle kept and the rest 0, whatever stood there. Its own adjoint.</summary>
internal static class TriangleOp
{
    public static Tensor Apply(Tensor x, int diagonal, bool upper)
    {
        string name = upper ? "Triu" : "Tril";
        OpScope scope = OpScope.Of(name, x);
        scope.Resolve(ref x);
        ShapingChecks.Matrices(name, x.Shape);
        Tensor y = scope.New(x.Shape);
        Run(y, x, diagonal, upper, accumulate: false);
        if (scope.Records) scope.Attach(new TriangleNode(name, x, diagonal, upper), y);
        return y;
    }

    private static void Run(Tensor y, Tensor x, int diagonal, bool upper, bool accumulate)
    {
        int matrix = y.Shape[-1] * y.Shape[-2];
        if (matrix == 0) return;
        TrianglePlan plan = new()
        {
            Output = y.Operand,
            Input = x.Operand,
            Batches = y.Shape.Count / matrix,
            Rows = y.Shape[-2],
            Columns = y.Shape[-1],
            Diagonal = diagonal,
            Upper = upper,
            Accumulate = accumulate,
            DType = y.DType,
        };
        y.Device.Kernels.Triangle(plan);
    }

    private sealed class TriangleNode(string name, Tensor x, int diagonal, bool upper) : LinearMapNode(name, x)
    {
        protected override Tensor Adjoint(Tensor gradient) => TriangleOp.Apply(gradient, diagonal, upper);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            Run(target, gradient, diagonal, upper, accumulate);
    }
}
