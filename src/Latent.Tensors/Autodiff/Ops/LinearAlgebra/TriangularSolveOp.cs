using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// X with op(T)·X = B for a triangular T. ∂B = op(T)⁻ᵀ·∂X; ∂T is the triangle of -∂B·Xᵀ, or of -X·∂Bᵀ if transposed.
/// </summary>
internal static class TriangularSolveOp
{
    private const string Name = "SolveTriangular";

    public static Tensor Apply(Tensor t, Tensor b, bool upper, bool transpose)
    {
        OpScope scope = OpScope.Of(Name, t, b);
        MatrixChecks.System(Name, ref t, ref b);
        Tensor x = scope.New(b.Shape);
        if (b.Shape.Count > 0)
        {
            MatrixPlan plan = MatrixChecks.Plan(t, x, b);
            plan.Upper = upper;
            plan.Transpose = transpose;
            MatrixChecks.ThrowIfFailed(Name, x.Device.Kernels.SolveTriangular(plan));
        }
        if (scope.Records) scope.Attach(new TriangularSolveNode(t, b, upper, transpose), x);
        return x;
    }

    private sealed class TriangularSolveNode(Tensor t, Tensor b, bool upper, bool transpose) : Node
    {
        public override string Name => TriangularSolveOp.Name;

        public override int InputCount => 2;

        public override Tensor Input(int index) => index == 0 ? t : b;

        public override void Backward(Tensor gradient, Backprop back)
        {
            Tensor right = Apply(t, gradient, upper, !transpose);
            back.Add(b, right);
            if (!back.Needs(t)) return;
            Tensor product = transpose ? MatMulOp.Apply(Output, right, Transpose.B) : MatMulOp.Apply(right, Output, Transpose.B);
            back.Add(t, -(upper ? product.Triu() : product.Tril()));
        }
    }
}
