namespace Latent.Benchmarks.Measuring;

internal static class Statistics
{
    /// <summary>The q-quantile, interpolated between neighbours in order.</summary>
    public static double Quantile(IEnumerable<double> values, double q)
    {
        double[] ordered = [.. values.Order()];
        double position = q * (ordered.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, ordered.Length - 1);
        return ordered[below] + ((position - below) * (ordered[above] - ordered[below]));
    }

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);
}
