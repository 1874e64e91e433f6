using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// L with L·Lᵀ = (A + Aᵀ)/2. With Φ taking the lower triangle and half of the diagonal, S = L⁻ᵀ·Φ(Lᵀ·∂L)·L⁻¹ and ∂A = (S + Sᵀ)/2
/// (Murray 2016, arXiv:1602.07527, eq. 9 and 10).
/// </summary>
internal static class CholeskyOp
{
    private const string Name = "Cholesky";

    public static Tensor Apply(Tensor a)
    {
        OpScope scope = OpScope.Of(Name, a);
        MatrixChecks.Square(Name, a);
        Tensor l = scope.New(a.Shape);
        if (a.Shape.Count > 0)
        {
            MatrixPlan plan = MatrixChecks.Plan(a, l);
            MatrixChecks.ThrowIfFailed(Name, l.Device.Kernels.Cholesky(plan));
        }
        if (scope.Records) scope.Attach(new CholeskyNode(a), l);
        return l;
    }

    private sealed class CholeskyNode(Tensor a) : Node
    {
        public override string Name => CholeskyOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => a;

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (!back.Needs(a) || a.Shape.Count == 0) return;
            Tensor p = MatMulOp.Apply(Output, gradient, Transpose.A);
            Tensor phi = 0.5 * (p.Tril() + p.Tril(-1));
            Tensor left = TriangularSolveOp.Apply(Output, phi, upper: false, transpose: true);
            Tensor s = TriangularSolveOp.Apply(Output, left.SwapAxes(), upper: false, transpose: true);
            back.Add(a, 0.5 * (s + s.SwapAxes()));
        }
    }
}
