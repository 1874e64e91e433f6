using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/diagonal.md, for precisions of random matrices.</summary>
public sealed class DiagonalTheoryTests
{
    [Fact]
    public void A_diagonal_normal_is_a_product()
    {
        double[] mean = [0.3, -1, 2], scale = [0.5, 1, 3], z = [1, 0.2, -1];
        double product = Enumerable.Range(0, 3).Sum(i => Quadrature.LogNormal(z[i], mean[i], scale[i]));
        Assert.Equal(product, Normal.FromScale(Tensor.From(mean, [3]), Tensor.From(scale, [3]), 1).LogProb(Tensor.From(z, [3])).Item(), 12);
    }

    [Fact]
    public void The_best_diagonal_has_the_precisions_of_the_posterior()
    {
        // Any other scale, however near, is worse; the mean is at the posterior's by symmetry.
        Tensor precision = Precision(1, 3);
        double best = Divergence(precision, Best(precision));
        for (int i = 0; i < 3; i++)
        {
            foreach (double factor in new[] { 0.98, 1.02 })
            {
                double[] scale = Best(precision);
                scale[i] *= factor;
                Assert.True(Divergence(precision, scale) > best);
            }
        }
    }

    [Fact]
    public void It_is_never_wider_than_the_posterior()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Tensor precision = Precision(seed, 4);
            double[] narrow = [.. Best(precision).Select(static s => s * s)], exact = Ops.Inverse(precision).Diagonal().ToDoubles();
            Assert.All(narrow.Zip(exact), static pair => Assert.True(pair.First <= pair.Second * (1 + 1e-12)));
        }
    }

    [Fact]
    public void What_the_diagonal_costs()
    {
        Tensor precision = Precision(2, 3);
        double expected = 0.5 * (precision.Diagonal().ToDoubles().Sum(static d => Math.Log(d)) - Ops.LogDeterminant(precision).Item());
        Assert.Equal(expected, Divergence(precision, Best(precision)), 11);
    }

    private static double[] Best(Tensor precision) => [.. precision.Diagonal().ToDoubles().Select(static d => 1 / Math.Sqrt(d))];

    private static double Divergence(Tensor precision, double[] scale)
    {
        int d = scale.Length;
        Tensor zero = Tensor.Zeros([d], DType.Float64);
        return Kl.Divergence(
            Normal.FromScale(zero, Tensor.From(scale, [d]), 1), MultivariateNormal.FromCovariance(zero, Ops.Inverse(precision))).Item();
    }

    private static Tensor Precision(ulong seed, int d)
    {
        double[] entries = new double[d * d];
        RandomKey.FromSeed(seed).Normal(entries);
        Tensor a = Tensor.From(entries, [d, d]);
        return Ops.MatMul(a, a, Transpose.A) + Tensor.Ones([d], DType.Float64).DiagonalMatrix();
    }
}
