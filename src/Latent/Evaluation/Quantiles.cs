namespace Latent.Evaluation;

/// <summary>How some numbers are spread.</summary>
/// <param name="Count">How many numbers.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Q05">The 5 % quantile, between the two numbers beside it in proportion.</param>
/// <param name="Q25">The 25 % quantile.</param>
/// <param name="Median">The 50 % quantile.</param>
/// <param name="Q75">The 75 % quantile.</param>
/// <param name="Q95">The 95 % quantile.</param>
/// <param name="Q99">The 99 % quantile.</param>
/// <param name="Maximum">The greatest.</param>
public sealed record Quantiles(
    int Count, double Mean, double Minimum, double Q05, double Q25, double Median, double Q75, double Q95, double Q99, double Maximum)
{
    /// <summary>Those of some numbers, at least one.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Quantiles Of(ReadOnlySpan<double> values)
    {
        if (values.Length == 0) throw new ArgumentException("Quantiles.Of: there are no numbers.", nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return new Quantiles(
            sorted.Length, RunningMoments.Of(values).Mean, sorted[0], At(0.05), At(0.25), At(0.5), At(0.75), At(0.95), At(0.99), sorted[^1]);

        double At(double q)
        {
            double place = q * (sorted.Length - 1);
            int below = (int)place;
            return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[^1];
        }
    }
}
