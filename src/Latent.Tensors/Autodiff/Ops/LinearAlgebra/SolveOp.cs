using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>X with op(A)·X = B for a general A. ∂B = op(A)⁻ᵀ·∂X; ∂A = -∂B·Xᵀ, or -X·∂Bᵀ if transposed.</summary>
internal static class SolveOp
{
    private const string Name = "Solve";

    public static Tensor Apply(Tensor a, Tensor b, bool transpose)
    {
        OpScope scope = OpScope.Of(Name, a, b);
        MatrixChecks.System(Name, ref a, ref b);
        Tensor x = scope.New(b.Shape);
        if (b.Shape.Count > 0)
        {
            MatrixPlan plan = MatrixChecks.Plan(a, x, b);
            plan.Transpose = transpose;
            MatrixChecks.ThrowIfFailed(Name, x.Device.Kernels.Solve(plan));
        }
        if (scope.Records) scope.Attach(new SolveNode(a, b, transpose), x);
        return x;
    }

    /// <summary>op(A)⁻¹.</summary>
    public static Tensor Inverse(Tensor a, bool transpose)
    {
        MatrixChecks.Square("Inverse", a);
        Tensor ones = OpScope.Of("Inverse", a).New([a.Shape[-1]]);
        ones.FillWith(1);
        return Apply(a, BroadcastOp.Apply(DiagonalOp.Embed(ones, 0), a.Shape), transpose);
    }

    private sealed class SolveNode(Tensor a, Tensor b, bool transpose) : Node
    {
        public override string Name => SolveOp.Name;

        public override int InputCount => 2;

        public override Tensor Input(int index) => index == 0 ? a : b;

        public override void Backward(Tensor gradient, Backprop back)
        {
            Tensor right = Apply(a, gradient, !transpose);
            back.Add(b, right);
            if (!back.Needs(a)) return;
            back.Add(a, -(transpose ? MatMulOp.Apply(Output, right, Transpose.B) : MatMulOp.Apply(right, Output, Transpose.B)));
        }
    }
}
