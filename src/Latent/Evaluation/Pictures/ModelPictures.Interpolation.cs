using System.Globalization;
using Latent.Data;
using Latent.Reporting;

namespace Latent.Evaluation.Pictures;

// From one example to another.
public sealed partial class ModelPictures
{
    /// <summary>
    /// Strips from one example to another: the originals at the ends, and between them the images at codes on the straight line and, in a
    /// second row, on the arc. All latent variables move together, so that the inner ends are the reconstructions.
    /// </summary>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="pairs">From which example to which.</param>
    /// <param name="steps">Images between the originals, at least 2.</param>
    /// <remarks>
    /// Straight: (1 − t)·a + t·b. Arc: sin((1 − t)ω)/sin ω · a + sin(tω)/sin ω · b with the angle ω between a and b, which keeps to the shell
    /// where a normal prior of many dimensions has its mass. T. White, "Sampling generative networks", 2016, section 2.1.
    /// </remarks>
    public Picture Interpolations(IDataset data, IReadOnlyList<(int From, int To)> pairs, int steps = 11)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
            throw new ArgumentException("No pair of examples is named to interpolate between.", nameof(pairs));
        float[] ends = Originals(data, [.. pairs.SelectMany(static pair => new[] { pair.From, pair.To })]);
        float[] straight = InterpolateImages(data, pairs, steps, spherical: false), arcs = InterpolateImages(data, pairs, steps, spherical: true);
        int size = _view.Size;
        List<float> sheet = [];
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            foreach (float[] between in new[] { straight, arcs })
            {
                sheet.AddRange(ends.AsSpan(2 * pair * size, size));
                sheet.AddRange(between.AsSpan(pair * steps * size, steps * size));
                sheet.AddRange(ends.AsSpan(((2 * pair) + 1) * size, size));
            }
        }

        ImageGrid grid = Grid(2 * pairs.Count, steps + 2) with
        {
            RowLabels = [.. Enumerable.Range(0, 2 * pairs.Count).Select(static row => row % 2 == 0 ? "line" : "arc")],
            ColumnLabels = ["data", .. Enumerable.Range(0, steps).Select(i => Short((double)i / (steps - 1))), "data"],
        };
        return grid.FitTo(SheetWidth).Draw([.. sheet]);
    }

    /// <summary>The images between the originals as intensities in [0, 1], pair after pair.</summary>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="pairs">From which example to which.</param>
    /// <param name="steps">Images for each pair, at least 2.</param>
    /// <param name="spherical">On the arc instead of the line.</param>
    public float[] InterpolateImages(IDataset data, IReadOnlyList<(int From, int To)> pairs, int steps = 11, bool spherical = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        int[] rows = [.. pairs.SelectMany(static pair => new[] { pair.From, pair.To })];
        LatentCodes codes = LatentCodes.Encode(_model, data.Select(rows), _key, device: Device, cancellation: Cancellation);
        Dictionary<string, double[]> given = new(StringComparer.Ordinal);
        foreach (SiteCodes site in codes.Sites.Concat(codes.Conditions))
        {
            double[] path = new double[pairs.Count * steps * site.Width];
            for (int i = 0; i < pairs.Count * steps; i++)
            {
                double t = (double)(i % steps) / (steps - 1);
                int pair = i / steps;
                Between(site[2 * pair], site[(2 * pair) + 1], t, spherical && codes.Sites.Contains(site), path.AsSpan(i * site.Width, site.Width));
            }

            given.Add(site.Name, path);
        }

        return Decode(pairs.Count * steps, given);
    }

    /// <summary>The point at t between two codes.</summary>
    internal static void Between(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t, bool spherical, Span<double> result)
    {
        double weightA = 1 - t, weightB = t;
        if (spherical)
        {
            double ab = 0, aa = 0, bb = 0;
            for (int i = 0; i < a.Length; i++)
            {
                ab += a[i] * b[i];
                aa += a[i] * a[i];
                bb += b[i] * b[i];
            }

            double angle = aa > 0 && bb > 0 ? Math.Acos(Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1)) : 0;
            // Codes in one direction have no arc, opposite ones no one arc: the line is what is left.
            if (Math.Sin(angle) > 1e-6)
                (weightA, weightB) = (Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle));
        }

        for (int i = 0; i < result.Length; i++)
            result[i] = (weightA * a[i]) + (weightB * b[i]);
    }
}
