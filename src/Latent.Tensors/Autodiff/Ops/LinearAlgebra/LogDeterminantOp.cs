using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>log|det A| and the sign of det A. ∂A = ∂y·A⁻ᵀ; the sign is constant.</summary>
internal static class LogDeterminantOp
{
    private const string Name = "LogAbsDeterminant";

    public static (Tensor Sign, Tensor LogAbs) Apply(Tensor a)
    {
        OpScope scope = OpScope.Of(Name, a);
        MatrixChecks.Square(Name, a);
        Shape batch = a.Shape.Slice(0, a.Shape.Rank - 2);
        Tensor logarithm = scope.New(batch), sign = scope.New(batch);
        if (a.Shape[-1] == 0)
        {
            // The empty product.
            logarithm.FillWith(0);
            sign.FillWith(1);
        }
        else if (batch.Count > 0)
        {
            MatrixPlan plan = MatrixChecks.Plan(a, logarithm);
            plan.Sign = sign.Operand;
            MatrixChecks.ThrowIfFailed(Name, a.Device.Kernels.LogDeterminant(plan));
        }
        if (scope.Records) scope.Attach(new LogDeterminantNode(a), logarithm);
        return (sign, logarithm);
    }

    private sealed class LogDeterminantNode(Tensor a) : Node
    {
        public override string Name => LogDeterminantOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => a;

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.Needs(a)) back.Add(a, gradient.Reshape(gradient.Shape.Concat([1, 1])) * SolveOp.Inverse(a, transpose: true));
        }
    }
}
