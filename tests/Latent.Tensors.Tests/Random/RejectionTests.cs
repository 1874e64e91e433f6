using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// Poisson counts and the heights of von Mises-Fisher vectors against their distributions, at level 1e-6 each (z: 5); beside each stands a
/// twin that is wrong on purpose and must fail the same measure.
/// </summary>
public sealed class RejectionTests
{
    private const int Count = 100_000;

    private static readonly RandomKey Key = RandomKey.FromSeed(13).For(RandomPurpose.Evaluation);

    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    [InlineData(9.75)]
    [InlineData(10)]
    [InlineData(33.5)]
    [InlineData(250)]
    public void Counts_have_Poisson_probabilities(double rate)
    {
        // Chi-square over the counts within five standard deviations and the two tails: n = 10^5 detects rates off by 5 to 10 %, and a
        // probability off by some 10 % of itself near the mode.
        double[] counts = Draw(rate);
        Assert.True(Fits(counts, rate), $"counts of rate {rate} do not fit");
        Assert.False(Fits(Draw(rate + (rate < 2 ? 0.1 * rate : 0.05 * rate)), rate), "a wrong rate passed");
        if (rate is > 1 and < 100)
        {
            // Rounded normal numbers have both moments right and no skewness, which from here on is too small to be seen.
            double[] normal = new double[Count];
            Key.Normal(normal);
            Assert.False(Fits([.. normal.Select(z => Math.Max(0, Math.Round(rate + (Math.Sqrt(rate) * z))))], rate), "normal numbers passed for counts");
        }

        float[] single = new float[Count], rates = new float[Count];
        Array.Fill(rates, (float)rate);
        Key.Poisson(single, rates);
        if ((float)rate == rate) Assert.Equal(counts, Statistics.Widen(single));

        static bool Fits(double[] counts, double rate)
        {
            int low = (int)Math.Max(0, rate - (5 * Math.Sqrt(rate))), high = (int)(rate + (5 * Math.Sqrt(rate)) + 2);
            long[] cells = new long[high - low + 2];
            foreach (double k in counts) cells[(int)Math.Clamp(k - low + 1, 0, cells.Length - 1)]++;
            double[] p = new double[cells.Length];
            for (int i = 1; i < p.Length - 1; i++) p[i] = Math.Exp(Deviance.LogPoisson(low + i - 1, rate));
            if (low == 0) p[1] = Math.Exp(-rate);
            p[0] = low == 0 ? 0 : SpecialMath.GammaQ(low, rate);
            p[^1] = SpecialMath.GammaP(high, rate);
            // Cells too rare for the chi-square distribution to hold are one.
            var kept = Enumerable.Range(0, p.Length).Where(i => p[i] * Count >= 10).ToArray();
            long rareCount = Count - kept.Sum(i => cells[i]);
            double rare = Math.Max(0, 1 - kept.Sum(i => p[i]));
            bool rareFits = Math.Abs(rareCount - (rare * Count)) <= 5 * Math.Sqrt((rare * Count) + 1) + 5;
            return rareFits && Statistics.Fits([.. kept.Select(i => cells[i])], [.. kept.Select(i => p[i] / (1 - rare))]);
        }
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e8)]
    [InlineData(1e14)]
    public void Large_counts_have_their_distribution(double rate)
    {
        // Kolmogorov's distance at the counts, n = 10^5: distribution functions off by 8.5e-3; mean and variance by z.
        double[] counts = Draw(rate), wide = [.. counts.Select(k => rate + ((k - rate) * 1.03))], shifted = [.. counts.Select(k => k + Math.Sqrt(rate / 900))];
        Assert.InRange(Distance(counts), 0, Statistics.DkwBound(Count));
        Assert.InRange(Statistics.MeanZ(counts, k => k - rate, 0, rate), -Statistics.MaxZ, Statistics.MaxZ);
        double fourth = (3 * rate * rate) + rate;
        Assert.InRange(Statistics.MeanZ(counts, k => (k - rate) * (k - rate), rate, fourth - (rate * rate)), -Statistics.MaxZ, Statistics.MaxZ);
        Assert.All(counts, static k => Assert.Equal(Math.Floor(k), k));
        Assert.True(Distance(shifted) > Statistics.DkwBound(Count), "counts 1/30 of a standard deviation too large passed");
        Assert.True(Math.Abs(Statistics.MeanZ(wide, k => (k - rate) * (k - rate), rate, fourth - (rate * rate))) > Statistics.MaxZ, "variance 1.06 passed for 1");

        double Distance(double[] sample)
        {
            Array.Sort(sample);
            double distance = 0;
            for (int i = 0; i < sample.Length; i++)
            {
                if (i + 1 < sample.Length && sample[i + 1] == sample[i]) continue;
                distance = Math.Max(distance, Math.Abs(((i + 1.0) / sample.Length) - SpecialMath.GammaQ(Math.Floor(sample[i]) + 1, rate)));
            }

            return distance;
        }
    }

    [Fact]
    public void Certain_counts_are_certain() => Assert.All(Draw(0), static k => Assert.Equal(0, k));

    [Fact]
    public void Gamma_distributed_rates_give_negative_binomial_counts()
    {
        // r = 2.5 and odds 3: mean 7.5, variance 30, P(0) = 4^-2.5; z at n = 10^5. Counts of the mean rate have variance 7.5.
        double[] rates = new double[Count], counts = new double[Count];
        Key.Gamma(rates, 2.5);
        for (int i = 0; i < Count; i++) rates[i] *= 3;
        Key.Poisson(counts, rates);
        Assert.InRange(Statistics.MeanZ(counts, static k => k, 7.5, 30), -Statistics.MaxZ, Statistics.MaxZ);
        double zero = Math.Pow(4, -2.5);
        Assert.InRange(Statistics.MeanZ(counts, static k => k == 0 ? 1 : 0, zero, zero * (1 - zero)), -Statistics.MaxZ, Statistics.MaxZ);
        Assert.True(Math.Abs(Statistics.MeanZ(Draw(7.5), static k => k == 0 ? 1 : 0, zero, zero * (1 - zero))) > Statistics.MaxZ, "a fixed rate passed");
    }

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(2, 3)]
    [InlineData(3, 0.5)]
    [InlineData(3, 1e6)]
    [InlineData(5, 40)]
    [InlineData(20, 1)]
    [InlineData(20, 5e4)]
    [InlineData(300, 100)]
    public void Heights_have_their_distribution(int dimension, double concentration)
    {
        // Kolmogorov's distance, n = 10^5: 8.5e-3; the mean 1 - A(κ), of variance A'(κ), by z. The twins have κ + (m - 1)/20, and for κ = 0 the
        // next dimension.
        double[] t = Heights(dimension, concentration);
        Assert.All(t, static x => Assert.InRange(x, 0, 2));
        (double[] x, double[] f) = Cdf(dimension, concentration);
        Assert.InRange(Statistics.Distance(t, At), 0, Statistics.DkwBound(Count));
        double order = (0.5 * dimension) - 1, mean = Bessel.RatioComplement(order, concentration), variance = Bessel.RatioSlope(order, concentration);
        Assert.InRange(Statistics.MeanZ(t, static v => v, mean, variance), -Statistics.MaxZ, Statistics.MaxZ);

        double[] twin = concentration == 0 ? Heights(dimension + 1, 0) : Heights(dimension, (concentration * 1.05) + ((dimension - 1) / 20.0));
        bool fails = Math.Abs(Statistics.MeanZ(twin, static v => v, mean, variance)) > Statistics.MaxZ || Statistics.Distance(twin, At) > Statistics.DkwBound(Count);
        Assert.True(fails, "a wrong concentration passed");

        // Floats are the same numbers rounded.
        float[] single = new float[1000], k = new float[1000];
        double[] wide = new double[1000], wideK = new double[1000];
        Array.Fill(k, (float)concentration);
        Array.Fill(wideK, (float)concentration);
        Key.VonMisesFisherFall(single, k, dimension);
        Key.VonMisesFisherFall(wide, wideK, dimension);
        Assert.Equal(wide.Select(static v => (float)v), single);

        double At(double v)
        {
            int i = Array.BinarySearch(x, v);
            if (i < 0) i = ~i;
            return i == 0 ? 0 : i >= x.Length ? 1 : f[i - 1] + ((f[i] - f[i - 1]) * (v - x[i - 1]) / (x[i] - x[i - 1]));
        }
    }

    [Fact]
    public void What_the_draws_refuse_is_said()
    {
        static string Message(Action draw) => Assert.ThrowsAny<ArgumentException>(draw).Message;
        Assert.Equal("Poisson: the rate of element 1 is -1; it must lie in [0, 1E+15].", Message(static () => Key.Poisson(new float[2], [1, -1])));
        Assert.Equal("Poisson: the rate of element 0 is 10000000000000000; it must lie in [0, 1E+15].", Message(static () => Key.Poisson(new double[1], [1e16])));
        Assert.Equal("Poisson: the rate of element 0 is NaN; it must lie in [0, 1E+15].", Message(static () => Key.Poisson(new float[1], [float.NaN])));
        Assert.Equal("Poisson: 2 elements to draw, but 1 rates.", Message(static () => Key.Poisson(new float[2], [1f])));
        Assert.Equal(
            "VonMisesFisherFall: the concentration of element 1 is Infinity; it must be finite and not negative.",
            Message(static () => Key.VonMisesFisherFall(new double[2], [1, double.PositiveInfinity], 3)));
        Assert.Equal("VonMisesFisherFall: 1 elements to draw, but 2 concentrations.", Message(static () => Key.VonMisesFisherFall(new float[1], [1, 2], 3)));
        Assert.StartsWith("VonMisesFisherFall: a vector has at least 2 elements.", Message(static () => Key.VonMisesFisherFall(new float[1], [1], 1)));
        Key.Poisson(Span<float>.Empty, []);
        Key.VonMisesFisherFall(Span<double>.Empty, [], 2);
    }

    private static double[] Draw(double rate)
    {
        double[] counts = new double[Count], rates = new double[Count];
        Array.Fill(rates, rate);
        Key.Poisson(counts, rates);
        return counts;
    }

    private static double[] Heights(int dimension, double concentration)
    {
        double[] t = new double[Count], k = new double[Count];
        Array.Fill(k, concentration);
        Key.VonMisesFisherFall(t, k, dimension);
        return t;
    }

    // Over the angle θ from the mean the density sin^(m-2) θ e^(κ cos θ) is smooth: the midpoint rule on 40000 cells up to where it ends.
    private static (double[] X, double[] F) Cdf(int dimension, double concentration)
    {
        const int cells = 40_000;
        double end = Math.Min(Math.PI, 12 * Math.Sqrt((dimension + 10) / Math.Max(concentration, 1e-9))), step = end / cells;
        double[] x = new double[cells + 1], f = new double[cells + 1], log = new double[cells];
        for (int i = 0; i < cells; i++)
        {
            double angle = (i + 0.5) * step;
            log[i] = ((dimension - 2) * Math.Log(Math.Sin(angle))) - (2 * concentration * Math.Pow(Math.Sin(angle / 2), 2));
        }

        double largest = log.Max();
        for (int i = 0; i < cells; i++)
        {
            f[i + 1] = f[i] + Math.Exp(log[i] - largest);
            x[i + 1] = 2 * Math.Pow(Math.Sin((i + 1) * step / 2), 2);
        }

        return (x, [.. f.Select(v => v / f[^1])]);
    }
}
