using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>
/// A support as something to integrate over: points of a countable set, or one or two coordinates of a continuous one. Densities on the
/// simplex are by all components but the last; those on the sphere by its surface.
/// </summary>
internal sealed class Domain
{
    private const int Finest = 9, FinestOfTwo = 6;

    private readonly Shape _event;
    private readonly Func<Node[], (double[] Event, double Jacobian)>? _place;
    private readonly Func<double[], double[]>? _coordinates;
    private readonly double[][]? _points;
    private readonly bool _endless;

    private Domain(Shape @event, Axis[] axes, Func<Node[], (double[] Event, double Jacobian)> place, Func<double[], double[]> coordinates)
    {
        _event = @event;
        Axes = axes;
        _place = place;
        _coordinates = coordinates;
    }

    private Domain(Shape @event, double[][]? points)
    {
        _event = @event;
        Axes = [];
        _points = points;
        _endless = points is null;
    }

    /// <summary>The coordinates; none of a countable set.</summary>
    public Axis[] Axes { get; }

    public bool IsDiscrete => Axes.Length == 0;

    /// <summary>The domain of a distribution of one batch element.</summary>
    /// <returns>Null if there is none to integrate over.</returns>
    public static Domain? Of(Distribution d, double[]? breaks = null, double[]? centre = null)
    {
        Assert.Equal(0, d.BatchShape.Rank);
        Shape shape = d.EventShape;
        int size = shape.Count;
        double[] cuts = breaks ?? [];
        if (d.Support.IsDiscrete) return Countable(d, size);
        if (d.Support.IsSameAs(Support.Simplex)) return Simplex(shape, cuts);
        if (d.Support.IsSameAs(Support.LogSimplex)) return LogSimplex(shape);
        if (d.Support.IsSameAs(Support.Sphere)) return Sphere(shape);
        if (size is not (1 or 2)) return null;
        double[] middle = centre is { Length: > 0 } ? centre : new double[size];
        return new Domain(
            shape, [.. Enumerable.Range(0, size).Select(i => new Axis(d.Support.Lower, d.Support.Upper, cuts, middle[i]))],
            static nodes => ([.. nodes.Select(static n => n.X)], 1), static x => x);
    }

    /// <summary>The coordinates of an event.</summary>
    public double[] Coordinates(double[] x) => _coordinates!(x);

    /// <summary>The same support between bounds of each coordinate.</summary>
    public Domain Between((double From, double To)[] bounds) =>
        new(_event, [.. Axes.Select((axis, i) => axis.Between(bounds[i].From, bounds[i].To))], _place!, _coordinates!);

    /// <summary>All points of a finite set; the first ones of an endless set.</summary>
    public double[][] Points(int atMost) => _endless ? [.. Enumerable.Range(0, atMost).Select(static i => new[] { (double)i })] : _points!;

    /// <summary>Σ or ∫ of p(x)·g(x), where g takes an event and log p of it.</summary>
    public double[] Expect(Distribution d, Func<double[], double, double[]> g, double tolerance = 1e-11) =>
        Expect(Score(d), g, tolerance);

    /// <summary>Σ or ∫ of p(x)·g(x), where the first argument scores events; those of no probability add nothing.</summary>
    public double[] Expect(Func<double[][], double[]> logProb, Func<double[], double, double[]> g, double tolerance = 1e-11) =>
        ExpectIndexed(logProb, (_, x, l) => g(x, l), tolerance);

    /// <summary>The same with the rule of one level, so that integrals of neighbouring functions have one error.</summary>
    public double[] ExpectAt(int level, Distribution d, Func<double[], double, double[]> g) => IsDiscrete ? Sum(Score(d), (_, x, l) => g(x, l)) : Rule(Score(d), (_, x, l) => g(x, l), level);

