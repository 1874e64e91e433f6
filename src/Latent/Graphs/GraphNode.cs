namespace Latent.Graphs;

/// <summary>A node of a <see cref="DirectedGraph"/>.</summary>
/// <param name="Name">Unique in its graph, not empty, without control characters.</param>
/// <param name="Kind">What the node stands for.</param>
public sealed record GraphNode(string Name, NodeKind Kind = NodeKind.Latent)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>An edge of a <see cref="DirectedGraph"/>: the child depends directly on the parent.</summary>
/// <param name="Parent">The name of the node the edge leaves.</param>
/// <param name="Child">The name of the node the edge enters.</param>
public sealed record GraphEdge(string Parent, string Child)
{
    /// <summary>The edge as <c>parent -> child</c>.</summary>
    public override string ToString() => $"{Parent} -> {Child}";
}
