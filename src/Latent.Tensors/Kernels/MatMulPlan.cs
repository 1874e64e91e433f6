namespace Latent.Tensors.Kernels;

/// <summary>
/// Batches of row-major matrix products C (+)= op(A)·op(B): op(A) is [M, K], stored [K, M] if transposed; op(B) is [K, N], stored [N, K] if
/// transposed. A batch stride of 0 repeats a matrix.
/// </summary>
internal struct MatMulPlan
{
    public Operand A;
    public Operand B;
    public Operand C;
    public int M;
    public int N;
    public int K;
    public bool TransposeA;
    public bool TransposeB;
    public bool Accumulate;
    public int Batches;
    public long StrideA;
    public long StrideB;
    public DType DType;

    /// <summary>[N], added to every row after the product, where <see cref="HasBias"/>.</summary>
    public Operand Bias;

    public bool HasBias;

    /// <summary>Applied last.</summary>
    public Activation Activation;
}
