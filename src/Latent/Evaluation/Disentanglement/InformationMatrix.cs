namespace Latent.Evaluation.Disentanglement;

/// <summary>What single elements of a code tell of single factors: I(z_d; v_j) and H(v_j), of counts, in nats.</summary>
/// <remarks>
/// An element's values are counted in bins of equal width over their range, 20 of them in the study of F. Locatello et al., "Challenging common
/// assumptions in the unsupervised learning of disentangled representations", ICML 2019. I = Σ p(b, v)·log p(b, v)/(p(b)·p(v)) of the
/// frequencies, which is too large by about (bins - 1)·(values - 1)/(2n) for an element that tells nothing. Bins do not change with the scale or
/// place of an element.
/// </remarks>
internal sealed class InformationMatrix
{
    private InformationMatrix(double[][] information, double[] entropies)
    {
        Information = information;
        Entropies = entropies;
    }

    /// <summary>I(z_d; v_j), [d][j].</summary>
    public double[][] Information { get; }

    /// <summary>H(v_j), [j].</summary>
    public double[] Entropies { get; }

    public static InformationMatrix Of(FactorTable table, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        double[] entropies = [.. Enumerable.Range(0, table.Factors.Count).Select(j => EntropyOf(table.Values(j), table.Factors[j].Values))];
        double[][] information = new double[table.Width][];
        for (int d = 0; d < table.Width; d++)
        {
            byte[] places = Places(table.Code(d), Math.Min(bins, 256));
            information[d] = new double[table.Factors.Count];
            for (int j = 0; j < table.Factors.Count; j++)
                information[d][j] = Mutual(places, bins, table.Values(j), table.Factors[j].Values);
        }

        return new InformationMatrix(information, entropies);
    }

    private static byte[] Places(ReadOnlySpan<double> values, int bins)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        byte[] places = new byte[values.Length];
        double range = high - low;
        // All equal, or of a range that is no number: nothing is told.
        if (!(range > 0) || !double.IsFinite(range)) return places;
        for (int i = 0; i < places.Length; i++) places[i] = (byte)Math.Min(bins - 1, (int)((values[i] - low) / range * bins));
        return places;
    }

    private static double Mutual(byte[] places, int bins, ReadOnlySpan<int> values, int count)
    {
        int[] both = new int[bins * count], of = new int[bins], at = new int[count];
        for (int i = 0; i < places.Length; i++)
        {
            both[(places[i] * count) + values[i]]++;
            of[places[i]]++;
            at[values[i]]++;
        }

        double n = places.Length, sum = 0;
        for (int b = 0; b < bins; b++)
        {
            for (int v = 0; v < count; v++)
            {
                int together = both[(b * count) + v];
                // n·n_bv = n_b·n_v, of an element that knows nothing, is to be 0 to the bit.
                if (together > 0) sum += together / n * Math.Log(n * together / ((double)of[b] * at[v]));
            }
        }

        return Math.Max(0, sum);
    }

    private static double EntropyOf(ReadOnlySpan<int> values, int count)
    {
        int[] at = new int[count];
        foreach (int value in values) at[value]++;
        double sum = 0;
        foreach (int some in at)
        {
            if (some > 0) sum -= some / (double)values.Length * Math.Log(some / (double)values.Length);
        }

        return sum;
    }
}
