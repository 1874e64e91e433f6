namespace Latent.Evaluation.Disentanglement;

/// <summary>MIG, the mutual information gap: how much more one element of the code tells of a factor than any other does.</summary>
/// <remarks>
/// <para>
/// MIG = 1/f·Σ_j [I(z_d; v_j) - max_{e ≠ d} I(z_e; v_j)]/H(v_j), d = arg max_d I(z_d; v_j): from 0, where the two that know a factor best know
/// equally much (or nothing), to 1, where one element determines it and no other tells anything (R. T. Q. Chen et al., "Isolating sources of
/// disentanglement in variational autoencoders", NeurIPS 2018, eq. 6). It is a share of entropies, without a unit.
/// </para>
/// <para>
/// Information is that of counts in <see cref="Bins"/> bins of equal width of the means of q, as in F. Locatello et al. 2019 (the paper
/// integrates over q instead). A factor of more values than bins is not determined by any element: of 40 values 20 bins leave log 20/log 40.
/// Permutations of elements, shifts and scales change nothing. The standard error is over examples, by the bootstrap. A factor that has one
/// value in a resample counts as 0.
/// </para>
/// </remarks>
public sealed class MutualInformationGap : DisentanglementMetric
{
    /// <summary>Bins of an element, 2 to 256.</summary>
    public int Bins { get; init; } = 20;

    /// <inheritdoc/>
    public override string Name => "MIG";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["MIG"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 1);
        return Bootstrapped(table, context, some => [Of(InformationMatrix.Of(some, Bins))]);
    }

    private static double Of(InformationMatrix matrix)
    {
        double sum = 0;
        for (int j = 0; j < matrix.Entropies.Length; j++)
        {
            double first = 0, second = 0;
            foreach (double[] row in matrix.Information)
            {
                if (row[j] > first) (first, second) = (row[j], first);
                else if (row[j] > second) second = row[j];
            }

            if (matrix.Entropies[j] > 0) sum += (first - second) / matrix.Entropies[j];
        }

        return sum / matrix.Entropies.Length;
    }
}
