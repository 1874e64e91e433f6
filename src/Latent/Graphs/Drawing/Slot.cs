namespace Latent.Graphs.Drawing;

/// <summary>A place in a layer: a node, or the lane of an edge that passes the layer on its way to another.</summary>
internal sealed class Slot
{
    /// <summary>The node, or -1 for a lane.</summary>
    public required int Node { get; init; }

    public required int Layer { get; init; }

    public required double Width { get; init; }

    /// <summary>How hard the slot resists being pushed from where it would like to be.</summary>
    public required double Inertia { get; init; }

    public List<(Slot Slot, int Weight)> Above { get; } = [];

    public List<(Slot Slot, int Weight)> Below { get; } = [];

    /// <summary>The place in the order of the layer, from the left.</summary>
    public int Position { get; set; }

    /// <summary>The centre.</summary>
    public double X { get; set; }

    public bool IsLane => Node < 0;
}

/// <summary>An edge in the picture.</summary>
/// <param name="From">The index of the node it leaves.</param>
/// <param name="To">The index of the node the arrow points at.</param>
/// <param name="IsInference">Whether it belongs to the inference network.</param>
/// <param name="Lanes">The lanes it passes between the layers of its ends, from the top.</param>
internal sealed record DrawnEdge(int From, int To, bool IsInference, IReadOnlyList<Slot> Lanes);
