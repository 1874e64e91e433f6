using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/reparameterisation.md.</summary>
public sealed class ReparameterisationTheoryTests
{
    private const double Mu = 1, Sigma = 0.5;

    [Fact]
    public void Scaled_noise_has_the_right_moments()
    {
        // 100,000 draws: five standard errors of mean and variance.
        double[] z = Normal.FromScale(Tensor.Full([], Mu, DType.Float64), Sigma).Sample(RandomKey.FromSeed(1), [100_000]).ToDoubles();
        double mean = z.Average(), variance = z.Sum(v => (v - mean) * (v - mean)) / z.Length;
        Assert.Equal(Mu, mean, 5 * Sigma / Math.Sqrt(z.Length));
        Assert.Equal(Sigma * Sigma, variance, 5 * Sigma * Sigma * Math.Sqrt(2.0 / z.Length));
    }

    [Fact]
    public void Pathwise_derivatives()
    {
        // f = sin: E[sin z] = sin μ · e^(-σ²/2), so both derivatives are known.
        double shrink = Math.Exp(-Sigma * Sigma / 2);
        Assert.Equal(Math.Cos(Mu) * shrink, Quadrature.Normal(0, 1, static e => Math.Cos(Mu + (Sigma * e))), 10);
        Assert.Equal(-Sigma * Math.Sin(Mu) * shrink, Quadrature.Normal(0, 1, static e => Math.Cos(Mu + (Sigma * e)) * e), 10);

        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        const int n = 100_000;
        Tensor mu = pass.Track(pass.Full([], Mu, DType.Float64));
        Tensor z = Normal.FromScale(mu, Sigma).Sample(pass.Key, [n]);
        Assert.Equal(Math.Cos(Mu) * shrink, pass.Backward(z.Sin().Mean())[mu].Item(), 5 * 0.45 / Math.Sqrt(n));
    }

    [Fact]
    public void Score_function_derivative() => Assert.Equal(
        Math.Cos(Mu) * Math.Exp(-Sigma * Sigma / 2),
        Quadrature.Normal(Mu, Sigma, static z => Math.Sin(z) * (z - Mu) / (Sigma * Sigma)), 10);

    [Fact]
    public void A_baseline_changes_nothing_in_the_mean()
    {
        Assert.Equal(0, Quadrature.Normal(Mu, Sigma, static z => (z - Mu) / (Sigma * Sigma)), 10);
        // The best constant is E[f·s²]/E[s²] with s the score, here μ² + 3σ².
        double plain = Variance(0), better = Variance((Mu * Mu) + (3 * Sigma * Sigma));
        Assert.Equal(21.75, plain, 8);
        Assert.Equal(9.5, better, 8);
        Assert.True(better < Variance(1.7) && better < Variance(1.8));

        static double Variance(double b)
        {
            double mean = Quadrature.Normal(Mu, Sigma, z => ((z * z) - b) * (z - Mu) / (Sigma * Sigma));
            Assert.Equal(2 * Mu, mean, 9);
            return Quadrature.Normal(Mu, Sigma, z => Math.Pow(((z * z) - b) * (z - Mu) / (Sigma * Sigma), 2)) - (mean * mean);
        }
    }

    [Fact]
    public void Variances_of_both_estimators()
    {
        double path = Quadrature.Normal(Mu, Sigma, static z => 4 * z * z) - 4;
        double score = Quadrature.Normal(Mu, Sigma, static z => Math.Pow(z * z * (z - Mu) / (Sigma * Sigma), 2)) - 4;
        Assert.Equal(4 * Sigma * Sigma, path, 9);
        Assert.Equal((1 / (Sigma * Sigma)) + 14 + (15 * Sigma * Sigma), score, 8);
        Assert.Equal(21.75, score, 8);
    }
}
