using System.Globalization;
using Latent.Reporting;

namespace Latent.Evaluation.Pictures;

// One dimension of a code after the other, from low to high.
public sealed partial class ModelPictures
{
    /// <summary>
    /// Traversals: a row for each dimension, in which that dimension takes values from <paramref name="low"/> to <paramref name="high"/> and
    /// the others stay. On a sphere the point is brought back to length 1; of a choice the value is the log-odds of a class. Latent variables
    /// above the one traversed stay at the same code; those below are drawn given it.
    /// </summary>
    /// <param name="codes">The codes of some data.</param>
    /// <param name="dimensions">Which dimensions, from the top of the sheet; <see cref="SiteCodes.ByActivity"/> says which matter.</param>
    /// <param name="site">The latent variable; the first by default.</param>
    /// <param name="around">The example among the codes around whose code they go; null for the mean code.</param>
    /// <param name="low">The first value.</param>
    /// <param name="high">The last value.</param>
    /// <param name="steps">How many values, at least 2.</param>
    public Picture Traversal(
        LatentCodes codes, IReadOnlyList<int> dimensions, string? site = null, int? around = null, double low = -3, double high = 3, int steps = 11)
    {
        ArgumentNullException.ThrowIfNull(codes);
        SiteCodes at = codes.At(site);
        float[] images = TraversalImages(codes, dimensions, site, around, low, high, steps);
        double step = (high - low) / (steps - 1);
        ImageGrid grid = Grid(dimensions.Count, steps) with
        {
            RowLabels = [.. dimensions.Select(d => at.NameOf(d) + (at.Kl.Count == 0 ? "" : "  KL " + at.Kl[d].ToString("F2", CultureInfo.InvariantCulture)))],
            ColumnLabels = [.. Enumerable.Range(0, steps).Select(i => Short(low + (i * step)))],
        };
        return grid.FitTo(SheetWidth).Draw(images);
    }

    /// <summary>The images of <see cref="Traversal"/> as intensities in [0, 1], row after row.</summary>
    /// <inheritdoc cref="Traversal"/>
    public float[] TraversalImages(
        LatentCodes codes, IReadOnlyList<int> dimensions, string? site = null, int? around = null, double low = -3, double high = 3, int steps = 11)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ThrowIfNoDimensions(dimensions);
        SiteCodes at = codes.At(site);
        if (around is { } example && (uint)example >= (uint)codes.Count)
            throw new ArgumentOutOfRangeException(nameof(around), example, $"There are codes of {codes.Count} examples, numbered from 0.");
        int rows = dimensions.Count * steps;
        Dictionary<string, double[]> given = new(StringComparer.Ordinal);
        foreach (SiteCodes each in codes.Sites)
        {
            double[] center = around is { } chosen ? each[chosen].ToArray() : each.Mean();
            each.Project(center);
            given.Add(each.Name, [.. Enumerable.Range(0, rows).SelectMany(_ => center)]);
            if (ReferenceEquals(each, at))
                break;
        }

        // A class is that of the example, or the most frequent one: their mean is none.
        foreach (SiteCodes condition in codes.Conditions)
        {
            double[] held = around is { } chosen ? condition[chosen].ToArray() : condition.MostFrequent();
            given.Add(condition.Name, [.. Enumerable.Range(0, rows).SelectMany(_ => held)]);
        }

        double[] moved = given[at.Name];
        for (int row = 0; row < rows; row++)
        {
            int dimension = dimensions[row / steps];
            at.ThrowIfNoDimension(dimension);
            at.Move(moved.AsSpan(row * at.Width, at.Width), dimension, low + ((row % steps) * (high - low) / (steps - 1)));
        }

        return Decode(rows, given);
    }

    // At most two digits after the point: what a label above a small image has room for.
    private static string Short(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture).Replace('-', '−');
}
