using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>A figure of a metric.</summary>
/// <param name="Name">Which.</param>
/// <param name="Value">Its value.</param>
/// <param name="StandardError">Its standard error; the metric says of what. Null where none is known.</param>
public sealed record MetricScore(string Name, double Value, double? StandardError);

/// <summary>What every metric is given beside the table and its own settings.</summary>
/// <param name="Key">The randomness of draws, splits and resamples; keep it fixed to compare models.</param>
public sealed record MetricContext(RandomKey Key)
{
    /// <summary>How often examples are drawn anew to find a standard error (bootstrap); 0 for none.</summary>
    public int Resamples { get; init; } = 20;

    /// <summary>Where to compute; the shared processor device by default.</summary>
    public Device? Device { get; init; }

    /// <summary>Looked at on the way.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// The standard deviation of figures over as many examples drawn with replacement (B. Efron, "Bootstrap methods: another look at the
    /// jackknife", Annals of Statistics 7, 1979): how far they would be with other examples of the same model.
    /// </summary>
    /// <param name="examples">How many examples there are.</param>
    /// <param name="figures">The figures of some examples, by their numbers.</param>
    /// <param name="count">How many figures.</param>
    /// <returns>An error each; null without resamples.</returns>
    internal double?[] Errors(int examples, Func<int[], double[]> figures, int count)
    {
        if (Resamples < 2) return new double?[count];
        RunningMoments[] moments = new RunningMoments[count];
        for (int r = 0; r < Resamples; r++)
        {
            Cancellation.ThrowIfCancellationRequested();
            double[] values = figures(WithReplacement(examples, Key.Split("bootstrap").Split(r)));
            for (int i = 0; i < count; i++) moments[i].Add(values[i]);
        }

        return [.. moments.Select(static m => (double?)Math.Sqrt(m.Variance))];
    }

    /// <summary>As many numbers of examples, each drawn from all.</summary>
    internal static int[] WithReplacement(int count, RandomKey key)
    {
        uint[] words = new uint[count];
        key.For(RandomPurpose.Resampling).Bits(words);
        return [.. words.Select(word => FactorTable.Below(word, count))];
    }
}

/// <summary>
/// A metric of disentanglement: how far single elements of a code stand for single factors. A sealed class a metric, with its settings as
/// properties, and a line in <see cref="DisentanglementCatalog"/>.
/// </summary>
/// <remarks>Scores are pure functions of table, settings and key: equal to the bit on any number of threads.</remarks>
public abstract class DisentanglementMetric
{
    /// <summary>What it is called.</summary>
    public abstract string Name { get; }

    /// <summary>The names of its figures, in the order of <see cref="Score"/>.</summary>
    public abstract IReadOnlyList<string> Figures { get; }

    /// <summary>Computes the figures.</summary>
    /// <param name="table">Codes and factors.</param>
    /// <param name="context">Randomness and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">The metric needs more factors, elements of a code or examples than there are.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public abstract IReadOnlyList<MetricScore> Score(FactorTable table, MetricContext context);

    private protected void Need(FactorTable table, int factors, int dimensions = 1)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Factors.Count < factors)
        {
            throw new EvaluationNotDefinedException(
                Name, $"{(factors == 1 ? "one factor is" : $"{factors} factors are")} needed, and there {(table.Factors.Count == 1 ? "is" : "are")} "
                    + $"{table.Factors.Count}");
        }

        if (table.Width < dimensions)
            throw new EvaluationNotDefinedException(Name, $"codes of {dimensions} elements are needed, and they have {table.Width}");
    }

    private protected IReadOnlyList<MetricScore> Bootstrapped(FactorTable table, MetricContext context, Func<FactorTable, double[]> figures)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] values = figures(table);
        double?[] errors = context.Errors(table.Count, rows => figures(table.Rows(rows)), values.Length);
        return [.. Figures.Select((name, i) => new MetricScore(name, values[i], errors[i]))];
    }

    /// <summary>A share of right answers with the binomial standard error of the questions asked.</summary>
    private protected static MetricScore Share(string name, int right, int asked)
    {
        double share = right / (double)asked;
        return new MetricScore(name, share, Math.Sqrt(share * (1 - share) / asked));
    }
}
