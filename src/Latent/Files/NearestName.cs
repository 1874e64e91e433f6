namespace Latent.Files;

/// <summary>Finds which of some names a word is nearest to, for errors.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest insertions, deletions and substitutions from the word; the first of equals.</summary>
    public static string Of(string word, IReadOnlyList<string> names) => names.MinBy(name => Distance(word, name))!;

    private static int Distance(string a, string b)
    {
        int[] above = [.. Enumerable.Range(0, b.Length + 1)], row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            (above, row) = (row, above);
        }

        return above[b.Length];
    }
}
