using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>The β-VAE score: whether a linear classifier tells from differences of codes which factor was held fixed.</summary>
/// <remarks>
/// <para>
/// A factor k is drawn, and <see cref="Batch"/> pairs of examples that agree in it; their feature is 1/B·Σ |z₁ - z₂|, element by element. A
/// multinomial logistic regression learns k from <see cref="Training"/> such features, and the score is its accuracy on
/// <see cref="Evaluation"/> others: 1/f by chance, 1 where the fixed factor leaves a mark (I. Higgins et al., "β-VAE: learning basic visual
/// concepts with a constrained variational framework", ICLR 2017, section 3; defaults of F. Locatello et al. 2019, with their ½|W|² of the weights).
/// </para>
/// <para>
/// It is lenient: a rotation of two factors can still be told by a linear classifier of all elements (H. Kim, A. Mnih 2018, section 4). Pairs are
/// drawn among the rows of the table: a row, and one of those that share its value, which may be itself. Permutations change nothing, scales
/// only the strength of the weights' penalty. The standard error is the binomial one of the draws that are judged.
/// </para>
/// </remarks>
public sealed class BetaVaeScore : DisentanglementMetric
{
    private const double Tolerance = 1e-5;
    private const int Steps = 500;

    /// <summary>Pairs of a draw.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Draws the classifier learns from.</summary>
    public int Training { get; init; } = 10_000;

    /// <summary>Draws that are judged.</summary>
    public int Evaluation { get; init; } = 5_000;

    /// <inheritdoc/>
    public override string Name => "β-VAE score";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["β-VAE score"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 2);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Evaluation);
        FixedFactorDraws draws = FixedFactorDraws.Of(table, Name);
        (double[] x, int[] factors) = Features("training", Training);
        // ½|W|² beside the sum of losses is λ = 1/n beside their mean.
        LogisticRegression classifier = LogisticRegression.Fit(
            LogisticData.Of(x, factors, table.Width), table.Factors.Count, 1.0 / Training, Tolerance, Steps,
            new EvaluationContext(context.Key) { Device = context.Device, Cancellation = context.Cancellation });
        (double[] judged, int[] right) = Features("evaluation", Evaluation);
        int known = 0;
        double[] logProb = classifier.LogProb(judged);
        for (int i = 0; i < right.Length; i++)
        {
            if (Classification.LargestOf(logProb.AsSpan(i * table.Factors.Count, table.Factors.Count)) == right[i]) known++;
        }

        return [Share(Name, known, Evaluation)];

        (double[], int[]) Features(string what, int count)
        {
            double[] features = new double[count * table.Width];
            int[] fixedFactors = new int[count];
            var pairs = new (int First, int Second)[Batch];
            RandomKey key = context.Key.Split("beta-vae").Split(what);
            for (int i = 0; i < count; i++)
            {
                if (i % 256 == 0) context.Cancellation.ThrowIfCancellationRequested();
                fixedFactors[i] = draws.DrawPairs(key, i, pairs);
                for (int d = 0; d < table.Width; d++)
                {
                    ReadOnlySpan<double> z = table.Code(d);
                    double sum = 0;
                    foreach ((int first, int second) in pairs) sum += Math.Abs(z[first] - z[second]);
                    features[(i * table.Width) + d] = sum / pairs.Length;
                }
            }

            return (features, fixedFactors);
        }
    }
}
