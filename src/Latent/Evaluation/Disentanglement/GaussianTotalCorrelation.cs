using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// The total correlation of a normal distribution with the covariance of the codes, in nats: how dependent their elements are, to second order.
/// </summary>
/// <remarks>
/// <para>
/// TC = KL(N(m, Σ) ‖ Π N(m_d, Σ_dd)) = ½(Σ_d log Σ_dd - log det Σ): 0 for codes without correlations, +∞ where an element is a linear function
/// of others (S. Watanabe, "Information theoretical analysis of multivariate correlation", IBM Journal 4, 1960; of the means of q in
/// F. Locatello et al. 2019). It takes no factors, and sees no other dependence than correlation. Elements that never vary are left out.
/// </para>
/// <para>
/// Of n independent codes it is about d(d - 1)/(4n) too large. Elements that hardly vary, as those of a collapsed posterior, count as much as
/// others. Permutations, shifts and scales change nothing. The standard error is over
/// examples, by the bootstrap.
/// </para>
/// </remarks>
public sealed class GaussianTotalCorrelation : DisentanglementMetric
{
    // A share of an element's variance that others leave: less is rounding.
    private const double LeastShare = 1e-12;

    /// <inheritdoc/>
    public override string Name => "Gaussian total correlation";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["Gaussian total correlation"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 0);
        return Bootstrapped(table, context, static some => [OfCodes(some)]);
    }

    /// <summary>That of a covariance, in nats.</summary>
    /// <param name="covariance">[d, d], row after row; its lower half is read.</param>
    /// <param name="width">d.</param>
    /// <exception cref="ShapeException">It is not d rows of d numbers.</exception>
    public static double OfCovariance(ReadOnlySpan<double> covariance, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (covariance.Length != width * width)
            throw new ShapeException($"GaussianTotalCorrelation: {covariance.Length} numbers are given for a covariance [{width}, {width}].");
        int[] varying = [.. Indices(covariance, width)];
        int n = varying.Length;
        // Of the correlations: the logarithm of their determinant is what is looked for, and it is near 0 where they are.
        double[] correlations = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double both = covariance[(Math.Max(varying[i], varying[j]) * width) + Math.Min(varying[i], varying[j])];
                correlations[(i * n) + j] = i == j ? 1 : both / Math.Sqrt(covariance[varying[i] * (width + 1)] * covariance[varying[j] * (width + 1)]);
            }
        }

        if (!Cholesky.TryFactor(correlations, n, LeastShare)) return double.PositiveInfinity;
        double sum = 0;
        for (int i = 0; i < n; i++) sum -= Math.Log(correlations[(i * n) + i]);
        return Math.Max(0, sum);

        static List<int> Indices(ReadOnlySpan<double> covariance, int width)
        {
            List<int> varying = [];
            for (int i = 0; i < width; i++)
            {
                if (covariance[i * (width + 1)] > 0) varying.Add(i);
            }

            return varying;
        }
    }

    private static double OfCodes(FactorTable table)
    {
        int d = table.Width, n = table.Count;
        double[] covariance = new double[d * d], means = [.. Enumerable.Range(0, d).Select(i => RunningMoments.Of(table.Code(i)).Mean)];
        for (int i = 0; i < d; i++)
        {
            ReadOnlySpan<double> a = table.Code(i);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> b = table.Code(j);
                double sum = 0;
                for (int row = 0; row < n; row++) sum += (a[row] - means[i]) * (b[row] - means[j]);
                covariance[(i * d) + j] = sum / (n - 1);
            }
        }

        return OfCovariance(covariance, d);
    }
}