    /// <summary>The level at which an integral has settled.</summary>
    public int Level(Distribution d, Func<double[], double, double[]> g, double tolerance) => IsDiscrete ? 0 : Refine(Score(d), (_, x, l) => g(x, l), tolerance).Level;

    /// <summary>E_q[log q - log p].</summary>
    public double ExpectRatio(Func<double[][], double[]> logQ, Func<double[][], double[]> logP)
    {
        double[] other = [];
        return ExpectIndexed(Both, (i, _, l) => [l - other[i]], 1e-11)[0];

        double[] Both(double[][] events)
        {
            other = logP(events);
            return logQ(events);
        }
    }

    /// <summary>Scores events with a distribution.</summary>
    public static Func<double[][], double[]> Score(Distribution d) => events =>
    {
        using Pass pass = Pass.Evaluation();
        int size = d.EventShape.Count;
        double[] flat = new double[events.Length * size];
        for (int i = 0; i < events.Length; i++)
            events[i].CopyTo(flat, i * size);
        return d.LogProb(pass.From(flat, Shape.Create([events.Length]).Concat(d.EventShape))).ToDoubles();
    };

    // g is given the event's place among those scored last, too.
    private double[] ExpectIndexed(Func<double[][], double[]> logProb, Func<int, double[], double, double[]> g, double tolerance) =>
        IsDiscrete ? Sum(logProb, g) : Refine(logProb, g, tolerance).Values;

    private (double[] Values, int Level) Refine(Func<double[][], double[]> logProb, Func<int, double[], double, double[]> g, double tolerance)
    {
        int level = Axes.Length == 1 ? 4 : 3, finest = Axes.Length == 1 ? Finest : FinestOfTwo;
        double[] now = Rule(logProb, g, level);
        while (level < finest)
        {
            double[] last = now;
            now = Rule(logProb, g, ++level);
            if (Settled(last, now, tolerance)) break;
        }

        return (now, level);
    }

    private static bool Settled(double[] last, double[] now, double tolerance)
    {
        for (int i = 0; i < now.Length; i++)
            if (!(Math.Abs(now[i] - last[i]) <= tolerance * Math.Max(1, Math.Abs(now[i])))) return false;
        return true;
    }

    private double[] Rule(Func<double[][], double[]> logProb, Func<int, double[], double, double[]> g, int level)
    {
        List<double[]> events = [];
        List<double> weights = [];
        bool isPlane = Axes.Length > 1;
        List<Node> first = Axes[0].Nodes(level, isPlane), second = isPlane ? Axes[1].Nodes(level, isPlane) : [default];
        foreach (Node u in first)
        {
            foreach (Node v in second)
            {
                (double[] x, double jacobian) = _place!(isPlane ? [u, v] : [u]);
                double weight = u.Weight * jacobian * (isPlane ? v.Weight : 1);
                if (!(weight > 0) || !double.IsFinite(weight)) continue;
                events.Add(x);
                weights.Add(weight);
            }
        }

        return Add([.. events], [.. weights], logProb, g, null, out _)!;
    }

    private double[] Sum(Func<double[][], double[]> logProb, Func<int, double[], double, double[]> g)
    {
        const int block = 512;
        if (!_endless) return Add(_points!, null, logProb, g, null, out _)!;
        double[]? total = null;
        for (int start = 0; start < 1 << 20; start += block)
        {
            double[][] points = [.. Enumerable.Range(start, block).Select(static i => new[] { (double)i })];
            total = Add(points, null, logProb, g, total, out double largest)!;
            if (start > 0 && largest < 1e-14) break;
        }

        return total!;
    }

