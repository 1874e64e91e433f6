using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tensors.Tests.Autodiff.LinearAlgebra;

/// <summary>Factorisations against another library, and what is refused.</summary>
public sealed class LinearAlgebraTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(100)]
    [InlineData(257)]
    public void Factors_solutions_and_determinants_agree_with_another_library(int n)
    {
        Tensor m = Normal(n, 1), positive = m.MatMul(m, Transpose.B) + (Tensor.Ones([n], DType.Float64) * 0.1).DiagonalMatrix();
        Matrix<double> a = ToMatrix(m), p = ToMatrix(positive);
        Near(p.Cholesky().Factor, Ops.Cholesky(positive), 1e-10);
        Near(a.Inverse(), Ops.Inverse(m), 1e-7);
        Tensor b = Normal(n, 2);
        Near(a.Solve(ToMatrix(b)), Ops.Solve(m, b), 1e-7);
        Near(a.Transpose().Solve(ToMatrix(b)), Ops.Solve(m, b, transpose: true), 1e-7);
        Near(p.Solve(ToMatrix(b)), Ops.CholeskySolve(Ops.Cholesky(positive), b), 1e-6);
        (Tensor sign, Tensor logarithm) = Ops.LogAbsDeterminant(m);
        var lu = a.LU();
        Assert.Equal(lu.U.Diagonal().Sum(v => Math.Log(Math.Abs(v))), logarithm.Item(), 1e-9);
        Assert.Equal(Parity(a, lu), sign.Item());
        Assert.Equal(2 * p.Cholesky().Factor.Diagonal().Sum(Math.Log), Ops.LogDeterminant(positive).Item(), 1e-9);
    }

    [Fact]
    public void Float32_factors_reproduce_the_matrix()
    {
        const int N = 200;
        Tensor m = Normal(N, 5).To(DType.Float32);
        Tensor positive = m.MatMul(m, Transpose.B) + Tensor.Ones([N]).DiagonalMatrix();
        Tensor l = Ops.Cholesky(positive);
        double error = (l.MatMul(l, Transpose.B) - positive).Abs().Max().Item();
        Assert.True(error < 1e-3, $"L·Lᵀ misses A by {error}");
        Assert.Equal(0, l.Triu(1).Abs().Max().Item());
    }

    [Fact]
    public void Batches_have_the_same_bits_alone_and_for_any_number_of_threads()
    {
        double[] values = new double[5 * 40 * 40];
        RandomKey.FromSeed(8).Normal(values);
        Tensor free = Tensor.From(values, [5, 40, 40]).To(DType.Float32);
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using Pass pass = Pass.Evaluation(device: Device.CreateCpu(threads));
            Tensor m = pass.Track(free);
            Tensor positive = m.MatMul(m, Transpose.B) + (40.0 * Tensor.Ones([40])).DiagonalMatrix();
            Tensor l = Ops.Cholesky(positive), x = Ops.Solve(m, positive), y = Ops.SolveTriangular(l, m);
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(Ops.Cholesky(positive.Rows(i, 1)).ToArray(), l.Rows(i, 1).ToArray());
                Assert.Equal(Ops.Solve(m.Rows(i, 1), positive.Rows(i, 1)).ToArray(), x.Rows(i, 1).ToArray());
                // One right-hand side at a time.
                Tensor column = Ops.SolveTriangular(l.Rows(i, 1), m.Rows(i, 1).Slice(-1, 39, 1));
                Assert.Equal(column.ToArray(), y.Rows(i, 1).Slice(-1, 39, 1).ToArray());
            }
        }
    }

    [Fact]
    public void Matrices_without_elements_have_determinant_one()
    {
        Assert.Equal([0, 0], Ops.LogAbsDeterminant(Tensor.Zeros([2, 0, 0])).LogAbs.ToArray());
        Assert.True(Ops.Cholesky(Tensor.Zeros([2, 0, 0])).Shape == [2, 0, 0]);
        Assert.True(Ops.LogDeterminant(Tensor.Zeros([0, 3, 3])).Shape == [0]);
    }

    [Fact]
    public void Singular_matrices_are_named_with_their_pivot()
    {
        Tensor good = Tensor.Ones([3]).DiagonalMatrix();
        Tensor indefinite = Tensor.From([1f, 0, 0, 0, -2, 0, 0, 0, 1], [3, 3]);
        Tensor singular = Tensor.From([1f, 2, 3, 2, 4, 6, 0, 0, 1], [3, 3]);
        string remedy = ". Add a small multiple of the identity, or check the input.";
        Refused(
            $"Cholesky: matrix 1 is not positive definite or singular: pivot 1 is -2{remedy}",
            () => Ops.Cholesky(Ops.Stack([good, indefinite])));
        Refused($"Solve: matrix 0 is not positive definite or singular: pivot 1 is 0{remedy}", () => Ops.Solve(singular, good));
        Refused(
            $"LogAbsDeterminant: matrix 2 is not positive definite or singular: pivot 1 is 0{remedy}",
            () => Ops.LogAbsDeterminant(Ops.Stack([good, good, singular, singular])).LogAbs);
        Tensor open = Tensor.From([1f, 0, 1], [3]).DiagonalMatrix();
        Refused(
            $"SolveTriangular: matrix 0 is not positive definite or singular: pivot 1 is 0{remedy}",
            () => Ops.SolveTriangular(open, good));
    }

    [Fact]
    public void Non_finite_matrices_are_refused()
    {
        Tensor bad = Tensor.From([1f, 0, float.NaN, 1], [2, 2]);
        Assert.Equal(
            "Cholesky: a [2, 2]: element 2 is NaN; finite values are required.",
            Assert.Throws<NonFiniteException>(() => Ops.Cholesky(bad)).Message);
        Assert.Equal(
            "Solve: b [2, 2]: element 2 is NaN; finite values are required.",
            Assert.Throws<NonFiniteException>(() => Ops.Solve(Tensor.Ones([2]).DiagonalMatrix(), bad)).Message);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Equal(
            "Cholesky: a [2, 3] must be square in its last two axes, [..., n, n].",
            Assert.Throws<ShapeException>(() => Ops.Cholesky(Tensor.Zeros([2, 3]))).Message);
        Assert.Equal(
            "Solve: a [3, 3] · x = b [3]: b must be [..., 3, m]. Reshape a vector to [3, 1].",
            Assert.Throws<ShapeException>(() => Ops.Solve(Tensor.Zeros([3, 3]), Tensor.Zeros([3]))).Message);
        Assert.Equal(
            "SolveTriangular (batch axes): shapes [2, 3, 3] and [4, 3, 1] do not broadcast: aligned at the last axis, " +
            "sizes must be equal or 1. Reshape one of them.",
            Assert.Throws<ShapeException>(() => Ops.SolveTriangular(Tensor.Ones([2, 3, 3]), Tensor.Zeros([4, 3, 1]))).Message);
    }

    private static void Refused(string message, Func<Tensor> act) =>
        Assert.Equal(message, Assert.Throws<SingularMatrixException>(act).Message);

    private static Tensor Normal(int n, ulong seed)
    {
        double[] values = new double[n * n];
        RandomKey.FromSeed(seed).Normal(values);
        return Tensor.From(values, [n, n]);
    }

    private static Matrix<double> ToMatrix(Tensor x) => Matrix<double>.Build.DenseOfRowMajor(x.Shape[-2], x.Shape[-1], x.ToDoubles());

    // The determinant of the permutation by its cycles, times the signs of U's diagonal.
    private static double Parity(Matrix<double> a, MathNet.Numerics.LinearAlgebra.Factorization.LU<double> lu)
    {
        int sign = lu.U.Diagonal().Count(v => v < 0) % 2 == 0 ? 1 : -1;
        bool[] seen = new bool[a.RowCount];
        for (int i = 0; i < seen.Length; i++)
        {
            int length = 0;
            for (int k = i; !seen[k]; k = lu.P[k], length++) seen[k] = true;
            if (length > 0 && length % 2 == 0) sign = -sign;
        }
        return sign;
    }

    private static void Near(Matrix<double> expected, Tensor actual, double tolerance)
    {
        double scale = Math.Max(1, expected.Enumerate().Max(Math.Abs));
        double error = (expected - ToMatrix(actual)).Enumerate().Max(Math.Abs) / scale;
        Assert.True(error < tolerance, $"differs by {error} of {scale}");
    }
}
