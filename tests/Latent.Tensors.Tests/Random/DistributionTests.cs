using Exact = MathNet.Numerics.SpecialFunctions;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// Samples against their distributions, at level 1e-6 each (z: 5). The comments say what a test detects; beside each stands a twin that is
/// wrong on purpose and must fail the same measure.
/// </summary>
public class DistributionTests
{
    private const int Million = 1_000_000;

    private static readonly RandomKey Key = RandomKey.FromSeed(7).For(RandomPurpose.Evaluation);

    [Fact]
    public void Ten_million_uniforms_are_uniform()
    {
        // D at the edges of 65536 bins, n = 10^7: detects distribution functions off by 8.5e-4 + 1.5e-5.
        const int n = 10_000_000, bins = 1 << 16;
        float[] u = new float[n];
        Key.Uniform(u);
        Assert.InRange(u.Min(), float.Epsilon, 1e-6f);
        Assert.InRange(u.Max(), 1 - 1e-6f, 1 - (1f / (1 << 24)));
        Assert.InRange(BinnedDistance(0), 0, Statistics.DkwBound(n));
        Assert.True(BinnedDistance(0.0015f) > Statistics.DkwBound(n), "u + 0.0015 passed for uniform");

        double BinnedDistance(float shift)
        {
            long[] counts = new long[bins];
            foreach (float x in u)
            {
                counts[Math.Min((int)((x + shift) * bins), bins - 1)]++;
            }
            double distance = 0;
            long sum = 0;
            for (int i = 0; i < bins; i++)
            {
                sum += counts[i];
                distance = Math.Max(distance, Math.Abs(((double)sum / n) - ((i + 1.0) / bins)));
            }
            return distance;
        }
    }

    [Fact]
    public void Every_bit_of_a_uniform_is_fair()
    {
        // 23 bits of float, 52 of double: z of each at n = 10^6 detects a probability off 1/2 by 0.0025.
        float[] single = new float[Million];
        double[] wide = new double[Million];
        Key.Uniform(single);
        Key.Uniform(wide);
        for (int bit = 1; bit <= 23; bit++)
        {
            Assert.InRange(BitZ(i => (long)(single[i] * (1 << 24)) >> bit), -Statistics.MaxZ, Statistics.MaxZ);
        }
        for (int bit = 1; bit <= 52; bit++)
        {
            Assert.InRange(BitZ(i => (long)(wide[i] * (1L << 53)) >> bit), -Statistics.MaxZ, Statistics.MaxZ);
        }
        Assert.True(BitZ(i => (long)(single[i] * (1 << 24))) > Statistics.MaxZ, "a constant bit passed for fair");

        static double BitZ(Func<int, long> bits)
        {
            long ones = 0;
            for (int i = 0; i < Million; i++)
            {
                ones += bits(i) & 1;
            }
            return (ones - (Million / 2.0)) / Math.Sqrt(Million / 4.0);
        }
    }

    [Fact]
    public void Normals_are_normal()
    {
        // D: distribution functions off by 2.7e-3. Moments: mean off by 0.005, variance by 0.7 %, skewness by 0.02, kurtosis by 0.05.
        float[] x = new float[Million];
        Key.Normal(x);
        double[] sample = Statistics.Widen(x);
        Assert.InRange(WorstMoment(sample), 0, Statistics.MaxZ);
        Assert.InRange(Statistics.Distance(sample, NormalCdf), 0, Statistics.DkwBound(Million));

        double[] wider = Array.ConvertAll(sample, v => v * Math.Sqrt(1.02));
        Assert.True(WorstMoment(wider) > Statistics.MaxZ, "variance 1.02 passed for 1");
        double[] shifted = Array.ConvertAll(sample, v => v + 0.015);
        Assert.True(Statistics.Distance(shifted, NormalCdf) > Statistics.DkwBound(Million), "mean 0.015 passed for 0");

        double[] wide = new double[Million];
        Key.At(1).Normal(wide);
        Assert.InRange(WorstMoment(wide), 0, Statistics.MaxZ);
        Assert.InRange(Statistics.Distance(wide, NormalCdf), 0, Statistics.DkwBound(Million));

        static double WorstMoment(double[] s) =>
            new[]
            {
                Statistics.MeanZ(s, v => v, 0, 1),
                Statistics.MeanZ(s, v => v * v, 1, 2),
                Statistics.MeanZ(s, v => v * v * v, 0, 15),
                Statistics.MeanZ(s, v => v * v * v * v, 3, 96),
            }.Max(Math.Abs);
    }

