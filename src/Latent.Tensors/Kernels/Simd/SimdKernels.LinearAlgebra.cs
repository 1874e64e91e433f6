using Latent.Tensors.Kernels.Simd.LinearAlgebra;

namespace Latent.Tensors.Kernels.Simd;

internal sealed partial class SimdKernels
{
    public override MatrixFailure Cholesky(in MatrixPlan plan)
    {
        MatrixFailure failure = plan.DType == DType.Float32
            ? CholeskyKernel.Run<Lanes32, float>(workers, plan)
            : CholeskyKernel.Run<Lanes64, double>(workers, plan);
        KeepAlive(plan.Matrix, plan.Output);
        return failure;
    }

    public override MatrixFailure SolveTriangular(in MatrixPlan plan)
    {
        MatrixFailure failure = plan.DType == DType.Float32
            ? TriangularKernel.Run<Lanes32, float>(workers, plan)
            : TriangularKernel.Run<Lanes64, double>(workers, plan);
        KeepAlive(plan.Matrix, plan.Output);
        KeepAlive(plan.Right, plan.Output);
        return failure;
    }

    public override MatrixFailure Solve(in MatrixPlan plan) => Eliminate(plan, solve: true);

    public override MatrixFailure LogDeterminant(in MatrixPlan plan) => Eliminate(plan, solve: false);

    private MatrixFailure Eliminate(in MatrixPlan plan, bool solve)
    {
        MatrixFailure failure = plan.DType == DType.Float32
            ? EliminationKernel.Run<Lanes32, float>(workers, plan, solve)
            : EliminationKernel.Run<Lanes64, double>(workers, plan, solve);
        KeepAlive(plan.Matrix, plan.Output);
        KeepAlive(plan.Right, plan.Sign);
        return failure;
    }
}
