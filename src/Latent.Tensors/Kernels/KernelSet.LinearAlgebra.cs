namespace Latent.Tensors.Kernels;

// A failure is reported, not thrown, and is that of the first matrix that fails whatever the order of work.
internal abstract partial class KernelSet
{
    /// <summary>The lower L with L·Lᵀ = (A + Aᵀ)/2, zero above the diagonal.</summary>
    public abstract MatrixFailure Cholesky(in MatrixPlan plan);

    /// <summary>X with op(T)·X = B, T's other triangle unread.</summary>
    public abstract MatrixFailure SolveTriangular(in MatrixPlan plan);

    /// <summary>X with op(A)·X = B, by elimination with partial pivoting.</summary>
    public abstract MatrixFailure Solve(in MatrixPlan plan);

    /// <summary>log|det A| and its sign, by elimination with partial pivoting.</summary>
    public abstract MatrixFailure LogDeterminant(in MatrixPlan plan);
}
