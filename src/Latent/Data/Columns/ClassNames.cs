using System.Globalization;

namespace Latent.Data.Columns;

/// <summary>Names for classes that are only numbered.</summary>
internal static class ClassNames
{
    /// <summary>"0", "1", ... up to the largest label, and at least to "1".</summary>
    public static string[] UpTo(ReadOnlySpan<byte> labels)
    {
        byte largest = 1;
        foreach (byte label in labels)
            largest = Math.Max(largest, label);
        return Numbers(largest + 1);
    }

    /// <summary>"0", "1", ... "<paramref name="count"/> - 1".</summary>
    public static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
}
