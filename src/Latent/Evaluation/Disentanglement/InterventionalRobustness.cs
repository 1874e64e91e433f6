namespace Latent.Evaluation.Disentanglement;

/// <summary>IRS, interventional robustness: how little an element moves with the other factors while one is held.</summary>
/// <remarks>
/// <para>
/// IRS_dj = 1 - mean over the values v of Q_0.99 |z_d - E(z_d | v_j = v)| among the examples with v_j = v, over max |z_d - E z_d| among all. An
/// element's score is that of the factor it is most robust with; elements are weighted by their largest deviations, and those that never vary
/// are left out (R. Suter et al., "Robustly disentangled causal mechanisms: validating deep representations for interventional robustness",
/// ICML 2019, section 5, where the maximum stands in place of the quantile; F. Locatello et al. 2019 take 0.99).
/// </para>
/// <para>
/// 1 where every element is a function of one factor; 0 where no element varies. Noise is not at 0, as a quantile is below a maximum: of
/// normal noise about 1 - 2.6/3.7. Permutations, and one scale for all elements, change nothing; elements of a larger scale count more. The
/// standard error is over examples, by the bootstrap.
/// </para>
/// </remarks>
public sealed class InterventionalRobustness : DisentanglementMetric
{
    /// <summary>The quantile of deviations within the examples of a value; 1 is the maximum.</summary>
    public double Quantile { get; init; } = 0.99;

    /// <inheritdoc/>
    public override string Name => "IRS";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["IRS"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Quantile is > 0 and <= 1, true, nameof(Quantile));
        return Bootstrapped(table, context, some => [Of(some, [.. Enumerable.Range(0, some.Factors.Count).Select(j => FactorGroups.Of(some, j))])]);
    }

    private double Of(FactorTable table, FactorGroups[] groups)
    {
        double sum = 0, weights = 0;
        double[] deviations = new double[table.Count];
        for (int d = 0; d < table.Width; d++)
        {
            ReadOnlySpan<double> z = table.Code(d);
            double mean = Mean(z), largest = 0;
            foreach (double value in z) largest = Math.Max(largest, Math.Abs(value - mean));
            if (!(largest > 0)) continue;
            double best = double.NegativeInfinity;
            foreach (FactorGroups of in groups)
            {
                double within = 0;
                int seen = 0;
                for (int v = 0; v < of.Values; v++)
                {
                    ReadOnlySpan<int> rows = of.Rows(v);
                    if (rows.Length == 0) continue;
                    Span<double> some = deviations.AsSpan(0, rows.Length);
                    for (int i = 0; i < rows.Length; i++) some[i] = z[rows[i]];
                    double own = Mean(some);
                    for (int i = 0; i < rows.Length; i++) some[i] = Math.Abs(some[i] - own);
                    within += QuantileOf(some);
                    seen++;
                }

                best = Math.Max(best, 1 - (within / seen / largest));
            }

            sum += largest * best;
            weights += largest;
        }

        return weights > 0 ? sum / weights : 0;
    }

    // Between the two numbers beside its place, in proportion. It is near the top: the few greatest are gathered in order, nothing is sorted.
    private double QuantileOf(ReadOnlySpan<double> values)
    {
        double place = Quantile * (values.Length - 1);
        int below = (int)place, kept = 0;
        double[] greatest = new double[values.Length - below];
        foreach (double value in values)
        {
            if (kept == greatest.Length && !(value > greatest[^1])) continue;
            int at = kept < greatest.Length ? kept++ : kept - 1;
            for (; at > 0 && value > greatest[at - 1]; at--) greatest[at] = greatest[at - 1];
            greatest[at] = value;
        }

        return greatest.Length > 1 ? greatest[^1] + ((place - below) * (greatest[^2] - greatest[^1])) : greatest[0];
    }

    private static double Mean(ReadOnlySpan<double> values) => RunningMoments.Of(values).Mean;
}
