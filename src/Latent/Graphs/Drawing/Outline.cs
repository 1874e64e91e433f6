namespace Latent.Graphs.Drawing;

/// <summary>The form of a node in the picture: a capsule (a circle if its label is short), a box or a diamond.</summary>
internal readonly record struct Outline(NodeKind Kind, Point Center, double Width, double Height)
{
    /// <summary>Whether a point lies inside the form grown by <paramref name="margin"/> pixels.</summary>
    public bool Contains(Point point, double margin = 0)
    {
        double x = Math.Abs(point.X - Center.X), y = Math.Abs(point.Y - Center.Y);
        double halfWidth = (Width / 2) + margin, halfHeight = (Height / 2) + margin;
        if (Kind == NodeKind.Given) return x <= halfWidth && y <= halfHeight;
        // A diamond grown by a margin on its sloping sides is longer by more than that along the axes.
        if (Kind == NodeKind.Deterministic) return (x / (halfWidth + (margin / 2))) + (y / (halfHeight + (margin / 2))) <= 1;
        return new Point(Math.Max(x - (halfWidth - halfHeight), 0), y).Length <= halfHeight;
    }
}
