using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>A permutation test of whether two samples are of one distribution.</summary>
/// <param name="SquaredDiscrepancy">The unbiased estimate of MMD², in units of the kernel; may be negative.</param>
/// <param name="PValue">
/// The share of permutations, the samples' own order among them, whose MMD² is at least as large: small where the distributions differ.
/// </param>
/// <param name="Deviations">How many standard deviations of the permutations' MMD² it lies above their mean.</param>
/// <param name="Samples">Of each distribution.</param>
/// <param name="Permutations">How many besides the samples' own order.</param>
/// <param name="Kernel">The kernel.</param>
public sealed record DiscrepancyTest(double SquaredDiscrepancy, double PValue, double Deviations, int Samples, int Permutations, string Kernel)
{
    /// <summary>Tests two samples of equal size.</summary>
    /// <remarks>
    /// A. Gretton et al., "A kernel two-sample test", JMLR 13, 2012, eq. 3 and section 8. Under equality the samples are exchangeable, so the
    /// p-value holds for any sample size.
    /// </remarks>
    internal static DiscrepancyTest Run(double[] x, double[] y, int width, int permutations, RandomKey key, EvaluationContext context)
    {
        int m = x.Length / width, n = 2 * m;
        double[] scales = [.. new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Select(scale => scale * 2 * width)];
        MmdKernel kernel = MmdKernel.InverseMultiquadric(scales);
        using Pass pass = Pass.Evaluation(default, context.Device);
        Tensor all = pass.From([.. x, .. y], [n, width]);
        // What a sample has in common with itself is left out.
        Tensor pairs = kernel.Of(NearestNeighbours.SquaredDistances(all, all).Maximum(0.0));
        Tensor others = pass.OneHot([.. Enumerable.Range(0, n)], n, DType.Float64).Where(0.0, pairs);
        double[] members = new double[(permutations + 1) * n];
        int[] order = new int[n];
        for (int p = 0; p <= permutations; p++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (p > 0) key.Split(p).For(RandomPurpose.Resampling).Permutation(n).Fill(order);
            for (int i = 0; i < m; i++)
                members[(p * n) + (p > 0 ? order[i] : i)] = 1;
        }

        Tensor member = pass.From(members, [permutations + 1, n]);
        // Sums over pairs within the first group, and of the first group with all.
        double[] within = (member.MatMul(others) * member).Sum(1).ToDoubles(), with = (member * others.Sum(1)).Sum(1).ToDoubles();
        double total = others.Sum().Item();
        double Statistic(int p)
        {
            double across = with[p] - within[p], second = total - within[p] - (2 * across);
            return ((within[p] + second) / ((double)m * (m - 1))) - (2 * across / ((double)m * m));
        }

        double observed = Statistic(0);
        int atLeast = 1;
        RunningMoments permuted = default;
        for (int p = 1; p <= permutations; p++)
        {
            double value = Statistic(p);
            permuted.Add(value);
            if (value >= observed) atLeast++;
        }

        double deviation = Math.Sqrt(permuted.Variance);
        return new DiscrepancyTest(
            observed, atLeast / (permutations + 1.0), deviation > 0 ? (observed - permuted.Mean) / deviation : 0, m, permutations, kernel.ToString());
    }
}