    [Fact]
    public void The_tails_of_normals_are_there()
    {
        // Beyond 4: expected 633 of 10^7 (z detects 20 %); the largest of 10^7 lies between 4.4 and 6.5 but for one in a million.
        float[] x = new float[10 * Million];
        Key.At(2).Normal(x);
        double expected = x.Length * Exact.Erfc(4 / Math.Sqrt(2));
        Assert.InRange((x.Count(v => Math.Abs(v) > 4) - expected) / Math.Sqrt(expected), -Statistics.MaxZ, Statistics.MaxZ);
        Assert.InRange(x.Max(), 4.4f, 6.5f);
        Assert.InRange(x.Min(), -6.5f, -4.4f);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(100)]
    [InlineData(1e4)]
    [InlineData(1e6)]
    public void Gammas_are_gamma(double shape)
    {
        // D, n = 10^5: 8.5e-3, a shape off by 5 % at 2.5; mean off by 5 / sqrt(n a), variance by some 5 %. Large shapes are what
        // cancellation in single precision would spoil.
        const int n = 100_000;
        double[] wide = new double[n];
        float[] single = new float[n];
        Key.Gamma(wide, shape);
        Check(wide);
        Key.Gamma(single, (float)shape);
        Check(Statistics.Widen(single));

        double[] wrong = new double[n];
        Key.Gamma(wrong, shape * 1.1);
        Assert.True(MeanZ(wrong) > Statistics.MaxZ || Distance(wrong) > Statistics.DkwBound(n), "shape * 1.1 passed for shape");

        void Check(double[] sample)
        {
            Assert.InRange(MeanZ(sample), -Statistics.MaxZ, Statistics.MaxZ);
            double fourth = (3 * shape * shape) + (6 * shape);
            double z = Statistics.MeanZ(sample, v => (v - shape) * (v - shape), shape, fourth - (shape * shape));
            Assert.InRange(z, -Statistics.MaxZ, Statistics.MaxZ);
            Assert.InRange(Distance(sample), 0, Statistics.DkwBound(n));
        }

        double MeanZ(double[] sample) => Statistics.MeanZ(sample, v => v, shape, shape);

        // Beyond 1000 the reference itself is slow; there the moments decide. Near 0 it returns 0, so there the first term of the series.
        double Distance(double[] sample) => shape > 1000 ? 0 : Statistics.Distance(sample, v =>
            v < 1e-9 ? Math.Pow(v, shape) / Exact.Gamma(shape + 1) : Exact.GammaLowerRegularized(shape, v));
    }

    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.3f)]
    [InlineData(4f)]
    public void Logarithms_of_gammas_stay_finite(float shape)
    {
        // E ln g = digamma(a), var ln g = trigamma(a): z at n = 10^5.
        float[] x = new float[100_000], shapes = new float[100_000];
        Array.Fill(shapes, shape);
        Key.LogGamma(x, shapes);
        double[] wide = new double[x.Length];
        Key.LogGamma(wide, Statistics.Widen(shapes));

        // ln(u) / a is part of it, and near 1 single precision knows u to 2^-24.
        int apart = x.Zip(wide).Count(p => Math.Abs(p.First - p.Second) > (1e-5 * (1 + Math.Abs(p.Second))) + (1e-7 / shape));
        Assert.InRange(apart, 0, 20); // acceptance decided differently
        Assert.All(x, v => Assert.True(float.IsFinite(v)));
        double[] sample = Statistics.Widen(x);
        double trigamma = Enumerable.Range(0, 100_000).Sum(k => 1 / ((shape + k) * (double)(shape + k))) + (1 / (100_000 + (double)shape));
        Assert.InRange(Statistics.MeanZ(sample, v => v, Exact.DiGamma(shape), trigamma), -Statistics.MaxZ, Statistics.MaxZ);
        double wrong = Exact.DiGamma(shape * 1.05);
        Assert.True(Math.Abs(Statistics.MeanZ(sample, v => v, wrong, trigamma)) > Statistics.MaxZ, "shape * 1.05 passed for shape");
    }

    [Fact]
    public void Exponentials_and_Gumbels_have_their_distributions()
    {
        // D, n = 10^6: 2.7e-3. The twins: rate 1.01 (D = 3.7e-3), location 0.01 (D = 3.7e-3).
        float[] single = new float[Million];
        double[] wide = new double[Million];
        double bound = Statistics.DkwBound(Million);
        Key.Exponential(single);
        Key.Exponential(wide);
        Assert.InRange(Statistics.Distance(wide, Exponential), 0, bound);
        Assert.InRange(Statistics.Distance(Statistics.Widen(single), Exponential), 0, bound);
        Assert.True(Statistics.Distance(Array.ConvertAll(wide, v => v * 1.02), Exponential) > bound, "rate 1.02 passed for 1");
        Key.Gumbel(single);
        Key.Gumbel(wide);
        Assert.InRange(Statistics.Distance(wide, Gumbel), 0, bound);
        Assert.InRange(Statistics.Distance(Statistics.Widen(single), Gumbel), 0, bound);
        Assert.True(Statistics.Distance(Array.ConvertAll(wide, v => v + 0.015), Gumbel) > bound, "location 0.015 passed for 0");

        static double Exponential(double x) => 1 - Math.Exp(-x);
        static double Gumbel(double x) => Math.Exp(-Math.Exp(-x));
    }

    [Theory]
    [InlineData(1e-4f)]
    [InlineData(0.3f)]
    [InlineData(0.5f)]
    [InlineData(0.9999f)]
    public void Bernoulli_draws_have_their_probability(float p)
    {
        // z at n = 10^6 detects p off by 5 sqrt(p (1 - p)) / 1000, 0.0023 at 0.3.
        float[] x = new float[Million], each = new float[Million], all = new float[Million];
        Key.Bernoulli(x, p);
        Array.Fill(all, p);
        Key.Bernoulli(each, all);
        Assert.Equal(x, each);
        double[] wide = new double[Million];
        Key.Bernoulli(wide, (double)p);
        Assert.InRange(x.Zip(wide).Count(pair => pair.First != pair.Second), 0, 1); // the same u with more digits
        Assert.All(x.Distinct(), v => Assert.True(v is 0 or 1));
        double z = Statistics.MeanZ(Statistics.Widen(x), v => v, p, p * (1 - (double)p));
        Assert.InRange(z, -Statistics.MaxZ, Statistics.MaxZ);
        double off = p + (0.01 * Math.Sqrt(p * (1 - (double)p)));
        Assert.True(Statistics.MeanZ(Statistics.Widen(x), v => v, off, p * (1 - (double)p)) < -Statistics.MaxZ, "a wrong p passed");
    }

    [Fact]
    public void Certain_events_are_certain()
    {
        float[] x = new float[Million];
        Key.Bernoulli(x, 1, 1.25f);
        Assert.All(x.Distinct(), v => Assert.Equal(1.25f, v));
        Key.Bernoulli(x, 0, 1.25f);
        Assert.All(x.Distinct(), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void Categories_have_their_probabilities()
    {
        // Chi-square with 18 degrees of freedom, n = 10^5; impossible classes never occur.
        const int classes = 20, rows = 100_000;
        float[] weights = new float[classes * rows], logits = new float[classes * rows];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = i % classes == 7 ? 0 : 1 + (i % classes);
            logits[i] = MathF.Log(weights[i]) + (i / classes % 50) - 25;
        }
        double[] p = [.. weights[..classes].Select(w => w / (double)weights[..classes].Sum())];
        int[] drawn = new int[rows], fromLogits = new int[rows];
        Key.Categorical(drawn, weights, classes);
        Key.CategoricalLogits(fromLogits, logits, classes);
        Assert.True(Statistics.Fits(Counts(drawn), p));
        Assert.InRange(drawn.Zip(fromLogits).Count(pair => pair.First != pair.Second), 0, 10); // the same number decides both
        (p[2], p[19]) = (p[2] + 0.01, p[19] - 0.01);
        Assert.False(Statistics.Fits(Counts(drawn), p), "two probabilities off by 0.01 passed");

        static long[] Counts(int[] drawn) => [.. Enumerable.Range(0, classes).Select(c => drawn.LongCount(d => d == c))];
    }

    private static double NormalCdf(double x) => 0.5 * Exact.Erfc(-x / Math.Sqrt(2));
}
