using MathNet.Numerics.Distributions;

namespace Latent.Tests.Distributions;

/// <summary>
/// Cells of known probability, in which samples are counted: Pearson's χ² over them, and Kolmogorov's distance of the counts cumulated.
/// </summary>
internal sealed class Cells
{
    private const double Level = 1e-6;

    private readonly double[] _expected;
    private readonly Func<ReadOnlySpan<double>, int> _place;

    private Cells(double[] expected, Func<ReadOnlySpan<double>, int> place)
    {
        _expected = expected;
        _place = place;
    }

    /// <summary>The points of a countable set, or intervals of the coordinates.</summary>
    public static Cells Of(Domain domain, Draw draw) => domain.IsDiscrete ? Points(domain, draw) : Intervals(domain, draw);

    /// <summary>χ² at a level of 1e-6, and the largest distance of the cumulated counts, whose quantile is at most √(-½ ln(level / 2) / n).</summary>
    public void Check(Draw draw)
    {
        int[] observed = new int[_expected.Length];
        int count = draw.Count;
        for (int i = 0; i < count; i++)
            observed[_place(draw[i])]++;
        string name = draw.Case.Name;
        double statistic = 0, distance = 0, below = 0;
        int kept = 0;
        for (int i = 0; i < _expected.Length; i++)
        {
            double expected = count * _expected[i], difference = observed[i] - expected;
            below += difference;
            distance = Math.Max(distance, Math.Abs(below) / count);
            // A cell too rare for χ² counts in the distance, and must not be full.
            if (expected < 1)
            {
                Assert.True(observed[i] < 25, $"{name}: {observed[i]} of {count} samples in cell {i} of probability {_expected[i]:R}");
                continue;
            }

            statistic += difference * difference / expected;
            kept++;
        }

        double critical = kept > 1 ? ChiSquared.InvCDF(kept - 1, 1 - Level) : 1e-9;
        Assert.True(statistic <= critical, $"{name}: χ² of {count} samples over {kept} cells is {statistic:F1}, above {critical:F1} (level {Level})");
        double furthest = Math.Sqrt(-0.5 * Math.Log(Level / 2) / count);
        Assert.True(distance <= furthest, $"{name}: the distribution of {count} samples is off by {distance:R}, above {furthest:R} (level {Level})");
    }

    // One cell a point; the last holds what is rarer than five expected counts.
    private static Cells Points(Domain domain, Draw draw)
    {
        double[][] points = domain.Points(atMost: 4096);
        double[] probability = [.. Domain.Score(draw.Distribution)(points).Select(Math.Exp)];
        Dictionary<double, int> cells = [];
        List<double> expected = [];
        for (int i = 0; i < points.Length; i++)
        {
            if (probability[i] * draw.Count < 5) continue;
            cells.Add(Key(points[i]), expected.Count);
            expected.Add(probability[i]);
        }

        expected.Add(Math.Max(0, 1 - expected.Sum()));
        return new Cells([.. expected], x => cells.GetValueOrDefault(Key(x), expected.Count - 1));

        // A number that differs from point to point.
        static double Key(ReadOnlySpan<double> x)
        {
            double key = 0;
            for (int i = 0; i < x.Length; i++)
                key += (x[i] + 0.7) * Math.Sqrt(i + 2);
            return key;
        }
    }

    // 64 intervals of one coordinate, or 6 × 6 of two, between quantiles of other samples.
    private static Cells Intervals(Domain domain, Draw draw)
    {
        int parts = domain.Axes.Length == 1 ? 64 : 6;
        Draw other = new(draw.Case, 2_000, seed: 8);
        double[][] pilot = [.. Enumerable.Range(0, other.Count).Select(i => domain.Coordinates(other[i].ToArray()))];
        double[][] edges = [.. domain.Axes.Select((_, axis) => Edges([.. pilot.Select(x => x[axis]).Order()], parts))];
        double[] expected = new double[(int)Math.Pow(parts, domain.Axes.Length)];
        for (int cell = 0; cell < expected.Length; cell++)
        {
            // Counts of 200,000 know their probabilities to 1e-4 at best.
            (double From, double To)[] bounds = [.. edges.Select((e, axis) => Bounds(e, axis == 0 ? cell % parts : cell / parts))];
            expected[cell] = domain.Between(bounds).Expect(draw.Distribution, static (_, _) => [1], tolerance: 1e-6)?[0] ?? 0;
        }

        return new Cells(expected, x =>
        {
            double[] at = domain.Coordinates(x.ToArray());
            int cell = 0;
            for (int axis = edges.Length - 1; axis >= 0; axis--)
                cell = (cell * parts) + Interval(edges[axis], at[axis]);
            return cell;
        });
    }

    private static double[] Edges(double[] sorted, int parts) => [.. Enumerable.Range(1, parts - 1).Select(i => sorted[i * sorted.Length / parts])];

    private static (double From, double To) Bounds(double[] edges, int part) => (
        part == 0 ? double.NegativeInfinity : edges[part - 1],
        part == edges.Length ? double.PositiveInfinity : edges[part]);

    private static int Interval(double[] edges, double x)
    {
        int at = Array.BinarySearch(edges, x);
        return at < 0 ? ~at : at;
    }
}
