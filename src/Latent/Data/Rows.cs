using System.Globalization;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Numbers of rows.</summary>
internal static class Rows
{
    /// <summary>Refuses rows that are not there.</summary>
    public static void Check(ReadOnlySpan<int> rows, int count, string name)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row,
                    string.Create(CultureInfo.InvariantCulture, $"{name} has {count} examples, numbered from 0."));
            }
        }
    }

    /// <summary>
    /// What a batch of these rows has as <see cref="Batch.FirstRow"/>: the first of them, if an evaluation walks through the set in order.
    /// </summary>
    public static long FirstOf(ReadOnlySpan<int> rows, Pass pass) => !pass.IsTraining && AreConsecutive(rows) && rows.Length > 0 ? rows[0] : 0;

    /// <summary>Whether each row is the one after the row before it.</summary>
    public static bool AreConsecutive(ReadOnlySpan<int> rows)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[i - 1] + 1)
                return false;
        }

        return true;
    }
}
