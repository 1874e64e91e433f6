using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The set of values a distribution gives probability to.</summary>
public sealed class Support
{
    // How far a number may lie from a level, in steps: more than what rounding to float32 does to 65536 levels, far less than half a step.
    private const double NearLevel = 1e-2;

    private readonly double _lower;
    private readonly double _upper;
    private readonly bool _openLower;
    private readonly bool _openUpper;
    private readonly Kind _kind;
    private readonly double _step;

    private Support(
        string name, double lower, double upper, double anchor, bool discrete = false, int eventAxes = 0, bool openLower = false,
        bool openUpper = false, Kind kind = Kind.Interval, double step = 1)
    {
        Name = name;
        _lower = lower;
        _upper = upper;
        _openLower = openLower;
        _openUpper = openUpper;
        _kind = kind;
        _step = step;
        Anchor = anchor;
        IsDiscrete = discrete;
        EventAxes = eventAxes;
    }

    private enum Kind
    {
        Interval,
        Integers,
        Grid,
        Simplex,
        LogSimplex,
        OneHot,
        Sphere,
    }

    /// <summary>All real numbers.</summary>
    public static Support Real { get; } = new("real", double.NegativeInfinity, double.PositiveInfinity, 0);

    /// <summary>Vectors of real numbers along the last axis.</summary>
    public static Support RealVector { get; } = new("real vector", double.NegativeInfinity, double.PositiveInfinity, 0, eventAxes: 1);

    /// <summary>x &gt; 0.</summary>
    public static Support Positive { get; } = new("x > 0", 0, double.PositiveInfinity, 1, openLower: true);

    /// <summary>0 &lt; x &lt; 1.</summary>
    public static Support OpenUnitInterval { get; } = new("0 < x < 1", 0, 1, 0.5, openLower: true, openUpper: true);

    /// <summary>0 ≤ x ≤ 1.</summary>
    public static Support UnitInterval { get; } = new("0 <= x <= 1", 0, 1, 0.5);

    /// <summary>0 or 1; between them, the expected log-probability over a Bernoulli variable of that mean.</summary>
    public static Support Binary { get; } = new("0 or 1", 0, 1, 0, discrete: true);

    /// <summary>0, 1, 2, ...</summary>
    public static Support NonNegativeIntegers { get; } =
        new("0, 1, 2, ...", 0, double.PositiveInfinity, 0, discrete: true, kind: Kind.Integers);

    /// <summary>Positive vectors along the last axis that sum to 1.</summary>
    public static Support Simplex { get; } = new("simplex", 0, 1, double.NaN, eventAxes: 1, kind: Kind.Simplex);

    /// <summary>Logarithms of positive vectors along the last axis that sum to 1.</summary>
    public static Support LogSimplex { get; } =
        new("log simplex", double.NegativeInfinity, double.PositiveInfinity, double.NaN, eventAxes: 1, kind: Kind.LogSimplex);

    /// <summary>Vectors along the last axis with a single 1 among zeros.</summary>
    public static Support OneHot { get; } = new("one-hot vectors", 0, 1, double.NaN, discrete: true, eventAxes: 1, kind: Kind.OneHot);

    /// <summary>Vectors along the last axis of length 1.</summary>
    public static Support Sphere { get; } = new("unit sphere", -1, 1, double.NaN, eventAxes: 1, kind: Kind.Sphere);

    /// <summary>What is printed in tables and messages.</summary>
    public string Name { get; }

    /// <summary>Whether the set is countable, so that a log-probability is that of a point and not a density.</summary>
    public bool IsDiscrete { get; }

    /// <summary>How many of the last axes are bound to one another.</summary>
    public int EventAxes { get; }

    /// <summary>The least value of an element; -∞ if there is none.</summary>
    internal double Lower => _lower;

    /// <summary>The largest value of an element; ∞ if there is none.</summary>
    internal double Upper => _upper;

    /// <summary>The distance of two neighbouring values of a discrete interval.</summary>
    internal double Step => _step;

    /// <summary>Whether the least value itself is left out.</summary>
    internal bool IsOpenBelow => _openLower;

    /// <summary>Whether the largest value itself is left out.</summary>
    internal bool IsOpenAbove => _openUpper;

    /// <summary>Whether every element lies between the limits, whatever the others are.</summary>
    internal bool IsInterval => _kind == Kind.Interval && !IsDiscrete;

    /// <summary>A number inside the set, to stand where a value is missing; NaN where elements are bound to one another.</summary>
    internal double Anchor { get; }

    /// <summary>lower ≤ x ≤ upper.</summary>
    public static Support Interval(double lower, double upper) => Between(lower, upper, openLower: false, openUpper: false);

