namespace Latent.Evaluation.Disentanglement;

/// <summary>Modularity: whether each element of the code tells of one factor alone.</summary>
/// <remarks>
/// <para>
/// 1/d·Σ_d [1 - Σ_{j ≠ j(d)} I(z_d; v_j)²/(I(z_d; v_{j(d)})²·(f - 1))], j(d) = arg max_j I(z_d; v_j): 1 where every element tells of at most
/// one factor, 0 where each tells of all equally much; an element that tells nothing at all counts as 0 (K. Ridgeway, M. C. Mozer, "Learning
/// deep disentangled embeddings with the F-statistic loss", NeurIPS 2018, section 3; F. Locatello et al. 2019). Without a unit.
/// </para>
/// <para>
/// Two elements may know the same factor, so that it does not ask for completeness. An element of noise is judged by the errors of its
/// information, which differ with the numbers of values of the factors: noise need not be near 0, and with few examples is not. Permutations of
/// elements, shifts and scales change nothing. The standard error is over examples, by the bootstrap.
/// </para>
/// </remarks>
public sealed class Modularity : DisentanglementMetric
{
    /// <summary>Bins of an element, 2 to 256.</summary>
    public int Bins { get; init; } = 20;

    /// <inheritdoc/>
    public override string Name => "modularity";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["modularity"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 2);
        return Bootstrapped(table, context, some => [Of(InformationMatrix.Of(some, Bins))]);
    }

    private static double Of(InformationMatrix matrix)
    {
        double sum = 0;
        foreach (double[] row in matrix.Information)
        {
            double most = row.Max();
            if (most > 0) sum += 1 - (((row.Sum(i => i * i) - (most * most)) / (most * most * (row.Length - 1))));
        }

        return sum / matrix.Information.Length;
    }
}
