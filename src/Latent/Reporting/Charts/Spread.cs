namespace Latent.Reporting.Charts;

/// <summary>Places labels on a line so that none covers another.</summary>
internal static class Spread
{
    /// <summary>Places near those wanted, in their order and at least <paramref name="gap"/> apart, between two ends if there is room.</summary>
    public static double[] Apart(IReadOnlyList<double> wanted, double gap, double low, double high)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ThenBy(static i => i)];
        double[] places = new double[wanted.Count];
        double least = low;
        foreach (int i in order)
        {
            places[i] = Math.Max(wanted[i], least);
            least = places[i] + gap;
        }

        // What was pushed out at the high end pushes back.
        double most = high;
        foreach (int i in order.Reverse())
        {
            places[i] = Math.Min(places[i], most);
            most = places[i] - gap;
        }

        return places;
    }
}
