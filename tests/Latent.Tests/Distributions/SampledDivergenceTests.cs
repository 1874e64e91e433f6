using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>Divergences from samples: each against an exact value within 5 standard errors (level 6e-7), and against a wrong value, which must fail.</summary>
public sealed class SampledDivergenceTests
{
    private const int Blocks = 40, Count = 4_000;

    [Fact]
    public void MMD_between_normals_has_the_published_values()
    {
        Assert.Equal(0.1772676349, Exact(0, 1, 1, 1), 1e-10);
        Assert.Equal(0.0941870216, Exact(0, 1, 0, 2), 1e-10);
        Assert.Equal(0, Exact(0.3, 1.2, 0.3, 1.2), 1e-15);

        static double Exact(double loc, double scale, double otherLoc, double otherScale) =>
            MaximumMeanDiscrepancy.BetweenNormals(Normal(loc, scale), Normal(otherLoc, otherScale), 1).Item();
    }

    [Fact]
    public void MMD_of_samples_is_that_of_their_normals()
    {
        // Two dimensions, two length scales: their sum is a kernel, and its MMD² the sum.
        Normal q = Latent.Distributions.Normal.FromScale(Tensor.From([0.0, 0.5], [2]), Tensor.From([1.0, 0.7], [2]), 1);
        Normal p = Latent.Distributions.Normal.FromScale(Tensor.From([0.4, 0.0], [2]), Tensor.From([1.0, 1.3], [2]), 1);
        MmdKernel kernel = MmdKernel.Rbf(0.7, 2);
        double exact = (MaximumMeanDiscrepancy.BetweenNormals(q, p, 0.7) + MaximumMeanDiscrepancy.BetweenNormals(q, p, 2)).Item();
        const int n = 40, m = 30, blocks = 400;
        double[] unbiased = new double[blocks], biased = new double[blocks];
        for (int b = 0; b < blocks; b++)
        {
            Tensor x = q.Sample(RandomKey.FromSeed(1).Split(b), [n]), y = p.Sample(RandomKey.FromSeed(2).Split(b), [m]);
            unbiased[b] = MaximumMeanDiscrepancy.Unbiased(x, y, kernel).Item();
            biased[b] = MaximumMeanDiscrepancy.Biased(x, y, kernel).Item();
        }

        Within(exact, unbiased);
        // V keeps the diagonal: (k(0) - E k)/n more for either sample.
        double same = Diagonal(q, n) + Diagonal(p, m);
        Within(exact + same, biased);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Within(exact, biased));
        Assert.All(biased, static v => Assert.True(v > 0));

