namespace Latent.Graphs.Drawing;

/// <summary>Finds the way of each edge from centre to centre around the other nodes.</summary>
/// <remarks>
/// Generative edges are straight where nothing is in the way, else smooth through their lanes, and at the worst vertical through every
/// layer,
/// which by construction meets no node. An edge of the inference network that runs beside a generative one bends to the side.
/// </remarks>
internal sealed class Router(Layout layout)
{
    private const double Clearance = 7, LeastBend = 34, HitCost = 1e6;
    private const int EdgesForCrossings = 200;
    private readonly List<Point[]> _drawn = [];
    private readonly HashSet<(int, int)> _straight = [];

    /// <summary>The ways in the order of <see cref="Layout.Edges"/>.</summary>
    public Curve[] Route()
    {
        Curve[] curves = new Curve[layout.Edges.Count];
        for (int i = 0; i < curves.Length; i++)
        {
            DrawnEdge edge = layout.Edges[i];
            curves[i] = Best(edge);
            _drawn.Add(curves[i].Sample());
            if (curves[i].IsLine) _straight.Add(Ends(edge));
        }

        return curves;
    }

    private static (int, int) Ends(DrawnEdge edge) => (Math.Min(edge.From, edge.To), Math.Max(edge.From, edge.To));

    private Curve Best(DrawnEdge edge)
    {
        Curve? best = null;
        double least = double.PositiveInfinity;
        foreach (Curve candidate in Candidates(edge))
        {
            Point[] samples = candidate.Sample();
            int hits = Hits(edge, samples);
            if (hits == 0 && (candidate.IsLine || !edge.IsInference)) return candidate;
            double cost = (HitCost * hits) + (10 * Crossings(samples));
            if (cost >= least) continue;
            (best, least) = (candidate, cost);
        }

        bool meetsNode = least >= HitCost;
        return best is null || (meetsNode && layout.Layers[edge.From] != layout.Layers[edge.To]) ? LastResort(edge) : best;
    }

    private IEnumerable<Curve> Candidates(DrawnEdge edge)
    {
        Point from = layout.Outlines[edge.From].Center, to = layout.Outlines[edge.To].Center;
        if (!_straight.Contains(Ends(edge))) yield return Curve.Line(from, to);
        bool down = layout.Layers[edge.From] <= layout.Layers[edge.To];
        if (edge.Lanes.Count > 0)
        {
            Point[] lanes = [.. edge.Lanes.Select(lane => new Point(lane.X, Middle(lane.Layer)))];
            if (!down) Array.Reverse(lanes);
            yield return Curve.Through([from, .. lanes, to]);
        }

        if (edge.IsInference)
        {
            double length = (to - from).Length;
            foreach (double part in new[] { 0.3, 0.45, 0.65 })
            {
                // Upwards the left hand lies to the right of the picture, where a reader looks for the way back.
                double bend = Math.Max(part * length, LeastBend) * (down ? -1 : 1);
                yield return Curve.Arc(from, to, bend);
                yield return Curve.Arc(from, to, -bend);
            }
        }

    }

    private Curve LastResort(DrawnEdge edge) => layout.Layers[edge.From] <= layout.Layers[edge.To]
        ? ThroughLanes(edge, edge.From, edge.To)
        : ThroughLanes(edge, edge.To, edge.From).Reversed();

    private double Middle(int layer) => (layout.Bands[layer].Top + layout.Bands[layer].Bottom) / 2;

    private Curve ThroughLanes(DrawnEdge edge, int upper, int lower)
    {
        Point start = layout.Outlines[upper].Center, end = layout.Outlines[lower].Center;
        List<Point> places = [start, new(start.X, layout.Bands[layout.Layers[upper]].Bottom)];
        foreach (Slot lane in edge.Lanes)
            places.AddRange([new(lane.X, layout.Bands[lane.Layer].Top), new(lane.X, layout.Bands[lane.Layer].Bottom)]);
        places.AddRange([new(end.X, layout.Bands[layout.Layers[lower]].Top), end]);
        return Curve.Vertical([.. places]);
    }

    private int Hits(DrawnEdge edge, Point[] samples)
    {
        int hits = 0;
        for (int node = 0; node < layout.Outlines.Length; node++)
        {
            if (node == edge.From || node == edge.To) continue;
            Outline outline = layout.Outlines[node];
            if (Array.Exists(samples, point => outline.Contains(point, Clearance))) hits++;
        }

        return hits;
    }

    private int Crossings(Point[] samples)
    {
        if (_drawn.Count > EdgesForCrossings) return 0;
        int crossings = 0;
        foreach (Point[] other in _drawn)
        {
            for (int i = 2; i + 2 < samples.Length; i++)
            {
                for (int j = 2; j + 2 < other.Length; j++)
                    if (Cross(samples[i - 1], samples[i], other[j - 1], other[j])) crossings++;
            }
        }

        return crossings;
    }

    private static bool Cross(Point a, Point b, Point c, Point d)
    {
        return Side(a, b, c) * Side(a, b, d) < 0 && Side(c, d, a) * Side(c, d, b) < 0;

        static double Side(Point a, Point b, Point p) => ((b.X - a.X) * (p.Y - a.Y)) - ((b.Y - a.Y) * (p.X - a.X));
    }
}
