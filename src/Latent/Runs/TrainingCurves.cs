using Latent.Reporting.Charts;
using Latent.Training;

namespace Latent.Runs;

/// <summary>The evaluations of trainings as lines.</summary>
internal static class TrainingCurves
{
    /// <summary>Training, and validation where there is any, of one run.</summary>
    public static LinePanel Panel(string label, IReadOnlyList<TrainingPoint> points, Func<TermSummary, double> value)
    {
        LineSeries train = Train("training", points, value, StepOf);
        return points.All(static p => p.Validation is null)
            ? new LinePanel(label, train)
            : new LinePanel(label, train, Validation("validation", points, value, StepOf));
    }

    /// <summary>Several runs, each in its colour: validation drawn through, training dashed; drawn through where there is no other.</summary>
    /// <param name="label">What the values are, with their unit.</param>
    /// <param name="runs">Runs with at least one point; one without has no line, and keeps its colour.</param>
    /// <param name="value">What is drawn.</param>
    /// <param name="x">Where a point lies, by the points up to it.</param>
    public static LinePanel Panel(
        string label, IReadOnlyList<(string Name, IReadOnlyList<TrainingPoint> Points)> runs, Func<TermSummary, double> value,
        Func<IReadOnlyList<TrainingPoint>, int, double> x)
    {
        List<LineSeries> lines = [];
        for (int i = 0; i < runs.Count; i++)
        {
            (string name, IReadOnlyList<TrainingPoint> points) = runs[i];
            if (points.Count == 0) continue;
            bool isValidated = points.Any(static p => p.Validation is not null);
            if (isValidated) lines.Add(Validation(name, points, value, x) with { Colour = i, Dash = 0 });
            lines.Add(Train(isValidated ? $"{name}, training" : name, points, value, x) with { Colour = i, Dash = isValidated ? 1 : 0 });
        }

        return new LinePanel(label, lines);
    }

    /// <summary>Over steps.</summary>
    public static double StepOf(IReadOnlyList<TrainingPoint> points, int i) => points[i].Step;

    /// <summary>Over the seconds a training has taken.</summary>
    public static double SecondsOf(IReadOnlyList<TrainingPoint> points, int i) => points.Take(i + 1).Sum(static p => p.Seconds);

    private static LineSeries Train(
        string name, IReadOnlyList<TrainingPoint> points, Func<TermSummary, double> value, Func<IReadOnlyList<TrainingPoint>, int, double> x) =>
        new(name, [.. points.Select((_, i) => x(points, i))], [.. points.Select(p => value(p.Train))]);

    private static LineSeries Validation(
        string name, IReadOnlyList<TrainingPoint> points, Func<TermSummary, double> value, Func<IReadOnlyList<TrainingPoint>, int, double> x)
    {
        int[] having = [.. Enumerable.Range(0, points.Count).Where(i => points[i].Validation is not null)];
        return new LineSeries(name, [.. having.Select(i => x(points, i))], [.. having.Select(i => value(points[i].Validation!))]);
    }
}
