namespace Latent.Graphs.Drawing;

/// <summary>Gives the ordered slots their horizontal places: near their neighbours above and below, never overlapping.</summary>
/// <remarks>
/// Layer by layer, the weighted squares of the distances from the wished places are minimised subject to the order and the gaps. With the
/// gaps subtracted that is isotonic regression, which pooling adjacent violators solves exactly: R. E. Barlow et al., "Statistical
/// inference
/// under order restrictions", 1972.
/// </remarks>
internal static class Placement
{
    private const int Rounds = 400;
    private const double NodeGap = 34, LaneGap = 16, StillMoving = 0.005;

    public static void Run(List<Slot>[] layers)
    {
        foreach (List<Slot> layer in layers)
        {
            double[] offsets = Offsets(layer);
            double middle = layer.Count == 0 ? 0 : offsets[^1] / 2;
            for (int i = 0; i < layer.Count; i++) layer[i].X = offsets[i] - middle;
        }

        for (int round = 0; round < Rounds; round++)
        {
            bool down = round % 2 == 0;
            double farthest = 0;
            for (int k = 0; k < layers.Length; k++) farthest = Math.Max(farthest, Place(layers[down ? k : layers.Length - 1 - k]));
            if (farthest < StillMoving) break;
        }
    }

    /// <summary>Places one layer.</summary>
    /// <returns>How far the slot went that moved most.</returns>
    private static double Place(List<Slot> layer)
    {
        double[] offsets = Offsets(layer);
        // Pools of slots that stand as close as allowed: the weighted mean of their wishes, with gaps subtracted.
        List<(double Mean, double Weight, int Count)> pools = [];
        for (int i = 0; i < layer.Count; i++)
        {
            (double Mean, double Weight, int Count) pool = (Wish(layer[i]) - offsets[i], layer[i].Inertia, 1);
            while (pools.Count > 0 && pools[^1].Mean >= pool.Mean)
            {
                (double mean, double weight, int count) = pools[^1];
                pool = (((mean * weight) + (pool.Mean * pool.Weight)) / (weight + pool.Weight), weight + pool.Weight, count + pool.Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        int next = 0;
        double farthest = 0;
        foreach ((double mean, _, int count) in pools)
        {
            for (int i = 0; i < count; i++, next++)
            {
                farthest = Math.Max(farthest, Math.Abs(mean + offsets[next] - layer[next].X));
                layer[next].X = mean + offsets[next];
            }
        }

        return farthest;
    }

    /// <summary>The distances of the slots from the first when all stand as close as allowed.</summary>
    private static double[] Offsets(List<Slot> layer)
    {
        double[] offsets = new double[layer.Count];
        for (int i = 1; i < layer.Count; i++)
        {
            double gap = layer[i].IsLane || layer[i - 1].IsLane ? LaneGap : NodeGap;
            offsets[i] = offsets[i - 1] + ((layer[i - 1].Width + layer[i].Width) / 2) + gap;
        }

        return offsets;
    }

    private static double Wish(Slot slot)
    {
        double sum = 0, total = 0;
        foreach ((Slot other, int weight) in slot.Above.Concat(slot.Below))
        {
            // Lanes in a row want to be straight; lanes of the inference network, light as they are, move no node.
            double w = weight * (slot.IsLane && other.IsLane ? 4 : 1) * (slot.IsLane ? 1 : other.Inertia);
            sum += w * other.X;
            total += w;
        }

        return total == 0 ? slot.X : sum / total;
    }
}
