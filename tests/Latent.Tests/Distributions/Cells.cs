using MathNet.Numerics.Distributions;
using Draw = Latent.Tests.Distributions.SampleTests.Draw;

namespace Latent.Tests.Distributions;

/// <summary>Samples counted in cells of known probability.</summary>
internal static class Cells
{
    private const double Level = 1e-6;

    /// <summary>The points of a countable set; the last cell holds what is rarer than five expected counts.</summary>
    public static (double[] Expected, int[] Observed) Points(Domain domain, Draw draw)
    {
        double[][] points = domain.Points(atMost: 4096);
        double[] probability = [.. Domain.Score(draw.Distribution)(points).Select(Math.Exp)];
        int count = draw.Tensor.Shape[0];
        Dictionary<string, int> cell = [];
        List<double> expected = [];
        for (int i = 0; i < points.Length; i++)
        {
            if (probability[i] * count < 5) continue;
            cell.Add(Key(points[i]), expected.Count);
            expected.Add(probability[i]);
        }

        expected.Add(Math.Max(0, 1 - expected.Sum()));
        int[] observed = new int[expected.Count];
        for (int i = 0; i < count; i++)
            observed[cell.GetValueOrDefault(Key(draw[i]), expected.Count - 1)]++;
        return ([.. expected], observed);

        static string Key(double[] x) => string.Join(' ', x);
    }

    /// <summary>Intervals of each coordinate, 64 of one or 6 × 6 of two, between quantiles of other samples.</summary>
    public static (double[] Expected, int[] Observed) Intervals(Domain domain, Draw draw)
    {
        int parts = domain.Axes.Length == 1 ? 64 : 6, count = draw.Tensor.Shape[0];
        double[][] pilot = Coordinates(new Draw(draw.Case, draw.Case.Make()), 2_000, domain);
        double[][] edges = [.. domain.Axes.Select((_, axis) => Edges([.. pilot.Select(x => x[axis]).Order()], parts))];
        int cells = (int)Math.Pow(parts, domain.Axes.Length);
        double[] expected = new double[cells];
        for (int cell = 0; cell < cells; cell++)
            expected[cell] = domain.Between([.. edges.Select((e, axis) => Bounds(e, axis == 0 ? cell % parts : cell / parts))])
                .Expect(draw.Distribution, static (_, _) => [1], tolerance: 1e-8)?[0] ?? 0;
        int[] observed = new int[cells];
        foreach (double[] x in Coordinates(draw, count, domain))
        {
            int cell = 0;
            for (int axis = edges.Length - 1; axis >= 0; axis--)
                cell = (cell * parts) + Place(edges[axis], x[axis]);
            observed[cell]++;
        }

        return (expected, observed);
    }

    /// <summary>χ² at a level of 1e-6, and the largest distance of the cumulated counts, whose quantile is Kolmogorov's √(-½ ln(level / 2) / n).</summary>
    public static void Check(double[] expected, int[] observed, int count, string name)
    {
        double statistic = 0, distance = 0, below = 0;
        int kept = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            below += observed[i] - (count * expected[i]);
            distance = Math.Max(distance, Math.Abs(below) / count);
            // A cell too rare for χ² counts in the distance, and must not be full.
            if (expected[i] * count < 1)
            {
                Assert.True(observed[i] < 25, $"{name}: {observed[i]} of {count} samples in cell {i} of probability {expected[i]:R}");
                continue;
            }

            double difference = observed[i] - (count * expected[i]);
            statistic += difference * difference / (count * expected[i]);
            kept++;
        }

        double critical = kept > 1 ? ChiSquared.InvCDF(kept - 1, 1 - Level) : 1e-9;
        Assert.True(statistic <= critical, $"{name}: χ² of {count} samples over {kept} cells is {statistic:F1}, above {critical:F1} (level {Level})");
        double furthest = Math.Sqrt(-0.5 * Math.Log(Level / 2) / count);
        Assert.True(distance <= furthest, $"{name}: the distribution of {count} samples is off by {distance:R}, above {furthest:R} (level {Level})");
    }

    private static double[][] Coordinates(Draw draw, int count, Domain domain) =>
        [.. Enumerable.Range(0, count).Select(i => domain.Coordinates(draw[i]))];

    private static double[] Edges(double[] sorted, int parts) =>
        [.. Enumerable.Range(1, parts - 1).Select(i => sorted[i * sorted.Length / parts])];

    private static (double From, double To) Bounds(double[] edges, int part) => (
        part == 0 ? double.NegativeInfinity : edges[part - 1],
        part == edges.Length ? double.PositiveInfinity : edges[part]);

    private static int Place(double[] edges, double x)
    {
        int at = Array.BinarySearch(edges, x);
        return at < 0 ? ~at : at;
    }
}
