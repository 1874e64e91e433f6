using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// The FactorVAE score: whether the element of the code that varies least, where one factor is held fixed, tells which factor that is.
/// </summary>
/// <remarks>
/// <para>
/// A factor k and one of its values are drawn, and <see cref="Batch"/> examples that have it; the element with the least variance over them,
/// relative to its variance over all, votes for k. Each element is then given to the factor it voted for most often among
/// <see cref="Training"/> draws, and the score is the share of right guesses of <see cref="Evaluation"/> other draws: 1/f by chance, 1 where
/// every factor has an element of its own (H. Kim, A. Mnih, "Disentangling by factorising", ICML 2018, section 4). Elements that vary by less
/// than <see cref="LeastDeviation"/> are left out; without others the score is 0. Defaults are those of F. Locatello et al. 2019.
/// </para>
/// <para>
/// Examples are drawn among the rows of the table, with replacement, and a value as often as rows have it; values that one row alone has are not
/// drawn. Permutations and scales of elements (above the least deviation) change nothing. The standard error is the binomial one of the draws
/// that are judged: of this table and these votes.
/// </para>
/// </remarks>
public sealed class FactorVaeScore : DisentanglementMetric
{
    /// <summary>Examples of a draw.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Draws that decide which element stands for which factor.</summary>
    public int Training { get; init; } = 10_000;

    /// <summary>Draws that are judged.</summary>
    public int Evaluation { get; init; } = 5_000;

    /// <summary>Elements with a smaller standard deviation do not vote.</summary>
    public double LeastDeviation { get; init; } = 0.05;

    /// <inheritdoc/>
    public override string Name => "FactorVAE score";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Figures { get; } = ["FactorVAE score"];

    /// <inheritdoc/>
    public override IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context)
    {
        Need(table, 2);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(Batch, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Evaluation);
        FixedFactorDraws draws = FixedFactorDraws.Of(table, Name);
        (int Dimension, double Variance)[] voters = [.. Enumerable.Range(0, table.Width)
            .Select(d => (d, RunningMoments.Of(table.Code(d)).Variance)).Where(v => v.Variance > 0 && Math.Sqrt(v.Variance) >= LeastDeviation)];
        if (voters.Length == 0) return [new MetricScore(Name, 0, null)];
        int f = table.Factors.Count;
        int[] training = Votes("training", Training), judged = Votes("evaluation", Evaluation);
        int right = 0;
        for (int d = 0; d < table.Width; d++)
        {
            ReadOnlySpan<int> of = training.AsSpan(d * f, f);
            int most = 0;
            for (int j = 1; j < f; j++)
            {
                if (of[j] > of[most]) most = j;
            }

            right += judged[(d * f) + most];
        }

        return [Share(Name, right, Evaluation)];

        // [d, f]: how often an element varied least while a factor was fixed.
        int[] Votes(string what, int count)
        {
            int[] votes = new int[table.Width * f], rows = new int[Batch];
            RandomKey key = context.Key.Split("factor-vae").Split(what);
            for (int i = 0; i < count; i++)
            {
                if (i % 256 == 0) context.Cancellation.ThrowIfCancellationRequested();
                int factor = draws.Draw(key, i, rows);
                int least = 0;
                double smallest = double.PositiveInfinity;
                foreach ((int d, double variance) in voters)
                {
                    double ratio = VarianceOf(table.Code(d), rows) / variance;
                    if (ratio < smallest) (least, smallest) = (d, ratio);
                }

                votes[(least * f) + factor]++;
            }

            return votes;
        }
    }

    // Around the first of them, so that equal numbers have none, to the bit, and large ones do not cancel.
    private static double VarianceOf(ReadOnlySpan<double> z, int[] rows)
    {
        double origin = z[rows[0]], sum = 0, squares = 0;
        foreach (int row in rows)
        {
            double x = z[row] - origin;
            sum += x;
            squares += x * x;
        }

        return Math.Max(0, (squares - (sum * sum / rows.Length)) / (rows.Length - 1));
    }
}
