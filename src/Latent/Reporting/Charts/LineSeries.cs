namespace Latent.Reporting.Charts;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
public sealed record LineSeries
{
    /// <summary>A line through points.</summary>
    /// <param name="name">What stands at its end.</param>
    /// <param name="x">Ascending, or at least in the order of the line.</param>
    /// <param name="y">As many; the line has a gap where a value is not finite.</param>
    /// <exception cref="ArgumentException">There are not as many x as y.</exception>
    public LineSeries(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"The line '{name}' has {x.Count} values of x and {y.Count} of y; give one of each per point.", nameof(y));
        Name = name;
        X = x;
        Y = y;
    }

    /// <summary>A line over 1, 2, 3, ...: epochs.</summary>
    public LineSeries(string name, IReadOnlyList<double> y)
        : this(name, [.. Enumerable.Range(1, (y ?? throw new ArgumentNullException(nameof(y))).Count).Select(static i => (double)i)], y)
    {
    }

    /// <summary>What stands at its end.</summary>
    public string Name { get; }

    /// <summary>Where the points are.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>What the band around the line reaches up and down from it, one per point, as a standard error does; none by default.</summary>
    /// <exception cref="ArgumentException">There are not as many as points.</exception>
    public IReadOnlyList<double> Error
    {
        get;
        init => field = value.Count == Y.Count || value.Count == 0
            ? value
            : throw new ArgumentException($"The line '{Name}' has {Y.Count} points and {value.Count} errors; give one per point, or none.", nameof(value));
    } = [];

    /// <summary>
    /// Which look: lines that say the same of two sets (training, validation) share a <see cref="Colour"/> and differ in their
    /// <see cref="Dash"/>. By default each line has its own of both.
    /// </summary>
    public int? Colour { get; init; }

    /// <summary>0 is drawn through, 1 dashed, 2 dotted, 3 long dashes, 4 dash and dot; others repeat.</summary>
    public int? Dash { get; init; }

    /// <summary>The same line thinned to what a width of so many columns can show: of each column its first, least, greatest and last point.</summary>
    internal LineSeries Thin(Axis axis, int columns)
    {
        if (X.Count <= 4 * columns)
            return this;
        List<int> kept = [];
        for (int i = 0; i < X.Count;)
        {
            int column = Column(i), least = i, most = i, first = i;
            for (; i < X.Count && Column(i) == column; i++)
            {
                if (!double.IsFinite(Y[i])) least = i; // A gap stays a gap.
                else if (Y[i] < Y[least]) least = i;
                if (Y[i] > Y[most]) most = i;
            }

            kept.AddRange(new SortedSet<int> { first, least, most, i - 1 });
        }

        return new LineSeries(Name, [.. kept.Select(i => X[i])], [.. kept.Select(i => Y[i])])
        {
            Error = Error.Count == 0 ? [] : [.. kept.Select(i => Error[i])],
            Colour = Colour,
            Dash = Dash,
        };

        int Column(int i) => (int)Math.Floor(axis.At(X[i]));
    }
}
