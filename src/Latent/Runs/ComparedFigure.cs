using Latent.Evaluation;

namespace Latent.Runs;

/// <summary>How far a figure of one model is from that of another.</summary>
/// <param name="Value">The one less the other.</param>
/// <param name="StandardError">
/// Over examples. Paired: s/√n of the differences of the single examples, which both models were given with the same noise; else √(e₁² + e₂²),
/// which is too large where the examples are the same. Null where the figures have no error, or are of one example.
/// </param>
/// <param name="IsPaired">Whether it is of the differences of single examples.</param>
public sealed record FigureDifference(double Value, double? StandardError, bool IsPaired)
{
    /// <summary>Beyond how many standard errors a difference counts.</summary>
    public const double Errors = 3;

    /// <summary>Whether it is more than three standard errors from 0.</summary>
    public bool IsClear => StandardError is { } error && Math.Abs(Value) > Errors * error && (error > 0 || IsPaired);

    /// <summary>The difference of two figures of the same name.</summary>
    /// <param name="of">The one.</param>
    /// <param name="from">The other, which is taken away.</param>
    public static FigureDifference Between(EvaluationFigure of, EvaluationFigure from)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(from);
        int count = of.PerExample.Count;
        if (count > 1 && from.PerExample.Count == count)
        {
            RunningMoments moments = default;
            for (int i = 0; i < count; i++) moments.Add(of.PerExample[i] - from.PerExample[i]);
            return new FigureDifference(moments.Mean, moments.Estimate.StandardError, IsPaired: true);
        }

        double? error = count != 1 && of.Value.Error is { } a && from.Value.Error is { } b ? Math.Sqrt((a * a) + (b * b)) : null;
        return new FigureDifference((of.Value.Number ?? double.NaN) - (from.Value.Number ?? double.NaN), error, IsPaired: false);
    }
}

/// <summary>A figure of all models that are compared.</summary>
/// <param name="Part">The part of the evaluation.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Values">Of each model; null for one that has none.</param>
/// <param name="Differences">Of each model from the first; null for the first, and where two do not compare.</param>
/// <param name="Best">Which model is clearly better than every other, by more than three standard errors; null where none is.</param>
/// <param name="Compares">Whether the values are of the same thing, so that they compare.</param>
public sealed record ComparedFigure(
    EvaluationPart Part, string Name, string Unit, IReadOnlyList<EvaluationFigure?> Values, IReadOnlyList<FigureDifference?> Differences, int? Best,
    bool Compares)
{
    /// <summary>Puts the values of a figure side by side.</summary>
    /// <param name="values">Of each model; null for one that has none.</param>
    /// <param name="compares">Whether the values of two models are of the same thing.</param>
    internal static ComparedFigure Of(IReadOnlyList<EvaluationFigure?> values, Func<FigureScale, int, int, bool> compares)
    {
        EvaluationFigure any = values.First(static value => value is not null)!;
        int[] having = [.. Enumerable.Range(0, values.Count).Where(i => values[i] is not null)];
        bool all = having.All(i => compares(any.Scale, having[0], i));
        FigureDifference?[] differences = new FigureDifference?[values.Count];
        for (int i = 1; i < values.Count; i++)
        {
            if (values[0] is { } first && values[i] is { } own && compares(any.Scale, 0, i))
                differences[i] = FigureDifference.Between(own, first);
        }

        return new ComparedFigure(any.Part, any.Name, any.Unit, values, differences, all ? BestOf(values, having, any.Direction) : null, all);
    }

    private static int? BestOf(IReadOnlyList<EvaluationFigure?> values, int[] having, FigureDirection direction)
    {
        if (direction == FigureDirection.None || having.Length < 2) return null;
        double sign = direction == FigureDirection.Higher ? 1 : -1;
        int best = having.MaxBy(i => sign * values[i]!.Value.Number ?? double.NaN);
        return having.All(i => i == best || FigureDifference.Between(values[best]!, values[i]!) is { IsClear: true } d && sign * d.Value > 0) ? best : null;
    }
}
