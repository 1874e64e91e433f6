namespace Latent.Graphs.Drawing;

/// <summary>Orders the slots within their layers so that few edges cross.</summary>
/// <remarks>
/// Sweeps down and up in which each slot goes to the weighted mean position of its neighbours in the layer before (barycentres), then
/// exchanges of neighbours while they help. K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
/// structures", IEEE Transactions on Systems, Man, and Cybernetics, 1981.
/// </remarks>
internal static class CrossingReduction
{
    private const int Sweeps = 24, SlotsForExchanges = 500;

    public static void Run(List<Slot>[] layers)
    {
        Number(layers);
        Slot[][] best = Copy(layers);
        long fewest = Crossings(layers);
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            for (int k = 1; k < layers.Length; k++) Sort(layers[down ? k : layers.Length - 1 - k], down);
            long crossings = Crossings(layers);
            if (crossings >= fewest) continue;
            fewest = crossings;
            best = Copy(layers);
        }

        for (int i = 0; i < layers.Length; i++) layers[i] = [.. best[i]];
        Number(layers);
        if (fewest > 0 && layers.Sum(static layer => layer.Count) <= SlotsForExchanges) Exchange(layers);
    }

    private static Slot[][] Copy(List<Slot>[] layers) => Array.ConvertAll(layers, static layer => layer.ToArray());

    private static void Number(List<Slot>[] layers)
    {
        foreach (List<Slot> layer in layers) Number(layer);
    }

    private static void Number(List<Slot> layer)
    {
        for (int i = 0; i < layer.Count; i++) layer[i].Position = i;
    }

    private static void Sort(List<Slot> layer, bool down)
    {
        Slot[] sorted = [.. layer.OrderBy(slot => Barycentre(slot, down ? slot.Above : slot.Below))];
        layer.Clear();
        layer.AddRange(sorted);
        Number(layer);
    }

    private static double Barycentre(Slot slot, List<(Slot Slot, int Weight)> neighbours)
    {
        double sum = 0, weight = 0;
        foreach ((Slot other, int w) in neighbours)
        {
            sum += w * other.Position;
            weight += w;
        }

        return weight == 0 ? slot.Position : sum / weight;
    }

    private static void Exchange(List<Slot>[] layers)
    {
        for (bool better = true; better;)
        {
            better = false;
            foreach (List<Slot> layer in layers)
            {
                for (int i = 0; i + 1 < layer.Count; i++)
                {
                    Slot left = layer[i], right = layer[i + 1];
                    long kept = Pair(left.Above, right.Above) + Pair(left.Below, right.Below);
                    long swapped = Pair(right.Above, left.Above) + Pair(right.Below, left.Below);
                    if (swapped >= kept) continue;
                    (layer[i], layer[i + 1]) = (right, left);
                    (left.Position, right.Position) = (right.Position, left.Position);
                    better = true;
                }
            }
        }
    }

    /// <summary>Crossings among the edges of two slots, the first on the left.</summary>
    private static long Pair(List<(Slot Slot, int Weight)> left, List<(Slot Slot, int Weight)> right)
    {
        long crossings = 0;
        foreach ((Slot a, int wa) in left)
        {
            foreach ((Slot b, int wb) in right)
                if (a.Position > b.Position) crossings += (long)wa * wb;
        }

        return crossings;
    }

    /// <summary>Weighted crossings between all neighbouring layers, by sums over prefixes (a Fenwick tree) of the layer below.</summary>
    private static long Crossings(List<Slot>[] layers)
    {
        long total = 0;
        for (int k = 0; k + 1 < layers.Length; k++)
        {
            long[] tree = new long[layers[k + 1].Count + 1];
            long seen = 0;
            foreach (Slot slot in layers[k])
            {
                foreach ((Slot below, int weight) in slot.Below)
                {
                    long upTo = 0;
                    for (int i = below.Position + 1; i > 0; i -= i & -i) upTo += tree[i];
                    total += weight * (seen - upTo);
                }

                foreach ((Slot below, int weight) in slot.Below)
                {
                    for (int i = below.Position + 1; i < tree.Length; i += i & -i) tree[i] += weight;
                    seen += weight;
                }
            }
        }

        return total;
    }
}
