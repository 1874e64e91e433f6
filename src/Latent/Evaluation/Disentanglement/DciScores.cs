namespace Latent.Evaluation.Disentanglement;

/// <summary>DCI: disentanglement, completeness and informativeness, by what trees that predict the factors make of the code.</summary>
/// <remarks>
/// <para>
/// Boosted trees learn each factor from the whole code; R_dj is the share of element d in the gains of the trees of factor j. With
/// P = R normalised over the other index, D = Σ_d ρ_d·(1 - H_f(P_d·)) with ρ_d = Σ_j R_dj/ΣR: whether an element is used for one factor alone;
/// C = Σ_j γ_j·(1 - H_d(P_·j)) with γ_j = Σ_d R_dj/ΣR: whether a factor is learned from one element alone; entropies are to the base of the
/// number of factors, and of elements, so that each lies in [0, 1]. I is the mean accuracy on held-out examples; 1/K by chance (C. Eastwood,
/// C. K. I. Williams, "A framework for the quantitative evaluation of disentangled representations", ICLR 2018, section 2).
/// </para>
/// <para>
/// The trees are those of F. Locatello et al. 2019 (and scikit-learn's defaults): 100 stages, depth 3, rate 0.1, a tree a class; see
/// <see cref="Bins"/> for what differs. Any increasing function of an element changes nothing, nor do permutations but where two splits are
/// equally good. The standard error of I is over the held-out examples; of D and C none is known.
/// </para>
/// </remarks>
public sealed class DciScores : DisentanglementMetric
{
    /// <summary>Trees of each class.</summary>
    public int Stages { get; init; } = 100;

    /// <summary>Splits from root to leaf.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>ν, the share of a tree's answer that is added.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>
    /// Bins of equally many examples that an element's values are put in, at most 256; splits are looked for between them, as in modern
    /// implementations of boosting, not between all values.
    /// </summary>
    public int Bins { get; init; } = 64;

    /// <summary>The share of examples that trees learn from; the others judge them.</summary>
    public double TrainShare { get; init; } = 2.0 / 3;

    /// <inheritdoc/>
    public override string Name => "DCI";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["DCI disentanglement", "DCI completeness", "DCI informativeness"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 2, 2);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Stages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Depth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bins, 256);
        (double[][] importances, double[] right) = Learn(table, context);
        int f = table.Factors.Count, d = table.Width;
        double[][] byElement = [.. Enumerable.Range(0, d).Select(i => importances.Select(of => of[i]).ToArray())];
        Estimate accuracy = RunningMoments.Of(right).Estimate;
        return
        [
            new MetricScore(Figures[0], Concentration(byElement, f), null),
            new MetricScore(Figures[1], Concentration(importances, d), null),
            new MetricScore(Figures[2], accuracy.Value, accuracy.StandardError),
        ];
    }

    /// <summary>R, [f][d], and of each held-out example the share of factors that were predicted right.</summary>
    internal (double[][] Importances, double[] Right) Learn(FactorTable table, MetricContext context)
    {
        (FactorTable train, FactorTable test) = table.Split(TrainShare, context.Key.Split("dci"));
        BinnedCodes learned = BinnedCodes.Of(train, Bins), asked = learned.Others(test);
        double[][] importances = new double[table.Factors.Count][];
        double[] right = new double[test.Count];
        for (int j = 0; j < importances.Length; j++)
        {
            (importances[j], int[] predictions) = BoostedTrees.Fit(
                learned, train.Values(j), asked, table.Factors[j].Values, new BoostedTreesOptions(Stages, Depth, Rate), context.Cancellation);
            for (int i = 0; i < right.Length; i++)
            {
                if (predictions[i] == test.Values(j)[i]) right[i] += 1.0 / importances.Length;
            }
        }

        return (importances, right);
    }

    /// <summary>Σ w·(1 - H) of rows of numbers, H to the base of their length, w the rows' shares of the sum of all; 0 where all are 0.</summary>
    internal static double Concentration(double[][] rows, int length)
    {
        double all = rows.Sum(static row => row.Sum()), sum = 0;
        if (!(all > 0)) return 0;
        foreach (double[] row in rows)
        {
            double total = row.Sum(), entropy = 0;
            foreach (double value in row)
            {
                if (value > 0) entropy -= value / total * Math.Log(value / total);
            }

            sum += total / all * (1 - (entropy / Math.Log(length)));
        }

        return sum;
    }
}
