namespace Latent.Evaluation.Disentanglement;

/// <summary>Codes as the numbers of bins that hold about equally many examples, or one value each where there are few.</summary>
internal sealed class BinnedCodes
{
    private readonly byte[][] _columns;
    private readonly double[][] _ends;

    private BinnedCodes(byte[][] columns, double[][] ends, int count)
    {
        (_columns, _ends) = (columns, ends);
        Count = count;
        int[] starts = new int[ends.Length + 1];
        for (int d = 0; d < ends.Length; d++) starts[d + 1] = starts[d] + ends[d].Length + 1;
        Starts = starts;
    }

    public int Count { get; }

    public int Width => _columns.Length;

    /// <summary>Where the bins of each element begin among those of all; the last is their number.</summary>
    public int[] Starts { get; }

    public ReadOnlySpan<byte> Column(int dimension) => _columns[dimension];

    /// <summary>Bins of some examples' codes.</summary>
    /// <param name="table">The examples.</param>
    /// <param name="bins">How many at most, up to 256.</param>
    public static BinnedCodes Of(FactorTable table, int bins)
    {
        double[][] ends = [.. Enumerable.Range(0, table.Width).Select(d => Ends(table.Code(d), bins))];
        return new BinnedCodes([.. ends.Select((own, d) => Place(table.Code(d), own))], ends, table.Count);
    }

    /// <summary>Other examples in the bins of these.</summary>
    public BinnedCodes Others(FactorTable table) => new([.. _ends.Select((own, d) => Place(table.Code(d), own))], _ends, table.Count);

    // Bin i holds what is not above end i, and above the one before.
    private static double[] Ends(ReadOnlySpan<double> values, int bins)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        List<double> distinct = [];
        foreach (double value in sorted)
        {
            if (distinct.Count == 0 || value > distinct[^1]) distinct.Add(value);
        }

        List<double> chosen = [];
        if (distinct.Count <= bins)
        {
            for (int i = 0; i + 1 < distinct.Count; i++) chosen.Add(Between(distinct[i], distinct[i + 1]));
            return [.. chosen];
        }

        for (int b = 1; b < bins; b++)
        {
            int place = (int)((long)b * sorted.Length / bins);
            double low = sorted[place - 1], high = sorted[place];
            if (high > low && (chosen.Count == 0 || Between(low, high) > chosen[^1])) chosen.Add(Between(low, high));
        }

        return [.. chosen];
    }

    // Neighbouring numbers have nothing between them.
    private static double Between(double low, double high)
    {
        double middle = low + ((high - low) / 2);
        return middle < high ? middle : low;
    }

    private static byte[] Place(ReadOnlySpan<double> values, double[] ends)
    {
        byte[] places = new byte[values.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int place = Array.BinarySearch(ends, values[i]);
            places[i] = (byte)(place >= 0 ? place : ~place);
        }

        return places;
    }
}
