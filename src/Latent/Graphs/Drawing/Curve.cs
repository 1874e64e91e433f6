namespace Latent.Graphs.Drawing;

/// <summary>A chain of cubic Bézier segments; the parameter runs from 0 to <see cref="Segments"/>.</summary>
internal sealed class Curve
{
    private const int SamplesPerSegment = 32;
    private readonly Point[] _points;

    private Curve(Point[] points, bool isLine)
    {
        _points = points;
        IsLine = isLine;
    }

    public int Segments => _points.Length / 3;

    public bool IsLine { get; }

    /// <summary>Start, then two control points and an end for each segment.</summary>
    public ReadOnlySpan<Point> Points => _points;

    public static Curve Line(Point a, Point b) => new([a, a + ((1 / 3.0) * (b - a)), b - ((1 / 3.0) * (b - a)), b], isLine: true);

    /// <summary>
    /// An arc from a to b that is bent to the right hand (as seen on the way, y downwards) by 3/4 of <paramref name="bend"/>.
    /// </summary>
    public static Curve Arc(Point a, Point b, double bend)
    {
        Point way = b - a;
        Point side = (bend / Math.Max(way.Length, 1)) * new Point(-way.Y, way.X);
        return new([a, a + (0.25 * way) + side, a + (0.75 * way) + side, b], isLine: false);
    }

    /// <summary>A smooth curve through points (Catmull-Rom).</summary>
    public static Curve Through(ReadOnlySpan<Point> places)
    {
        List<Point> points = [places[0]];
        for (int i = 0; i + 1 < places.Length; i++)
        {
            Point leaving = Tangent(places, i), arriving = Tangent(places, i + 1);
            points.AddRange([places[i] + ((1 / 3.0) * leaving), places[i + 1] - ((1 / 3.0) * arriving), places[i + 1]]);
        }

        return new([.. points], isLine: false);

        static Point Tangent(ReadOnlySpan<Point> places, int i) =>
            i == 0 ? places[1] - places[0]
            : i == places.Length - 1 ? places[i] - places[i - 1]
            : 0.5 * (places[i + 1] - places[i - 1]);
    }

    /// <summary>A curve that is vertical at every place: in S-form between places 2i and 2i + 1, straight between the others.</summary>
    public static Curve Vertical(ReadOnlySpan<Point> places)
    {
        List<Point> points = [places[0]];
        for (int i = 0; i + 1 < places.Length; i++)
        {
            Point half = new(0, (places[i + 1].Y - places[i].Y) / 2);
            points.AddRange([places[i] + half, places[i + 1] - half, places[i + 1]]);
        }

        return new([.. points], isLine: false);
    }

    public Curve Reversed() => new([.. _points.AsEnumerable().Reverse()], IsLine);

    public Point At(double parameter)
    {
        int segment = Math.Clamp((int)parameter, 0, Segments - 1);
        double t = parameter - segment, u = 1 - t;
        ReadOnlySpan<Point> p = _points.AsSpan(3 * segment, 4);
        return (u * u * u * p[0]) + (3 * u * u * t * p[1]) + (3 * u * t * t * p[2]) + (t * t * t * p[3]);
    }

    /// <summary>Points along the curve, dense enough to see what it meets.</summary>
    public Point[] Sample()
    {
        Point[] samples = new Point[(Segments * SamplesPerSegment) + 1];
        for (int i = 0; i < samples.Length; i++) samples[i] = At(i / (double)SamplesPerSegment);
        return samples;
    }

    /// <summary>The last parameter at which the curve enters a region it ends in.</summary>
    public double Entry(Func<Point, bool> inside)
    {
        int last = Segments * SamplesPerSegment;
        while (last > 0 && inside(At(last / (double)SamplesPerSegment))) last--;
        double outside = last / (double)SamplesPerSegment;
        double within = Math.Min(outside + (1.0 / SamplesPerSegment), Segments);
        for (int i = 0; i < 30; i++)
        {
            double middle = (outside + within) / 2;
            if (inside(At(middle))) within = middle;
            else outside = middle;
        }

        return outside;
    }

    /// <summary>The piece from the start to a parameter.</summary>
    public Curve Until(double parameter)
    {
        int segment = Math.Clamp((int)parameter, 0, Segments - 1);
        double t = parameter - segment;
        Point[] p = _points[(3 * segment)..((3 * segment) + 4)];
        // De Casteljau: the control points of the piece are the successive mixtures.
        Point a = Mix(p[0], p[1]), b = Mix(p[1], p[2]), c = Mix(p[2], p[3]), ab = Mix(a, b), bc = Mix(b, c);
        return new([.. _points[..((3 * segment) + 1)], a, ab, Mix(ab, bc)], IsLine);

        Point Mix(Point x, Point y) => x + (t * (y - x));
    }
}
