using Latent.Distributions;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Distributions;

public sealed class GaussianDivergenceTests
{
    private static readonly double[,] s_a = { { 1, 0.5, 0.2 }, { 0.5, 2, -0.3 }, { 0.2, -0.3, 0.7 } };

    [Fact]
    public void Published_values()
    {
        double[,] s1 = { { 2, 0.3 }, { 0.3, 0.5 } }, s2 = { { 1, -0.2 }, { -0.2, 1.5 } };
        Assert.Equal(1.8068937688, Divergences.Wasserstein2Squared([1, 0], s1, [0, 0.5], s2), 1e-10);
        Assert.Equal(1.8068937688, Divergences.Wasserstein2Squared([0, 0.5], s2, [1, 0], s1), 1e-10);
        Assert.Equal(0.1707423892, Divergences.TotalCorrelation(s_a), 1e-10);
        Assert.Equal(0.1375198395, Divergences.GaussianMutualInformation(s_a, [0], [1, 2]), 1e-10);
        foreach ((double correlation, double expected) in new[] { (0.1, 0.0050251679), (0.5, 0.1438410362), (0.8, 0.5108256238), (0.9, 0.8303656034), (0.99, 1.9585177736) })
        {
            Assert.Equal(expected, Divergences.GaussianMutualInformation(correlation), 1e-10);
            Assert.Equal(expected, Divergences.GaussianMutualInformation(-correlation), 1e-10);
            Assert.Equal(expected, Divergences.GaussianMutualInformation(new[,] { { 4, 2 * correlation }, { 2 * correlation, 1 } }, [1], [0]), 1e-10);
            Assert.Equal(expected, Divergences.TotalCorrelation(new[,] { { 4, 2 * correlation }, { 2 * correlation, 1 } }), 1e-10);
        }
    }

