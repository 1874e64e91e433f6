using Latent.Distributions;
using Latent.Samples.Theory;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/probability.md.</summary>
public sealed class ProbabilityTheoryTests
{
    private static readonly double[] Prior = ProbabilitySample.Prior, Heads = ProbabilitySample.Heads;

    [Fact]
    public void Sum_rule()
    {
        Tensor logJoint = OneHotCategorical.FromProbs(Tensor.From(Prior, [3])).LogProbs + Bernoulli.FromProbs(Tensor.From(Heads, [3])).LogProb(1.0);
        Assert.Equal((0.36 * 0.1) + (0.48 * 0.5) + (0.16 * 0.8), Math.Exp(logJoint.LogSumExp().Item()), 14);
    }

    [Fact]
    public void Bayes_rule()
    {
        // Against counting: of the draws that show 1, the share of each coin; five standard errors at the fixed key.
        const int n = 400_000;
        int[] seen = new int[3];
        double[] u = new double[2 * n];
        RandomKey.FromSeed(3).Uniform(u);
        for (int i = 0; i < n; i++)
        {
            int z = u[2 * i] < 0.36 ? 0 : u[2 * i] < 0.84 ? 1 : 2;
            if (u[(2 * i) + 1] < Heads[z]) seen[z]++;
        }

        double evidence = 0.404, total = seen.Sum();
        for (int z = 0; z < 3; z++)
        {
            double posterior = Prior[z] * Heads[z] / evidence;
            Assert.Equal(posterior, seen[z] / total, 5 * Math.Sqrt(posterior * (1 - posterior) / total));
        }
    }

    [Fact]
    public void A_product_of_conditionals_is_a_distribution()
    {
        double total = 0;
        for (int z = 0; z < 3; z++)
            total += Prior[z] * (Heads[z] + (1 - Heads[z]));
        Assert.Equal(1, total, 14);
    }

    [Fact]
    public void Parents_without_a_common_child_seen_are_independent()
    {
        // p(x = 1 | y, z) = 1 only for y = z = 1: summing x out leaves p(y) p(z); seeing x = 0 does not.
        double py = 0.3, pz = 0.6;
        double joint = py * pz, none = 1 - (py * pz);
        Assert.Equal(py * pz, joint, 14);
        double bothGiven0 = 0, yGiven0 = py * (1 - pz) / none, zGiven0 = (1 - py) * pz / none;
        Assert.True(Math.Abs(bothGiven0 - (yGiven0 * zGiven0)) > 0.05);
    }

    [Fact]
    public void Expectation_and_variance()
    {
        double mean = Prior[1] + (2 * Prior[2]), square = Prior[1] + (4 * Prior[2]);
        // P is binomial with two trials of 0.4.
        Assert.Equal(0.8, mean, 14);
        Assert.Equal(2 * 0.4 * 0.6, square - (mean * mean), 14);
    }

    [Fact]
    public void The_error_of_a_mean_falls_with_the_root_of_the_draws()
    {
        // 4000 means of n draws of N(0, 1): their variance is 1/n; its relative standard error is √(2/4000) = 2.2 %.
        foreach (int n in new[] { 1, 4, 16 })
        {
            double[] draws = Normal.Standard([], dtype: DType.Float64).Sample(RandomKey.FromSeed(1), [4000, n]).Mean(1).ToDoubles();
            double variance = draws.Sum(static d => d * d) / 4000;
            Assert.InRange(variance * n, 1 - 0.11, 1 + 0.11);
        }
    }

    [Fact]
    public void Entropy_of_the_coins() => Assert.Equal(
        -Prior.Sum(static p => p * Math.Log(p)), OneHotCategorical.FromProbs(Tensor.From(Prior, [3])).Entropy().Item(), 14);

    [Fact]
    public void Entropy_of_a_normal()
    {
        double byIntegral = -Quadrature.Normal(0.7, 2, static x => Quadrature.LogNormal(x, 0.7, 2));
        Assert.Equal(0.5 * Math.Log(2 * Math.PI * Math.E * 4), byIntegral, 10);
        Assert.Equal(byIntegral, Normal.FromScale(Tensor.Full([], 0.7, DType.Float64), 2.0).Entropy().Item(), 10);
    }

    [Fact]
    public void Change_of_variables()
    {
        // x = eᶻ: the density by the formula integrates to the normal's probabilities between the same points.
        static double Density(double x) => Math.Exp(Quadrature.LogNormal(Math.Log(x), 0.3, 0.8) - Math.Log(x));
        const int n = 200_000;
        double mass = 0, high = 40;
        for (int i = 0; i < n; i++)
            mass += Density((i + 0.5) * high / n) * high / n;
        Assert.Equal(1 - (0.5 * (1 + SpecialMath.Erf(-(Math.Log(high) - 0.3) / 0.8 / Math.Sqrt(2)))), mass, 8);
    }
}
