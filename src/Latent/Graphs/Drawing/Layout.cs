namespace Latent.Graphs.Drawing;

/// <summary>Where everything stands: nodes in layers, parents above children, and the lanes of long edges between them.</summary>
internal sealed class Layout
{
    private const double CircleSize = 46, DiamondHeight = 58, LabelPadding = 30;
    private const int GenerativeWeight = 4, InferenceWeight = 1;
    private const double LightInertia = 0.01, TwigInertia = 0.01;

    public Layout(DirectedGraph graph, DirectedGraph? inference)
    {
        int[] layer = LayerAssignment.Of(graph);
        Slot[] slots = new Slot[layer.Length];
        List<Slot>[] layers = [.. Enumerable.Range(0, layer.Length == 0 ? 0 : layer.Max() + 1).Select(static _ => new List<Slot>())];
        double[] widths = [.. graph.Nodes.Select(Width)];
        foreach (int node in DepthFirst(graph))
        {
            double inertia = IsTwig(graph, node) ? TwigInertia : 1;
            slots[node] = new Slot { Node = node, Layer = layer[node], Width = widths[node], Inertia = inertia };
            layers[layer[node]].Add(slots[node]);
        }

        List<DrawnEdge> edges = [.. graph.Edges.Select(edge => Lay(edge, graph, isInference: false))];
        if (inference is not null) edges.AddRange(inference.Edges.Select(edge => Lay(edge, graph, isInference: true)));
        Edges = edges;

        CrossingReduction.Run(layers);
        Placement.Run(layers);
        Bands = Stack(layers, graph);
        Outlines = new Outline[layer.Length];
        for (int node = 0; node < layer.Length; node++)
        {
            Point center = new(slots[node].X, (Bands[layer[node]].Top + Bands[layer[node]].Bottom) / 2);
            Outlines[node] = new Outline(graph.Nodes[node].Kind, center, widths[node], Height(graph.Nodes[node]));
        }

        Layers = layer;

        DrawnEdge Lay(GraphEdge edge, DirectedGraph names, bool isInference)
        {
            int from = names.Index(edge.Parent, "Drawing"), to = names.Index(edge.Child, "Drawing");
            (int upper, int lower) = layer[from] <= layer[to] ? (from, to) : (to, from);
            int weight = isInference ? InferenceWeight : GenerativeWeight;
            List<Slot> lanes = [];
            Slot above = slots[upper];
            for (int k = layer[upper] + 1; k <= layer[lower]; k++)
            {
                Slot next = slots[lower];
                if (k < layer[lower])
                {
                    next = new Slot { Node = -1, Layer = k, Width = 14, Inertia = isInference ? LightInertia : 1 };
                    layers[k].Add(next);
                    lanes.Add(next);
                }

                above.Below.Add((next, weight));
                next.Above.Add((above, weight));
                above = next;
            }

            return new DrawnEdge(from, to, isInference, lanes);
        }
    }

    /// <summary>The forms of the nodes, by index.</summary>
    public Outline[] Outlines { get; }

    public IReadOnlyList<DrawnEdge> Edges { get; }

    /// <summary>The layer of each node.</summary>
    public int[] Layers { get; }

    /// <summary>Top and bottom of each layer.</summary>
    public (double Top, double Bottom)[] Bands { get; }

    private static double Width(GraphNode node)
    {
        double label = NodeLabel.Width(node.Name);
        // The corners of a label of height 16 must lie inside the slopes of a diamond.
        if (node.Kind == NodeKind.Deterministic) return Math.Ceiling(Math.Max(DiamondHeight, (label + 6) / (1 - (16 / DiamondHeight))));
        return label <= CircleSize - 12 ? CircleSize : Math.Ceiling(label + LabelPadding);
    }

    private static double Height(GraphNode node) => node.Kind == NodeKind.Deterministic ? DiamondHeight : CircleSize;

    /// <summary>Whether a node ends a side branch, such as an observation of a chain: it makes room for the line that goes on.</summary>
    private static bool IsTwig(DirectedGraph graph, int node)
    {
        if (graph.ChildrenOf(node).Length > 0 || graph.ParentsOf(node).Length != 1) return false;
        foreach (int sibling in graph.ChildrenOf(graph.ParentsOf(node)[0]))
            if (graph.ChildrenOf(sibling).Length > 0) return true;
        return false;
    }

    /// <summary>Layers one above the other, further apart where edges run far to the side.</summary>
    private static (double Top, double Bottom)[] Stack(List<Slot>[] layers, DirectedGraph graph)
    {
        (double, double)[] bands = new (double, double)[layers.Length];
        double top = 0;
        for (int k = 0; k < layers.Length; k++)
        {
            double height = layers[k].Max(slot => slot.IsLane ? 0 : Height(graph.Nodes[slot.Node]));
            bands[k] = (top, top + height);
            double widest = layers[k].SelectMany(static slot => slot.Below.Select(b => Math.Abs(b.Slot.X - slot.X))).DefaultIfEmpty().Max();
            top += height + Math.Round(Math.Clamp(0.28 * widest, 44, 150));
        }

        return bands;
    }

    /// <summary>An order in which families stand together, so that sorting starts from a good place.</summary>
    private static IEnumerable<int> DepthFirst(DirectedGraph graph)
    {
        bool[] seen = new bool[graph.Nodes.Count];
        Stack<int> open = new();
        for (int root = 0; root < seen.Length; root++)
        {
            if (graph.ParentsOf(root).Length > 0) continue;
            open.Push(root);
            while (open.TryPop(out int node))
            {
                if (seen[node]) continue;
                seen[node] = true;
                yield return node;
                int[] children = graph.ChildrenOf(node).ToArray();
                for (int i = children.Length - 1; i >= 0; i--) open.Push(children[i]);
            }
        }
    }
}
