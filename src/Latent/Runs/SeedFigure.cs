using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>How far the mean over the seeds of one group is from that of another.</summary>
/// <param name="Value">The one less the other.</param>
/// <param name="HalfWidth">The 95 % interval is <paramref name="Value"/> ± this.</param>
/// <param name="Degrees">Degrees of freedom.</param>
/// <remarks>
/// Trainings of two groups are taken for independent, of a spread that need not be the same: Student's t at the standard error √(s₁²/n₁ + s₂²/n₂) with the
/// degrees of freedom of B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34,
/// 1947. The same seed gives two configurations the same order of examples, and where their shapes agree the same first parameters; so far as that makes their
/// results alike, the interval is too wide. It is about other seeds, and not about other examples.
/// </remarks>
public sealed record SeedDifference(double Value, double HalfWidth, double Degrees)
{
    /// <summary>Whether 0 is outside the interval.</summary>
    public bool IsClear => Math.Abs(Value) > HalfWidth;

    /// <summary>Of two groups; null where the spread is not known: one has fewer than two seeds, or all of a kind give the same number.</summary>
    internal static SeedDifference? Between(RunningMoments of, RunningMoments from)
    {
        if (of.Count < 2 || from.Count < 2) return null;
        double a = of.Variance / of.Count, b = from.Variance / from.Count, value = of.Mean - from.Mean;
        if (!(a + b > 0)) return null;
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
/// <param name="Values">Of each group; null where a model of it has none that is finite.</param>
/// <param name="Differences">Of each group from the first; null for the first, where the two do not compare, and where their spread is not known.</param>
/// <param name="Best">Which group is better than every other, 0 outside the interval of the difference; null where none is.</param>
public sealed record SeedFigure(
    EvaluationPart? Part, string Name, string Unit, IReadOnlyList<SeedMean?> Values, IReadOnlyList<SeedDifference?> Differences, int? Best)
{
    /// <summary>All figures, and how far the models of each group agree on the elements of their codes.</summary>
    internal static IReadOnlyList<SeedFigure> All(
        IReadOnlyList<SeedGroup> groups, IReadOnlyList<ComparedFigure> figures, Func<FigureScale, int, int, bool> compares)
    {
        List<SeedFigure> all = [];
        foreach (ComparedFigure figure in figures) all.Add(Of(figure, groups, (scale, i, j) => compares(scale, groups[i].Models[0], groups[j].Models[0])));
        foreach ((string name, Func<SeedGroup, RankingResult?> of) in new (string, Func<SeedGroup, RankingResult?>)[]
            { ("UDR by lasso", static g => g.ByLasso), ("UDR by rank correlation", static g => g.ByRanks) })
        {
            SeedMean?[] medians = [.. groups.Select(group => of(group) is { } ranking ? new SeedMean(ranking.Median, null, group.Models.Count) : null)];
            if (medians.Any(static median => median is not null))
                all.Add(new SeedFigure(null, name, "", medians, new SeedDifference?[groups.Count], null));
        }

        return all;
    }

    private static SeedFigure Of(ComparedFigure figure, IReadOnlyList<SeedGroup> groups, Func<FigureScale, int, int, bool> compares)
    {
        EvaluationFigure any = figure.Values.First(static value => value is not null)!;
        RunningMoments?[] moments = [.. groups.Select(group => MomentsOf(group.Models.Select(i => figure.Values[i]?.Value.Number)))];
        int[] having = [.. Enumerable.Range(0, moments.Length).Where(i => moments[i] is not null)];
        int? best = null;
        if (any.Direction != FigureDirection.None && having.Length > 1)
        {
            double sign = any.Direction == FigureDirection.Higher ? 1 : -1;
            int first = having.MaxBy(i => sign * moments[i]!.Value.Mean);
            if (having.All(i => i == first || Less(first, i) is { IsClear: true })) best = first;
        }

        return new SeedFigure(figure.Part, figure.Name, figure.Unit,
            [.. moments.Select(static m => m is { } known
                ? new SeedMean(known.Mean, known.Count > 1 ? known.Estimate.StandardError : null, known.Count) : null)],
            [.. Enumerable.Range(0, moments.Length).Select(i => i == 0 ? null : Less(i, 0))], best);

        SeedDifference? Less(int i, int j) =>
            moments[i] is { } of && moments[j] is { } from && compares(any.Scale, i, j) ? SeedDifference.Between(of, from) : null;
    }

    // Null where one model has no such number, or none that is finite.
    private static RunningMoments? MomentsOf(IEnumerable<double?> values)
    {
        RunningMoments moments = default;
        foreach (double? value in values)
        {
            if (value is not { } number || !double.IsFinite(number)) return null;
            moments.Add(number);
        }

        return moments;
    }
}
