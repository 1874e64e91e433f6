using Latent.Models.Priors;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Models.Priors;

/// <summary>Expectation maximisation against its closed form, against a plain implementation, and against itself: it never goes down.</summary>
public sealed class GaussianMixtureFitTests
{
    private static readonly GaussianMixtureFitOptions s_plain = new() { Smoothing = 0, Tolerance = 0, Iterations = 30 };

    [Fact]
    public void One_component_is_the_mean_and_the_covariance_of_the_points()
    {
        double[] points = Points(200, 3, 1);
        GaussianMixtureFit fit = GaussianMixtureFit.Run(points, 3, 1, s_plain, RandomKey.FromSeed(1));
        (double[] mean, Matrix<double> covariance) = Moments(points, 3);
        Assert.All(fit.Means.ToDoubles().Zip(mean), static p => Assert.Equal(p.Second, p.First, 1e-12));
        Matrix<double> factor = Matrix<double>.Build.Dense(3, 3, (i, j) => fit.Factors.ToDoubles()[(3 * i) + j]);
        Assert.True(((factor * factor.Transpose()) - covariance).FrobeniusNorm() < 1e-12);
        Assert.Equal(0, fit.LogWeights.Item(), 1e-15);
        // -½·(D·log 2π + log |Σ| + D), the log-likelihood at the maximum.
        Assert.Equal(-0.5 * ((3 * Math.Log(2 * Math.PI)) + Math.Log(covariance.Determinant()) + 3), fit.Objectives[^1], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(20)]
    public void Iterations_never_make_the_objective_smaller(double smoothing)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            GaussianMixtureFit fit = GaussianMixtureFit.Run(
                Points(300, 2, seed), 2, 4, new GaussianMixtureFitOptions { Smoothing = smoothing, Tolerance = 0, Iterations = 40 }, RandomKey.FromSeed(seed));
            Assert.True(fit.Objectives.Count > 5);
            for (int i = 1; i < fit.Objectives.Count; i++) Assert.True(fit.Objectives[i] >= fit.Objectives[i - 1] - 1e-12, $"{fit.Objectives[i - 1]:R} {fit.Objectives[i]:R}");
        }
    }

    [Fact]
    public void An_iteration_is_that_of_the_formulas()
    {
        const double smoothing = 0.5;
        double[] points = Points(60, 2, 3);
        GaussianMixtureFit start = Run(0), next = Run(1);
        (double[] weights, double[][] means, Matrix<double>[] covariances) = Read(start);
        double variance = Enumerable.Range(0, 2).Average(d =>
        {
            double[] along = [.. points.Where((_, i) => i % 2 == d)];
            return along.Average(v => (v - along.Average()) * (v - along.Average()));
        });
        double[,] r = new double[60, 3];
        for (int n = 0; n < 60; n++)
        {
            double sum = 0;
            for (int k = 0; k < 3; k++) sum += r[n, k] = weights[k] * Density(n, means[k], covariances[k]);
            for (int k = 0; k < 3; k++) r[n, k] /= sum;
        }

        (double[] newWeights, double[][] newMeans, Matrix<double>[] newCovariances) = Read(next);
        for (int k = 0; k < 3; k++)
        {
            double number = Enumerable.Range(0, 60).Sum(n => r[n, k]);
            Assert.Equal((number + smoothing) / (60 + (3 * smoothing)), newWeights[k], 1e-12);
            Vector<double> mean = Enumerable.Range(0, 60).Aggregate(Vector<double>.Build.Dense(2), (a, n) => a + (r[n, k] * Point(n))) / number;
            Assert.Equal(mean[0], newMeans[k][0], 1e-12);
            Assert.Equal(mean[1], newMeans[k][1], 1e-12);
            Matrix<double> scatter = Enumerable.Range(0, 60).Aggregate(
                Matrix<double>.Build.DenseIdentity(2) * (smoothing * variance), (a, n) => a + (r[n, k] * (Point(n) - mean).OuterProduct(Point(n) - mean)));
            Assert.True(((scatter / (number + smoothing)) - newCovariances[k]).FrobeniusNorm() < 1e-12);
        }

        Vector<double> Point(int n) => Vector<double>.Build.Dense([points[2 * n], points[(2 * n) + 1]]);

        double Density(int n, double[] mean, Matrix<double> covariance)
        {
            Vector<double> d = Point(n) - Vector<double>.Build.Dense(mean);
            return Math.Exp(-0.5 * d.DotProduct(covariance.Inverse() * d)) / (2 * Math.PI * Math.Sqrt(covariance.Determinant()));
        }

        GaussianMixtureFit Run(int iterations) => GaussianMixtureFit.Run(
            points, 2, 3, new GaussianMixtureFitOptions { Smoothing = smoothing, Tolerance = 0, Iterations = iterations }, RandomKey.FromSeed(2));
    }

    [Fact]
    public void Groups_far_apart_are_found()
    {
        double[] noise = new double[600];
        RandomKey.FromSeed(4).Normal(noise);
        // Three groups of 100 points about (0, 0), (50, 0), (0, 50).
        double[] points = [.. noise.Select((v, i) => v + (i / 2 % 3 == 1 && i % 2 == 0 ? 50 : i / 2 % 3 == 2 && i % 2 == 1 ? 50 : 0))];
        GaussianMixtureFit fit = GaussianMixtureFit.Run(points, 2, 3, new GaussianMixtureFitOptions(), RandomKey.FromSeed(5));
        (double[] weights, double[][] means, _) = Read(fit);
        Assert.All(weights, static w => Assert.Equal(1 / 3.0, w, 1e-4));
        foreach ((double X, double Y) center in new[] { (0.0, 0.0), (50, 0), (0, 50) })
            Assert.Single(means, m => Math.Abs(m[0] - center.X) < 0.5 && Math.Abs(m[1] - center.Y) < 0.5);
    }

    [Fact]
    public void Points_that_are_few_or_all_equal_have_a_finite_fit()
    {
        foreach (double[] points in new double[][] { [1, 2], [1, 2, 3, 4], [.. Enumerable.Repeat(0.5, 40)] })
        {
            GaussianMixtureFit fit = GaussianMixtureFit.Run(points, 2, 5, new GaussianMixtureFitOptions(), RandomKey.FromSeed(1));
            Assert.All([.. fit.LogWeights.ToDoubles(), .. fit.Means.ToDoubles(), .. fit.Factors.ToDoubles()], static v => Assert.True(double.IsFinite(v)));
        }
    }

    [Fact]
    public void What_is_no_number_is_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => GaussianMixtureFit.Run([1, 2, 3, double.NaN], 2, 1, new GaussianMixtureFitOptions(), default));
        Assert.Contains("GaussianMixtureFit: number 1 of point 1 is NaN; all have to be finite.", error.Message, StringComparison.Ordinal);
    }

    private static (double[] Weights, double[][] Means, Matrix<double>[] Covariances) Read(GaussianMixtureFit fit)
    {
        double[] factors = fit.Factors.ToDoubles(), means = fit.Means.ToDoubles();
        int components = fit.LogWeights.Shape[0], width = fit.Means.Shape[1];
        return
        (
            [.. fit.LogWeights.ToDoubles().Select(Math.Exp)],
            [.. Enumerable.Range(0, components).Select(k => means[(k * width)..((k + 1) * width)])],
            [
                .. Enumerable.Range(0, components).Select(k =>
                {
                    Matrix<double> factor = Matrix<double>.Build.Dense(width, width, (i, j) => factors[(((k * width) + i) * width) + j]);
                    return factor * factor.Transpose();
                }),
            ]);
    }

    private static double[] Points(int count, int width, ulong seed)
    {
        double[] noise = new double[count * width], group = new double[count];
        RandomKey.FromSeed(seed).Split("noise").Normal(noise);
        RandomKey.FromSeed(seed).Split("group").Uniform(group);
        return [.. noise.Select((v, i) => (v * (1 + (i % width))) + (4 * Math.Floor(3 * group[i / width])))];
    }

    private static (double[] Mean, Matrix<double> Covariance) Moments(double[] points, int width)
    {
        int count = points.Length / width;
        Matrix<double> all = Matrix<double>.Build.Dense(count, width, (n, d) => points[(n * width) + d]);
        Vector<double> mean = all.ColumnSums() / count;
        Matrix<double> centred = Matrix<double>.Build.Dense(count, width, (n, d) => all[n, d] - mean[d]);
        return (mean.ToArray(), centred.TransposeThisAndMultiply(centred) / count);
    }
}
