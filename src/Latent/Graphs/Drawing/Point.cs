namespace Latent.Graphs.Drawing;

/// <summary>A place in the picture, in pixels; y grows downwards.</summary>
internal readonly record struct Point(double X, double Y)
{
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double s, Point a) => new(s * a.X, s * a.Y);
}