    [Fact]
    public void Total_correlation_is_a_chain_of_informations() => Assert.Equal(
        Divergences.TotalCorrelation(s_a),
        Divergences.GaussianMutualInformation(s_a, [0], [1]) + Divergences.GaussianMutualInformation(s_a, [0, 1], [2]),
        1e-14);

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(1)]
    [InlineData(1.4)]
    [InlineData(2)]
    public void Renyi_between_normals_is_its_integral(double alpha)
    {
        (double loc, double scale, double otherLoc, double otherScale) = (0.4, 0.8, -0.3, 1.1);
        Axis line = new(double.NegativeInfinity, double.PositiveInfinity, []);
        double integral = line.Nodes(7, isShort: false).Sum(node =>
        {
            double q = DistributionCases.NormalLogProb(node.X, loc, scale), p = DistributionCases.NormalLogProb(node.X, otherLoc, otherScale);
            double power = alpha == 1 ? Math.Exp(q) * (q - p) : Math.Exp((alpha * q) + ((1 - alpha) * p));
            return double.IsNaN(power) ? 0 : node.Weight * power;
        });
        double expected = alpha == 1 ? integral : Math.Log(integral) / (alpha - 1);
        Normal first = Normal.FromScale(Scalar(loc), Scalar(scale)), second = Normal.FromScale(Scalar(otherLoc), Scalar(otherScale));
        Assert.Equal(expected, Divergences.Renyi(first, second, alpha).Item(), 1e-8);
    }

    [Fact]
    public void Renyi_sums_over_the_event_broadcasts_and_has_the_right_gradient()
    {
        Normal q = Normal.FromScale(Tensor.From([0.1, 0.4, -0.2, 0.3], [2, 2]), Scalar(0.7), 1);
        Normal p = Normal.FromScale(Tensor.From([0.0, 1.0], [2]), Tensor.From([0.9, 0.6], [2]), 1);
        double[] both = Divergences.Renyi(q, p, 1.5).ToDoubles();
        Normal q0 = Normal.FromScale(Scalar(-0.2), Scalar(0.7)), p0 = Normal.FromScale(Scalar(0), Scalar(0.9));
        Normal q1 = Normal.FromScale(Scalar(0.3), Scalar(0.7)), p1 = Normal.FromScale(Scalar(1), Scalar(0.6));
        Assert.Equal(2, both.Length);
        Assert.Equal(Divergences.Renyi(q0, p0, 1.5).Item() + Divergences.Renyi(q1, p1, 1.5).Item(), both[1], 1e-14);
        double[] theta = [0.3, -0.4, 1, 0.1];
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From(theta, [4]));
        Close.Check(
            Differences.Gradient(theta, t => Value(Tensor.From(t, [4])).Item()), pass.Backward(Value(x))[x].ToDoubles(), 1e-7, "gradient of Rényi's divergence");

        static Tensor Value(Tensor t) =>
            Divergences.Renyi(Normal.FromLogScale(t[0..1], t[1..2]), Normal.FromLogScale(t[2..3], t[3..4]), 1.7).Sum();
    }

    [Fact]
    public void Renyi_is_infinite_where_it_diverges_and_leaves_the_gradients_of_others()
    {
        // α = 3: s² = 3·σ′² - 2·σ² is negative for σ = 2, σ′ = 1.
        using Pass pass = Pass.Training();
        Tensor scale = pass.Track(Tensor.From([2.0, 0.5], [2]));
        Tensor value = Divergences.Renyi(Normal.FromScale(Scalar(0), scale), Normal.FromScale(Scalar(1), Scalar(1)), 3);
        Assert.Equal(double.PositiveInfinity, value.ToDoubles()[0]);
        Assert.All(pass.Backward(value[1..2].Sum())[scale].ToDoubles(), static g => Assert.True(double.IsFinite(g)));
        Assert.Contains("positive and finite; 1 is KL", Assert.Throws<ArgumentOutOfRangeException>(
            static () => Divergences.Renyi(Normal.Standard([]), Normal.Standard([]), 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wasserstein_between_diagonal_normals_is_that_of_their_covariances()
    {
        double[] m1 = [0.5, -1, 2], d1 = [0.5, 1, 2], m2 = [0, 0.5, 1], d2 = [1, 0.5, 1.5];
        double expected = m1.Zip(m2, static (a, b) => (a - b) * (a - b)).Sum() + d1.Zip(d2, static (a, b) => (a - b) * (a - b)).Sum();
        double full = Divergences.Wasserstein2Squared(m1, Diagonal(d1), m2, Diagonal(d2));
        Tensor diagonal = Divergences.Wasserstein2Squared(
            Normal.FromScale(Tensor.From(m1, [3]), Tensor.From(d1, [3]), 1), Normal.FromScale(Tensor.From(m2, [3]), Tensor.From(d2, [3]), 1));
        Assert.Equal(expected, full, 1e-13);
        Assert.Equal(expected, diagonal.Item(), 1e-13);
        // A singular covariance: all mass on a line.
        Assert.Equal(0, Divergences.Wasserstein2Squared([0, 0], new[,] { { 1.0, 1 }, { 1, 1 } }, [0, 0], new[,] { { 1.0, 1 }, { 1, 1 } }), 1e-7);

        static double[,] Diagonal(double[] scales)
        {
            double[,] matrix = new double[3, 3];
            for (int i = 0; i < 3; i++)
                matrix[i, i] = scales[i] * scales[i];
            return matrix;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public void Eigenvalues_and_vectors_are_those_of_the_matrix(int size)
    {
        double[] noise = new double[size * size];
        RandomKey.FromSeed(9).Normal(noise);
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                matrix[i, j] = noise[(Math.Max(i, j) * size) + Math.Min(i, j)];
        }

        (double[] values, double[,] vectors) = SymmetricEigen.Decompose(matrix);
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(matrix), v = Matrix<double>.Build.DenseOfArray(vectors);
        Close.Check([.. a.Evd(Symmetricity.Symmetric).EigenValues.Select(static x => x.Real).Order()], values, 1e-12, "eigenvalues");
        Close.Check(values, SymmetricEigen.Values(matrix), 1e-12, "eigenvalues alone");
        Assert.True((v.TransposeThisAndMultiply(v) - Matrix<double>.Build.DenseIdentity(size)).L2Norm() < 1e-12, "vectors are orthonormal");
        Assert.True(((a * v) - (v * Matrix<double>.Build.DenseOfDiagonalArray(values))).L2Norm() < 1e-11, "A·V = V·Λ");
    }

    [Fact]
    public void Eigenvalues_of_degenerate_matrices()
    {
        Assert.Equal([0.0, 0, 0], SymmetricEigen.Decompose(new double[3, 3]).Values);
        Assert.Equal([1.0, 2, 3], SymmetricEigen.Decompose(new double[,] { { 3, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 } }).Values);
        double[] ones = SymmetricEigen.Decompose(new double[,] { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 } }).Values;
        Close.Check([0, 0, 3], ones, 1e-14, "eigenvalues of a matrix of ones");
        Close.Check([-1e150, 1e150], SymmetricEigen.Decompose(new double[,] { { 0, 1e150 }, { 1e150, 0 } }).Values, 1e-14, "large");
        Assert.Throws<ArithmeticException>(static () => SymmetricEigen.Decompose(new double[,] { { double.NaN } }));
    }

    [Fact]
    public void Errors_say_what_is_wrong()
    {
        double[,] one = { { 1.0 } }, skew = { { 1, 0.5 }, { 0.25, 1 } }, negative = { { 1, 2 }, { 2, 1 } };
        Assert.Equal(
            "Wasserstein2Squared: means have 1 and 2 elements, covariances 1 and 2 rows; all must agree.",
            Assert.Throws<ShapeException>(() => Divergences.Wasserstein2Squared([0], one, [0, 0], negative)).Message);
        Assert.Equal(
            "TotalCorrelation: a covariance is symmetric; this one has 0.25 at [1, 0] and 0.5 at [0, 1].",
            Assert.Throws<ArgumentException>(() => Divergences.TotalCorrelation(skew)).Message);
        Assert.Equal(
            "Wasserstein2Squared: a covariance has no negative eigenvalues; this one has -1.",
            Assert.Throws<ArgumentException>(() => Divergences.Wasserstein2Squared([0, 0], negative, [0, 0], negative)).Message);
        Assert.Throws<SingularMatrixException>(() => Divergences.TotalCorrelation(negative));
        Assert.Equal(
            "TotalCorrelation: a covariance is square; this one is 1 × 2.",
            Assert.Throws<ShapeException>(() => Divergences.TotalCorrelation(new double[1, 2])).Message);
        Assert.Equal(
            "GaussianMutualInformation: blocks [0] and [0, 3] must be two sets of different elements of 0 ... 2.",
            Assert.Throws<ArgumentException>(() => Divergences.GaussianMutualInformation(s_a, [0], [0, 3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Divergences.GaussianMutualInformation(1.5));
        Assert.Throws<ShapeException>(() => Divergences.Renyi(Normal.Standard([2], 1), Normal.Standard([2]), 2));
    }

    private static Tensor Scalar(double value) => Tensor.From([value], []);

    [Fact]
    public void Eigenvalues_of_a_matrix_of_low_rank_converge()
    {
        // As a covariance of fewer examples than dimensions: most eigenvalues are zero but for rounding, and none is small beside its neighbours.
        const int size = 64;
        for (ulong seed = 0; seed < 4; seed++)
        {
            for (int rank = 1; rank < 8; rank++)
            {
                double[] factors = new double[rank * size];
                RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(factors);
                double[,] matrix = new double[size, size];
                double trace = 0;
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < size; j++)
                    {
                        for (int k = 0; k < rank; k++)
                            matrix[i, j] += factors[(k * size) + i] * factors[(k * size) + j];
                    }

                    trace += matrix[i, i];
                }

                double[] values = SymmetricEigen.Values(matrix);
                Assert.All(values[..(size - rank)], v => Assert.InRange(Math.Abs(v), 0, 1e-13 * trace));
                Assert.Equal(trace, values.Sum(), 1e-10);
            }
        }
    }
}