    private static double[]? Add(
        double[][] events, double[]? weights, Func<double[][], double[]> logProb, Func<int, double[], double, double[]> g, double[]? total, out double largest)
    {
        largest = 0;
        double[] scores = logProb(events);
        for (int i = 0; i < events.Length; i++)
        {
            double mass = Math.Exp(scores[i]) * (weights?[i] ?? 1);
            if (double.IsNaN(mass)) throw new Xunit.Sdk.XunitException($"log p is NaN at [{string.Join(", ", events[i])}]");
            if (mass == 0) continue;
            double[] values = g(i, events[i], scores[i]);
            total ??= new double[values.Length];
            for (int k = 0; k < values.Length; k++)
            {
                total[k] += mass * values[k];
                largest = Math.Max(largest, Math.Abs(mass * values[k]));
            }
        }

        return total;
    }

    private static Domain? Countable(Distribution d, int size)
    {
        if (d.Support.IsSameAs(Support.OneHot))
            return new Domain(d.EventShape, Product(size / d.EventShape[-1], [.. OneHots(d.EventShape[-1])]));
        if (double.IsInfinity(d.Support.Upper)) return size == 1 ? new Domain(d.EventShape, null) : null;
        int states = (int)Math.Round((d.Support.Upper - d.Support.Lower) / d.Support.Step) + 1;
        double[][] one = [.. Enumerable.Range(0, states).Select(i => new[] { d.Support.Lower + (i * d.Support.Step) })];
        return Math.Pow(states, size) <= 1 << 16 ? new Domain(d.EventShape, Product(size, one)) : null;
    }

    private static IEnumerable<double[]> OneHots(int classes) =>
        Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes).Select(i => i == c ? 1.0 : 0).ToArray());

    private static double[][] Product(int times, double[][] one)
    {
        double[][] all = [[]];
        for (int i = 0; i < times; i++)
            all = [.. all.SelectMany(head => one.Select(tail => (double[])[.. head, .. tail]))];
        return all;
    }

    private static Domain? Simplex(Shape shape, double[] cuts) => (shape.Rank, shape[-1]) switch
    {
        (1, 2) => new Domain(shape, [new Axis(0, 1, cuts)], static n => ([n[0].Above, n[0].Below], 1), static x => [x[0]]),
        // x = (u, (1 - u)·v, (1 - u)·(1 - v)).
        (1, 3) => new Domain(
            shape, [new Axis(0, 1, cuts), new Axis(0, 1, [])],
            static n => ([n[0].Above, n[0].Below * n[1].Above, n[0].Below * n[1].Below], n[0].Below), static x => [x[0], x[1] / (x[1] + x[2])]),
        _ => null,
    };

    // By the measure dy₁⋯dy_(C-1)/e^(y_C) = dx₁⋯dx_(C-1)/(x₁⋯x_C), which treats all components alike.
    private static Domain? LogSimplex(Shape shape)
    {
        if (Simplex(shape, []) is not { } simplex) return null;
        return new Domain(shape, simplex.Axes, Place, y => simplex.Coordinates([.. y.Select(static v => Math.Exp(v))]));

        (double[] Event, double Jacobian) Place(Node[] nodes)
        {
            (double[] x, double jacobian) = simplex._place!(nodes);
            return ([.. x.Select(static v => Math.Log(v))], jacobian / x.Aggregate(1.0, static (a, b) => a * b));
        }
    }

    private static Domain? Sphere(Shape shape) => (shape.Rank, shape[-1]) switch
    {
        (1, 2) => new Domain(
            shape, [new Axis(-Math.PI, Math.PI, [])], static n => ([Math.Cos(n[0].X), Math.Sin(n[0].X)], 1), static x => [Math.Atan2(x[1], x[0])]),
        // The height and the longitude: by Archimedes their measure is uniform.
        (1, 3) => new Domain(
            shape, [new Axis(-1, 1, []), new Axis(-Math.PI, Math.PI, [])],
            static n =>
            {
                double radius = Math.Sqrt(n[0].Above * n[0].Below);
                return ([n[0].X, radius * Math.Cos(n[1].X), radius * Math.Sin(n[1].X)], 1);
            },
            static x => [x[0], Math.Atan2(x[2], x[1])]),
        _ => null,
    };
}
