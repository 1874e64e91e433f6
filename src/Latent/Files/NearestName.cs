namespace Latent.Files;

/// <summary>Finds which of some names a word was meant to be, for errors.</summary>
public static class NearestName
{
    /// <summary>The name with the fewest insertions, deletions, substitutions and swaps of neighbours from the word; the first of equals.</summary>
    /// <exception cref="InvalidOperationException">There are no names.</exception>
    public static string Of(string word, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0
            ? throw new InvalidOperationException($"There are no names that '{word}' could be near to.")
            : names.MinBy(name => Distance(word, name))!;
    }

    /// <summary>The nearest name, or null when none is near: more than two changes away, of a long word more than a third of its letters.</summary>
    public static string? Near(string word, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(names);
        string? best = null;
        int least = Math.Max(2, word.Length / 3) + 1;
        foreach (string name in names)
        {
            int distance = Distance(word, name);
            if (distance < least) (least, best) = (distance, name);
        }

        return best;
    }

    /// <summary>What an error ends with where a name is near: <c> Did you mean 'train'?</c>, else nothing.</summary>
    public static string Hint(string word, IEnumerable<string> names) => Near(word, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other.</summary>
    internal static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int same = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, cost[i - 2, j - 2] + 1);
                cost[i, j] = least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
