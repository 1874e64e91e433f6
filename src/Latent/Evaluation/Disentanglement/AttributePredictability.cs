namespace Latent.Evaluation.Disentanglement;

/// <summary>SAP, separated attribute predictability: how much better one element of the code predicts a factor linearly than any other does.</summary>
/// <remarks>
/// <para>
/// SAP = 1/f·Σ_j [S_dj - max_{e ≠ d} S_ej], d = arg max_d S_dj. For factors of classes S is the accuracy on held-out examples of a linear
/// classifier of z_d alone (A. Kumar, P. Sattigeri, A. Balakrishnan, "Variational inference of disentangled latent concepts from unlabeled
/// observations", ICLR 2018, section 3.2): support vector machines, one against the rest, with squared hinge, C = 0.01 and rare classes weighted
/// up, as F. Locatello et al. 2019 take them. Where <see cref="IsContinuous"/> S is the squared correlation with the factor's number.
/// </para>
/// <para>
/// The difference is below 1 even where z is the factors: chance, 1/K, is what the other elements reach, and lines of one number cannot tell
/// the inner ones of many values apart. Two balanced values give exactly 1 - ½; squared correlations of a whole grid 1. Permutations change
/// nothing, nor do scales for correlations; for classifiers they change the strength of the penalty alone. The standard error is over the
/// held-out examples, or of correlations over all, by the bootstrap.
/// </para>
/// </remarks>
public sealed class AttributePredictability : DisentanglementMetric
{
    /// <summary>Whether factors are numbers in an order, not classes.</summary>
    public bool IsContinuous { get; init; }

    /// <summary>C: how much an error costs against ½(w² + b²).</summary>
    public double Cost { get; init; } = 0.01;

    /// <summary>The share of examples that classifiers learn from; the others judge them.</summary>
    public double TrainShare { get; init; } = 2.0 / 3;

    /// <inheritdoc/>
    public override string Name => "SAP";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["SAP"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 1);
        ArgumentNullException.ThrowIfNull(context);
        if (IsContinuous) return Bootstrapped(table, context, static some => [Gap(some, (d, j) => SquaredCorrelation(some.Code(d), some.Values(j)))]);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Cost);
        (FactorTable train, FactorTable test) = table.Split(TrainShare, context.Key.Split("sap"));
        bool[][][] right = new bool[table.Width][][];
        for (int d = 0; d < table.Width; d++)
        {
            right[d] = new bool[table.Factors.Count][];
            for (int j = 0; j < table.Factors.Count; j++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                LinearClassifier classifier = LinearClassifier.Fit(train.Code(d), train.Values(j), table.Factors[j].Values, Cost);
                right[d][j] = new bool[test.Count];
                for (int i = 0; i < test.Count; i++) right[d][j][i] = classifier.Predict(test.Code(d)[i]) == test.Values(j)[i];
            }
        }

        // The classifiers stay; the examples that judge them are drawn anew for the error, the same for all.
        double value = Of([.. Enumerable.Range(0, test.Count)]);
        return [new MetricScore(Name, value, context.Errors(test.Count, examples => [Of(examples)], 1)[0])];

        double Of(int[] examples) => Gap(table, (d, j) =>
        {
            int count = 0;
            foreach (int i in examples) count += right[d][j][i] ? 1 : 0;
            return count / (double)examples.Length;
        });
    }

    private static double Gap(FactorTable table, Func<int, int, double> score)
    {
        double sum = 0;
        for (int j = 0; j < table.Factors.Count; j++)
        {
            double first = 0, second = 0;
            for (int d = 0; d < table.Width; d++)
            {
                double s = score(d, j);
                if (s > first) (first, second) = (s, first);
                else if (s > second) second = s;
            }

            sum += first - second;
        }

        return sum / table.Factors.Count;
    }

    private static double SquaredCorrelation(ReadOnlySpan<double> z, ReadOnlySpan<int> values)
    {
        double meanZ = 0, meanV = 0, zz = 0, vv = 0, zv = 0;
        for (int i = 0; i < z.Length; i++)
        {
            meanZ += z[i] / z.Length;
            meanV += values[i] / (double)z.Length;
        }

        for (int i = 0; i < z.Length; i++)
        {
            zz += (z[i] - meanZ) * (z[i] - meanZ);
            vv += (values[i] - meanV) * (values[i] - meanV);
            zv += (z[i] - meanZ) * (values[i] - meanV);
        }

        return zz > 0 && vv > 0 ? zv * zv / (zz * vv) : 0;
    }
}
