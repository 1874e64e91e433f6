namespace Latent.Tensors.Kernels;

/// <summary>A batch of n×n matrices to factorise or to solve with; each operand holds its batch in one piece.</summary>
internal struct MatrixPlan
{
    /// <summary>[Batches, N, N].</summary>
    public Operand Matrix;

    /// <summary>[Batches, N, Columns], for a solve.</summary>
    public Operand Right;

    /// <summary>The factor, the solution, or [Batches] log|det|.</summary>
    public Operand Output;

    /// <summary>[Batches], the sign of a determinant.</summary>
    public Operand Sign;

    public int Batches;
    public int N;
    public int Columns;
    public DType DType;

    /// <summary>Whether a triangular matrix is its upper triangle.</summary>
    public bool Upper;

    /// <summary>Whether the matrix is taken transposed.</summary>
    public bool Transpose;
}

/// <summary>Where a factorisation stopped.</summary>
internal readonly record struct MatrixFailure(int Matrix, int Pivot, double Value)
{
    public static MatrixFailure None { get; } = new(-1, -1, 0);

    public bool HasFailed => Matrix >= 0;
}