    /// <summary>The numbers between two limits, which may be infinite, with or without the limits themselves.</summary>
    internal static Support Between(double lower, double upper, bool openLower, bool openUpper)
    {
        bool below = double.IsNegativeInfinity(lower), above = double.IsPositiveInfinity(upper);
        if (below && above) return Real;
        string left = below ? "" : string.Create(CultureInfo.InvariantCulture, $"{lower:G6} {(openLower ? "<" : "<=")} ");
        string right = above ? "" : string.Create(CultureInfo.InvariantCulture, $" {(openUpper ? "<" : "<=")} {upper:G6}");
        string name = below ? $"x{right}" : above ? string.Create(CultureInfo.InvariantCulture, $"x {(openLower ? ">" : ">=")} {lower:G6}") : $"{left}x{right}";
        double anchor = below ? upper - 1 : above ? lower + 1 : (lower + upper) / 2;
        return new Support(name, lower, upper, anchor, openLower: openLower, openUpper: openUpper);
    }

    /// <summary>0, 1, ..., count - 1.</summary>
    public static Support Integers(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"0, ..., {count - 1}"), 0, count - 1, 0, discrete: true, kind: Kind.Integers);

    /// <summary>Numbers of equal distance from one to another, both included: 256 levels from -1 to 1.</summary>
    /// <param name="levels">How many, at least 2.</param>
    /// <param name="lower">The first.</param>
    /// <param name="upper">The last.</param>
    public static Support Levels(int levels, double lower, double upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lower, upper);
        string name = string.Create(CultureInfo.InvariantCulture, $"{levels} levels from {lower:G6} to {upper:G6}");
        return new Support(name, lower, upper, lower, discrete: true, kind: Kind.Grid, step: (upper - lower) / (levels - 1));
    }

    /// <summary>Whether this set and another are the same kind of set, so that a divergence between distributions on them makes sense.</summary>
    public bool IsSameAs(Support other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _kind == other._kind && _lower == other._lower && _upper == other._upper && _step == other._step && IsDiscrete == other.IsDiscrete;
    }

    /// <summary>Refuses values outside the set, naming the first and where it stands. NaN is left to whoever looks at the result.</summary>
    /// <exception cref="ArgumentException">A value lies outside.</exception>
    public void Check(Tensor value, string distribution)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape.Count == 0 || (_kind == Kind.Interval && double.IsInfinity(_lower) && double.IsInfinity(_upper))) return;
        Tensor constant = value.Detach();
        double slack = _kind == Kind.Grid ? NearLevel * _step : 0;
        if (double.IsFinite(_lower) && Below(constant.Min().Item(), _lower - slack, _openLower)) Refuse(constant, distribution);
        if (double.IsFinite(_upper) && Below(-constant.Max().Item(), -_upper - slack, _openUpper)) Refuse(constant, distribution);
        switch (_kind)
        {
            case Kind.Integers:
                if ((constant - constant.Floor()).Max().Item() > 0) Refuse(constant, distribution);
                break;
            case Kind.Grid:
                Tensor level = (constant - _lower) / _step;
                if ((level - (level + 0.5).Floor()).Abs().Max().Item() > NearLevel) Refuse(constant, distribution);
                break;
            case Kind.LogSimplex:
                if (Far(constant.LogSumExp(-1) + 1.0)) Bound(distribution, "be logarithms of numbers that sum to 1");
                break;
            case Kind.OneHot:
                if ((constant * (1.0 - constant)).Abs().Max().Item() > 0 || Far(constant.Sum(-1))) Bound(distribution, "be one 1 among zeros");
                break;
            case Kind.Simplex:
                if (Far(constant.Sum(-1))) Bound(distribution, "sum to 1");
                break;
            case Kind.Sphere:
                if (Far(constant.Square().Sum(-1))) Bound(distribution, "have length 1");
                break;
        }

        // Numbers in float64 may have been float32 once.
        static bool Far(Tensor sums) => (sums - 1.0).Abs().Max().Item() > (sums.DType == DType.Float32 ? 1e-4 : 1e-6);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool Below(double x, double limit, bool open) => x < limit || (open && x == limit);

    private double Level(double x) => Math.Clamp(Math.Round((x - _lower) / _step), 0, Math.Round((_upper - _lower) / _step));

    private static void Bound(string distribution, string rule) =>
        throw new ArgumentException($"{distribution}: values must {rule} along the last axis; at least one vector does not.");

    private void Refuse(Tensor value, string distribution)
    {
        double[] all = value.ToDoubles();
        int at = _kind == Kind.Grid
            ? Array.FindIndex(all, x => Math.Abs(((x - _lower) / _step) - Level(x)) > NearLevel)
            : Array.FindIndex(all, x => Below(x, _lower, _openLower) || Below(-x, -_upper, _openUpper)
                || (_kind == Kind.Integers && x != Math.Floor(x)));
        // In full: one rounding above 1 is not 1.
        double bad = at < 0 ? double.NaN : all[at];
        string number = value.DType == DType.Float32
            ? ((float)bad).ToString("R", CultureInfo.InvariantCulture) : bad.ToString("R", CultureInfo.InvariantCulture);
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"{distribution}: the value {number} at {Position.Of(Math.Max(at, 0), value.Shape)} of {value.Shape} "
            + $"is outside the support {Name}."));
    }
}
