namespace Latent.Graphs.Drawing;

/// <summary>The layer of each node: the longest path from a node without parents, from the top.</summary>
internal static class LayerAssignment
{
    public static int[] Of(DirectedGraph graph)
    {
        int[] layer = new int[graph.Nodes.Count];
        foreach (int node in graph.Order)
            foreach (int parent in graph.ParentsOf(node)) layer[node] = Math.Max(layer[node], layer[parent] + 1);

        // A node with more children than parents moves down to its highest child, which shortens its edges: the prior of a late variable
        // stands beside that variable's other parents, not at the top.
        for (int k = graph.Order.Length - 1; k >= 0; k--)
        {
            int node = graph.Order[k];
            ReadOnlySpan<int> children = graph.ChildrenOf(node);
            if (children.Length <= graph.ParentsOf(node).Length) continue;
            int highest = int.MaxValue;
            foreach (int child in children) highest = Math.Min(highest, layer[child]);
            layer[node] = highest - 1;
        }

        return layer;
    }
}
