using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

public static partial class Ops
{
    /// <summary>The lower triangular L with L·Lᵀ = A, for each positive-definite matrix of a batch.</summary>
    /// <remarks>
    /// Of an A that is not symmetric, (A + Aᵀ)/2 is taken, so that the function and its gradient are defined for every element.
    /// Derivative: Murray
    /// 2016 (arXiv:1602.07527), eq. 9 and 10; differentiable any number of times.
    /// </remarks>
    /// <param name="a">[..., n, n].</param>
    /// <returns>[..., n, n], zero above the diagonal.</returns>
    /// <exception cref="SingularMatrixException">A matrix is not positive definite; the message names it and the pivot.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static Tensor Cholesky(Tensor a) => CholeskyOp.Apply(a);

    /// <summary>X with op(T)·X = B for triangular matrices, or X·op(T) = B from the right; T's other triangle is not read.</summary>
    /// <param name="t">[..., n, n].</param>
    /// <param name="b">[..., n, m], or [..., m, n] from the right; batches broadcast.</param>
    /// <param name="upper">Whether T is its upper triangle.</param>
    /// <param name="transpose">Whether op(T) = Tᵀ.</param>
    /// <param name="right">Whether T stands to the right of X.</param>
    /// <exception cref="SingularMatrixException">A diagonal element is 0; the message names the matrix and the element.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">T is not square, or B does not fit.</exception>
    public static Tensor SolveTriangular(Tensor t, Tensor b, bool upper = false, bool transpose = false, bool right = false) => right
        ? TriangularSolveOp.Apply(t, b.SwapAxes(), upper, !transpose).SwapAxes()
        : TriangularSolveOp.Apply(t, b, upper, transpose);

    /// <summary>A⁻¹·B from A's Cholesky factor.</summary>
    /// <param name="factor">[..., n, n], lower, of <see cref="Cholesky"/>.</param>
    /// <param name="b">[..., n, m].</param>
    /// <exception cref="SingularMatrixException">A diagonal element of the factor is 0.</exception>
    /// <exception cref="ShapeException">The factor is not square, or B does not fit.</exception>
    public static Tensor CholeskySolve(Tensor factor, Tensor b) => SolveTriangular(factor, SolveTriangular(factor, b), transpose: true);

    /// <summary>X with A·X = B, or Aᵀ·X = B, by elimination with partial pivoting.</summary>
    /// <param name="a">[..., n, n].</param>
    /// <param name="b">[..., n, m]; batches broadcast.</param>
    /// <param name="transpose">Whether A is taken transposed.</param>
    /// <exception cref="SingularMatrixException">A column has no pivot; the message names the matrix and the column.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">A is not square, or B does not fit.</exception>
    public static Tensor Solve(Tensor a, Tensor b, bool transpose = false) => SolveOp.Apply(a, b, transpose);

    /// <summary>A⁻¹. To apply it to something, <see cref="Solve"/> is faster and more accurate.</summary>
    /// <param name="a">[..., n, n].</param>
    /// <exception cref="SingularMatrixException">A column has no pivot; the message names the matrix and the column.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">A is not square.</exception>
    public static Tensor Inverse(Tensor a) => SolveOp.Inverse(a, transpose: false);

    /// <summary>log det A of positive-definite matrices: twice the sum of the logarithms of the Cholesky factor's diagonal.</summary>
    /// <param name="a">[..., n, n].</param>
    /// <returns>[...].</returns>
    /// <exception cref="SingularMatrixException">A matrix is not positive definite; the message names it and the pivot.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static Tensor LogDeterminant(Tensor a) => 2.0 * Cholesky(a).Diagonal().Log().Sum(-1);

    /// <summary>
    /// log|det A| and the sign of det A (1 or -1) of general matrices, by elimination with partial pivoting; ∂ log|det A| = A⁻ᵀ.
    /// </summary>
    /// <param name="a">[..., n, n].</param>
    /// <returns>Two tensors [...]; no gradient flows through the sign.</returns>
    /// <exception cref="SingularMatrixException">A column has no pivot; the message names the matrix and the column.</exception>
    /// <exception cref="NonFiniteException">An element is not finite.</exception>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public static (Tensor Sign, Tensor LogAbs) LogAbsDeterminant(Tensor a) => LogDeterminantOp.Apply(a);
}
