using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>Draws rows of a table that agree in one factor: see <see cref="FactorGroups"/>.</summary>
internal sealed class FixedFactorDraws
{
    private readonly (int Factor, FactorGroups Groups)[] _factors;
    private uint[] _words = [];

    private FixedFactorDraws((int Factor, FactorGroups Groups)[] factors) => _factors = factors;

    /// <summary>Of the factors some value of which two rows have.</summary>
    /// <exception cref="EvaluationNotDefinedException">There are fewer than two.</exception>
    public static FixedFactorDraws Of(FactorTable table, string metric)
    {
        (int, FactorGroups)[] factors = [.. Enumerable.Range(0, table.Factors.Count)
            .Select(j => (j, Groups: FactorGroups.Of(table, j))).Where(static of => of.Groups.Shared.Length > 0)];
        return factors.Length >= 2 ? new FixedFactorDraws(factors) : throw new EvaluationNotDefinedException(
            metric,
            $"examples that agree in a factor are compared, and in {table.Count} examples there are such for {factors.Length} of "
                + $"{table.Factors.Count} factors");
    }

    /// <summary>Draw number i: a factor, one of its values, and rows that have it, with replacement.</summary>
    /// <returns>The factor.</returns>
    public int Draw(RandomKey key, int i, Span<int> rows)
    {
        ReadOnlySpan<uint> words = Words(key, i, rows.Length + 2);
        (int factor, FactorGroups groups) = _factors[FactorTable.Below(words[0], _factors.Length)];
        ReadOnlySpan<int> with = groups.With(groups.Shared[FactorTable.Below(words[1], groups.Shared.Length)]);
        for (int k = 0; k < rows.Length; k++) rows[k] = with[FactorTable.Below(words[k + 2], with.Length)];
        return factor;
    }

    /// <summary>Draw number i: a factor, and pairs of rows each of which agrees in it; every pair may have a value of its own.</summary>
    /// <returns>The factor.</returns>
    public int DrawPairs(RandomKey key, int i, Span<(int First, int Second)> pairs)
    {
        ReadOnlySpan<uint> words = Words(key, i, (2 * pairs.Length) + 1);
        (int factor, FactorGroups groups) = _factors[FactorTable.Below(words[0], _factors.Length)];
        for (int k = 0; k < pairs.Length; k++)
        {
            int first = groups.Shared[FactorTable.Below(words[(2 * k) + 1], groups.Shared.Length)];
            ReadOnlySpan<int> with = groups.With(first);
            pairs[k] = (first, with[FactorTable.Below(words[(2 * k) + 2], with.Length)]);
        }

        return factor;
    }

    private ReadOnlySpan<uint> Words(RandomKey key, int i, int count)
    {
        if (_words.Length != count) _words = new uint[count];
        key.For(RandomPurpose.Resampling).Bits(_words, (long)i * count);
        return _words;
    }
}
