using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>How far the mean over the seeds of one group is from that of another.</summary>
/// <param name="Value">The one less the other.</param>
/// <param name="HalfWidth">The 95 % interval is <paramref name="Value"/> ± this.</param>
/// <param name="Degrees">Degrees of freedom.</param>
/// <remarks>
/// Seeds of two groups are independent draws of trainings whose spread need not be the same: Student's t at the standard error √(s₁²/n₁ + s₂²/n₂) with
/// the degrees of freedom of B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
/// Biometrika 34, 1947.
/// </remarks>
public sealed record SeedDifference(double Value, double HalfWidth, double Degrees)
{
    /// <summary>Whether 0 is outside the interval.</summary>
    public bool IsClear => Math.Abs(Value) > HalfWidth;

    /// <summary>Of two groups; null where one has fewer than two seeds, whose spread is not known.</summary>
    internal static SeedDifference? Between(RunningMoments of, RunningMoments from)
    {
        if (of.Count < 2 || from.Count < 2) return null;
        double a = of.Variance / of.Count, b = from.Variance / from.Count, value = of.Mean - from.Mean;
        if (a + b == 0) return new SeedDifference(value, 0, of.Count + from.Count - 2);
        double degrees = (a + b) * (a + b) / ((a * a / (of.Count - 1)) + (b * b / (from.Count - 1)));
        return new SeedDifference(value, Math.Sqrt(a + b) * Quantile(0.975, degrees), degrees);
    }

    // Of Student's t, by halving: the distribution function is exact, and this is asked for a few dozen times.
    internal static double Quantile(double probability, double degrees)
    {
        double low = 0, high = 1;
        while (SpecialMath.StudentTCdf(high, degrees) < probability) high *= 2;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (SpecialMath.StudentTCdf(middle, degrees) < probability) low = middle;
            else high = middle;
        }

        return 0.5 * (low + high);
    }
}

/// <summary>The mean of a figure over the seeds of a group.</summary>
/// <param name="Value">The mean; of UDR the median.</param>
/// <param name="StandardError">s/√n over seeds; null of one seed, and of UDR, whose scores are of the same pairs and not independent.</param>
/// <param name="Seeds">n.</param>
public sealed record SeedMean(double Value, double? StandardError, int Seeds);

/// <summary>A figure over the seeds of each group.</summary>
/// <param name="Part">The part of the evaluation; null of what is only known of several models together.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Values">Of each group; null where a model of it has none.</param>
/// <param name="Differences">Of each group from the first; null for the first, and where one of the two has one seed.</param>
/// <param name="Best">Which group is better than every other, 0 outside the interval of the difference; null where none is.</param>
public sealed record SeedFigure(
    EvaluationPart? Part, string Name, string Unit, IReadOnlyList<SeedMean?> Values, IReadOnlyList<SeedDifference?> Differences, int? Best)
{
    /// <summary>All figures that compare, and how far the models of each group agree on the elements of their codes.</summary>
    internal static IReadOnlyList<SeedFigure> All(IReadOnlyList<SeedGroup> groups, IReadOnlyList<ComparedFigure> figures)
    {
        List<SeedFigure> all = [];
        foreach (ComparedFigure figure in figures.Where(static figure => figure.Compares))
        {
            double?[] values = [.. figure.Values.Select(static value => value?.Value.Number)];
            FigureDirection direction = figure.Values.First(static value => value is not null)!.Direction;
            all.Add(Of(figure.Part, figure.Name, figure.Unit, direction, [.. groups.Select(group => group.Models.Select(i => values[i]))]));
        }

        foreach ((string name, Func<SeedGroup, RankingResult?> of) in new (string, Func<SeedGroup, RankingResult?>)[]
            { ("UDR by lasso", static g => g.ByLasso), ("UDR by rank correlation", static g => g.ByRanks) })
        {
            SeedMean?[] medians = [.. groups.Select(group => of(group) is { } ranking ? new SeedMean(ranking.Median, null, group.Models.Count) : null)];
            if (medians.Any(static median => median is not null))
                all.Add(new SeedFigure(null, name, "", medians, new SeedDifference?[groups.Count], null));
        }

        return all;
    }

    private static SeedFigure Of(EvaluationPart part, string name, string unit, FigureDirection direction, IEnumerable<double?>[] values)
    {
        RunningMoments?[] moments = [.. values.Select(static group =>
        {
            RunningMoments sum = default;
            foreach (double? value in group)
            {
                if (value is not { } number || double.IsNaN(number)) return (RunningMoments?)null;
                sum.Add(number);
            }

            return sum;
        })];
        SeedDifference? Less(int i, int j) => moments[i] is { } of && moments[j] is { } from ? SeedDifference.Between(of, from) : null;
        int? best = null;
        if (direction != FigureDirection.None && moments.Length > 1 && moments.All(static m => m is not null))
        {
            double sign = direction == FigureDirection.Higher ? 1 : -1;
            int first = Enumerable.Range(0, moments.Length).MaxBy(i => sign * moments[i]!.Value.Mean);
            if (Enumerable.Range(0, moments.Length).All(i => i == first || Less(first, i) is { IsClear: true })) best = first;
        }

        return new SeedFigure(part, name, unit,
            [.. moments.Select(static m => m is { } known
                ? new SeedMean(known.Mean, known.Count > 1 ? known.Estimate.StandardError : null, known.Count) : null)],
            [.. Enumerable.Range(0, moments.Length).Select(i => i == 0 ? null : Less(i, 0))], best);
    }
}
