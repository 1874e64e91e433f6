namespace Latent.Evaluation.Disentanglement;

/// <summary>The rows of a table by their value of a factor: what stands in for drawing examples of which one factor is fixed.</summary>
/// <remarks>
/// The studies draw such examples from the whole grid. Of a table that is a random sample of the grid the rows of one value are a random sample
/// of the grid's rows of that value, so that drawing among them is the same but for a finite number of rows.
/// </remarks>
internal sealed class FactorGroups
{
    private readonly int[] _rows;
    private readonly int[] _starts;
    private readonly int[] _values;

    private FactorGroups(int[] rows, int[] starts, int[] values, int[] shared) => (_rows, _starts, _values, Shared) = (rows, starts, values, shared);

    /// <summary>How many values the factor has; not all need have rows.</summary>
    public int Values => _starts.Length - 1;

    /// <summary>The rows whose value at least one other row has.</summary>
    public int[] Shared { get; }

    /// <summary>The rows of a value, in order.</summary>
    public ReadOnlySpan<int> Rows(int value) => _rows.AsSpan(_starts[value].._starts[value + 1]);

    /// <summary>The rows that have the value of a row.</summary>
    public ReadOnlySpan<int> With(int row) => Rows(_values[row]);

    public static FactorGroups Of(FactorTable table, int factor)
    {
        int[] values = table.Values(factor).ToArray(), starts = new int[table.Factors[factor].Values + 1], rows = new int[values.Length];
        foreach (int value in values) starts[value + 1]++;
        int[] shared = [.. Enumerable.Range(0, values.Length).Where(row => starts[values[row] + 1] > 1)];
        for (int v = 1; v < starts.Length; v++) starts[v] += starts[v - 1];
        int[] next = [.. starts];
        for (int i = 0; i < values.Length; i++) rows[next[values[i]]++] = i;
        return new FactorGroups(rows, starts, values, shared);
    }
}
