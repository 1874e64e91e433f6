using MathNet.Numerics.Distributions;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// Tests of samples, all on fixed seeds. <see cref="Limit"/> is the chance that a perfect sample fails one: it fails then for good, and
/// another seed is a fair answer once.
/// </summary>
internal static class Statistics
{
    public const double Limit = 1e-6;

    /// <summary>What |z| may be: 5, one in 1.7 million.</summary>
    public const double MaxZ = 5;

    /// <summary>
    /// The largest distance of empirical and true distribution function that n draws allow (Dvoretzky, Kiefer, Wolfowitz, with Massart's
    /// constant: P(D &gt; e) &lt;= 2 exp(-2 n e²)).
    /// </summary>
    public static double DkwBound(long n) => Math.Sqrt(Math.Log(2 / Limit) / (2.0 * n));

    /// <summary>Kolmogorov's distance between a sample and a continuous distribution. Sorts the sample.</summary>
    public static double Distance(double[] sample, Func<double, double> cdf)
    {
        Array.Sort(sample);
        double distance = 0;
        for (int i = 0; i < sample.Length; i++)
        {
            double f = cdf(sample[i]);
            distance = Math.Max(distance, Math.Max(f - ((double)i / sample.Length), ((i + 1.0) / sample.Length) - f));
        }
        return distance;
    }

    /// <summary>How many standard errors the mean of f(x) lies off its expectation, given its variance.</summary>
    public static double MeanZ(double[] sample, Func<double, double> f, double expectation, double variance) =>
        (sample.Sum(f) - (expectation * sample.Length)) / Math.Sqrt(variance * sample.Length);

    /// <summary>The correlation of x[i] and y[i + lag] in standard errors, both of mean 0 and the same known variance.</summary>
    public static double CorrelationZ(float[] x, float[] y, int lag, double variance)
    {
        double sum = 0;
        int n = x.Length - lag;
        for (int i = 0; i < n; i++)
        {
            sum += (double)x[i] * y[i + lag];
        }
        return sum / (variance * Math.Sqrt(n));
    }

    /// <summary>Whether counts fit equal probabilities by Pearson's chi-square at level <see cref="Limit"/>.</summary>
    public static bool Fits(long[] counts, double[]? probabilities = null)
    {
        long n = counts.Sum();
        double chi = 0;
        int cells = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = n * (probabilities?[i] ?? (1.0 / counts.Length));
            if (expected == 0)
            {
                if (counts[i] != 0)
                {
                    return false;
                }
                continue;
            }
            chi += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }
        return chi <= ChiSquared.InvCDF(cells - 1, 1 - Limit);
    }

    public static double[] Widen(float[] values) => Array.ConvertAll(values, v => (double)v);
}