        double Diagonal(Normal d, int count)
        {
            double self = 0;
            foreach (double scale in new[] { 0.7, 2 })
                self += d.Scale.ToDoubles().Aggregate(1.0, (product, s) => product * scale / Math.Sqrt((scale * scale) + (2 * s * s)));
            return (kernel.AtZero - self) / count;
        }
    }

    [Fact]
    public void A_sample_is_not_compared_with_itself_whatever_rounding_makes_of_its_distance()
    {
        // Far from the origin and 1,000 length scales apart: every kernel value but k(x, x) is 0 in float32 too.
        Tensor x = Tensor.From([.. Enumerable.Range(0, 6 * 17).Select(static i => 1e5 + (1e3 * Math.Sin(i * i)))], [6, 17]).To(DType.Float32);
        Tensor y = Tensor.From([.. Enumerable.Range(0, 5 * 17).Select(static i => -1e5 + (1e3 * Math.Cos(i * i)))], [5, 17]).To(DType.Float32);
        Assert.Equal(0, MaximumMeanDiscrepancy.Unbiased(x, y, MmdKernel.Rbf(1)).Item());
    }

    [Fact]
    public void MMD_with_an_inverse_multiquadric_is_its_definition_and_differentiable()
    {
        double[] x = new double[5 * 3], y = new double[4 * 3];
        RandomKey.FromSeed(3).Normal(x);
        RandomKey.FromSeed(4).Normal(y);
        foreach (MmdKernel kernel in new[] { MmdKernel.InverseMultiquadric(6, 0.6), MmdKernel.Rbf(0.8, 1.5) })
        {
            Assert.Equal(Defined(x, y, kernel, keepDiagonal: true), MaximumMeanDiscrepancy.Biased(Rows(x), Rows(y), kernel).Item(), 1e-13);
            Assert.Equal(Defined(x, y, kernel, keepDiagonal: false), MaximumMeanDiscrepancy.Unbiased(Rows(x), Rows(y), kernel).Item(), 1e-13);
            using Pass pass = Pass.Training();
            Tensor tracked = pass.Track(Rows(x));
            Gradients gradients = pass.Backward(MaximumMeanDiscrepancy.Unbiased(tracked, Rows(y), kernel));
            Close.Check(
                Differences.Gradient(x, v => Defined(v, y, kernel, keepDiagonal: false)), gradients[tracked].ToDoubles(), 1e-8, $"gradient of MMD² with {kernel}");
        }

        static Tensor Rows(double[] values) => Tensor.From(values, [values.Length / 3, 3]);
    }

    [Fact]
    public void Jensen_Shannon_by_samples_is_its_integral()
    {
        Normal q = Normal(0, 1), p = Normal(1.5, 0.6);
        Axis line = new(double.NegativeInfinity, double.PositiveInfinity, []);
        double exact = line.Nodes(7, isShort: false).Sum(static node =>
        {
            double a = Math.Exp(DistributionCases.NormalLogProb(node.X, 0, 1)), b = Math.Exp(DistributionCases.NormalLogProb(node.X, 1.5, 0.6));
            return node.Weight * 0.5 * (Divergences.Ratio(a, 0.5 * (a + b)) + Divergences.Ratio(b, 0.5 * (a + b)));
        });
        double[] estimates = [.. Enumerable.Range(0, Blocks).Select(b => Divergences.EstimateJensenShannon(q, p, Count, RandomKey.FromSeed(5).Split(b)).Item())];
        Within(exact, estimates);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Within(1.02 * exact, estimates));
        OneHotCategorical first = Choice(0.36, 0.48, 0.16), second = Choice(1, 1, 1);
        Within(0.0224598604, [.. Enumerable.Range(0, Blocks).Select(b => Divergences.EstimateJensenShannon(first, second, Count, RandomKey.FromSeed(5).Split(b)).Item())]);
        Assert.Equal(0, Divergences.EstimateJensenShannon(q, q, 100, RandomKey.FromSeed(5)).Item(), 1e-15);
    }

    [Fact]
    public void Renyi_by_samples_is_the_closed_form()
    {
        Normal q = Normal(0.8, 0.8), p = Normal(0, 1);
        foreach (double alpha in new[] { 0.5, 1, 2 })
        {
            double exact = Divergences.Renyi(q, p, alpha).Item();
            double[] estimates = [.. Enumerable.Range(0, Blocks).Select(b => Divergences.EstimateRenyi(q, p, alpha, Count, RandomKey.FromSeed(6).Split(b)).Item())];
            // The bias, ½·(relative variance of the powers)/((α - 1)·n), is a fraction of the standard error over all blocks.
            Within(exact, estimates);
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Within(1.1 * exact, estimates));
        }

        OneHotCategorical first = Choice(0.36, 0.48, 0.16), second = Choice(1, 1, 1);
        Within(0.1456575724, [.. Enumerable.Range(0, Blocks).Select(b => Divergences.EstimateRenyi(first, second, 2, Count, RandomKey.FromSeed(6).Split(b)).Item())]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Divergences.EstimateRenyi(q, p, double.PositiveInfinity, 10, RandomKey.FromSeed(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Divergences.EstimateRenyi(q, p, 2, 0, RandomKey.FromSeed(1)));
    }

    [Fact]
    public void Errors_say_what_is_wrong()
    {
        Tensor two = Tensor.Zeros([4, 2]), three = Tensor.Zeros([4, 3]), one = Tensor.Zeros([1, 2]);
        Assert.Equal(
            "MaximumMeanDiscrepancy.Biased: samples have shapes [4, 2] and [4, 3]; both are [samples, dimensions] with equal dimensions and at least 1 sample.",
            Assert.Throws<ShapeException>(() => MaximumMeanDiscrepancy.Biased(two, three, MmdKernel.Rbf(1))).Message);
        Assert.Contains("at least 2 samples", Assert.Throws<ShapeException>(
            () => MaximumMeanDiscrepancy.Unbiased(two, one, MmdKernel.Rbf(1))).Message, StringComparison.Ordinal);
        Assert.Equal("MmdKernel.Rbf: a length scale must be positive; got 0.", Assert.Throws<ArgumentException>(static () => MmdKernel.Rbf(1, 0)).Message);
        Assert.Equal(
            "MmdKernel.InverseMultiquadric: give at least one constant.", Assert.Throws<ArgumentException>(static () => MmdKernel.InverseMultiquadric()).Message);
        Assert.Equal("imq(6, 0.6)", MmdKernel.InverseMultiquadric(6, 0.6).ToString());
    }

    private static void Within(double expected, double[] estimates)
    {
        double mean = estimates.Average(), error = Math.Sqrt(estimates.Sum(v => (v - mean) * (v - mean)) / (estimates.Length - 1) / estimates.Length);
        Assert.True(Math.Abs(mean - expected) <= 5 * error, $"expected {expected:R}, estimated {mean:R} ± {error:R}");
    }

    private static double Defined(double[] x, double[] y, MmdKernel kernel, bool keepDiagonal)
    {
        return Mean(x, x, same: true) + Mean(y, y, same: true) - (2 * Mean(x, y, same: false));

        double Mean(double[] a, double[] b, bool same)
        {
            double sum = 0;
            int pairs = 0;
            for (int i = 0; i < a.Length / 3; i++)
            {
                for (int j = 0; j < b.Length / 3; j++)
                {
                    if (same && !keepDiagonal && i == j) continue;
                    double distance = Enumerable.Range(0, 3).Sum(k => Math.Pow(a[(i * 3) + k] - b[(j * 3) + k], 2));
                    sum += kernel.Of(Tensor.From([distance], [])).Item();
                    pairs++;
                }
            }

            return sum / pairs;
        }
    }

    private static Normal Normal(double loc, double scale) =>
        Latent.Distributions.Normal.FromScale(Tensor.From([loc], []), Tensor.From([scale], []));

    private static OneHotCategorical Choice(params double[] probs) => OneHotCategorical.FromProbs(Tensor.From(probs, [probs.Length]));
}
