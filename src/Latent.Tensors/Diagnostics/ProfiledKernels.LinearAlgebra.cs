using Latent.Tensors.Kernels;

namespace Latent.Tensors.Diagnostics;

internal sealed partial class ProfiledKernels
{
    public override MatrixFailure Cholesky(in MatrixPlan plan)
    {
        long start = clock();
        MatrixFailure failure = inner.Cholesky(plan);
        NoteMatrices(start, "cholesky", plan, Math.Pow(plan.N, 3) / 3);
        return failure;
    }

    public override MatrixFailure SolveTriangular(in MatrixPlan plan)
    {
        long start = clock();
        MatrixFailure failure = inner.SolveTriangular(plan);
        NoteMatrices(start, "triangular solve", plan, (double)plan.N * plan.N * plan.Columns);
        return failure;
    }

    public override MatrixFailure Solve(in MatrixPlan plan)
    {
        long start = clock();
        MatrixFailure failure = inner.Solve(plan);
        NoteMatrices(start, "solve", plan, (2 * Math.Pow(plan.N, 3) / 3) + (2.0 * plan.N * plan.N * plan.Columns));
        return failure;
    }

    public override MatrixFailure LogDeterminant(in MatrixPlan plan)
    {
        long start = clock();
        MatrixFailure failure = inner.LogDeterminant(plan);
        NoteMatrices(start, "determinant", plan, 2 * Math.Pow(plan.N, 3) / 3);
        return failure;
    }

    private void NoteMatrices(long start, string name, in MatrixPlan plan, double operations)
    {
        double elements = (double)plan.Batches * plan.N * (plan.N + (2.0 * plan.Columns));
        Note(start, $"{name} {plan.Batches}x{plan.N}x{plan.N}, {plan.Columns}", plan.Batches * operations, elements * plan.DType.Size());
    }
}
