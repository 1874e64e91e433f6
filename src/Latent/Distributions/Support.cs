using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The set of values a distribution gives probability to.</summary>
public sealed class Support
{
    private readonly double _lower;
    private readonly double _upper;
    private readonly bool _openLower;
    private readonly bool _openUpper;
    private readonly Kind _kind;

    private Support(
        string name, double lower, double upper, double anchor, bool discrete = false, int eventAxes = 0, bool openLower = false,
        bool openUpper = false, Kind kind = Kind.Interval)
    {
        Name = name;
        _lower = lower;
        _upper = upper;
        _openLower = openLower;
        _openUpper = openUpper;
        _kind = kind;
        Anchor = anchor;
        IsDiscrete = discrete;
        EventAxes = eventAxes;
    }

    private enum Kind
    {
        Interval,
        Integers,
        Simplex,
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

    /// <summary>A number inside the set, to stand where a value is missing; NaN where elements are bound to one another.</summary>
    internal double Anchor { get; }

    /// <summary>lower ≤ x ≤ upper.</summary>
    public static Support Interval(double lower, double upper) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{lower:G6} <= x <= {upper:G6}"), lower, upper, (lower + upper) / 2);

    /// <summary>0, 1, ..., count - 1.</summary>
    public static Support Integers(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"0, ..., {count - 1}"), 0, count - 1, 0, discrete: true, kind: Kind.Integers);

    /// <summary>Whether this set and another are the same kind of set, so that a divergence between distributions on them makes sense.</summary>
    public bool IsSameAs(Support other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _kind == other._kind && _lower == other._lower && _upper == other._upper && IsDiscrete == other.IsDiscrete;
    }

    /// <summary>Refuses values outside the set, naming the first and where it stands. NaN is left to whoever looks at the result.</summary>
    /// <exception cref="ArgumentException">A value lies outside.</exception>
    public void Check(Tensor value, string distribution)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape.Count == 0 || (double.IsInfinity(_lower) && double.IsInfinity(_upper))) return;
        Tensor constant = value.Detach();
        if (double.IsFinite(_lower) && Below(constant.Min().Item(), _lower, _openLower)) Refuse(constant, distribution);
        if (double.IsFinite(_upper) && Below(-constant.Max().Item(), -_upper, _openUpper)) Refuse(constant, distribution);
        switch (_kind)
        {
            case Kind.Integers:
                if ((constant - constant.Floor()).Max().Item() > 0) Refuse(constant, distribution);
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

        static bool Far(Tensor sums) => (sums - 1.0).Abs().Max().Item() > (sums.DType == DType.Float32 ? 1e-4 : 1e-8);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool Below(double x, double limit, bool open) => x < limit || (open && x == limit);

    private static void Bound(string distribution, string rule) =>
        throw new ArgumentException($"{distribution}: values must {rule} along the last axis; at least one vector does not.");

    private void Refuse(Tensor value, string distribution)
    {
        double[] all = value.ToDoubles();
        int at = Array.FindIndex(all, x => Below(x, _lower, _openLower) || Below(-x, -_upper, _openUpper)
            || (_kind == Kind.Integers && x != Math.Floor(x)));
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"{distribution}: the value {(at < 0 ? double.NaN : all[at]):G6} at {Position.Of(Math.Max(at, 0), value.Shape)} of {value.Shape} "
            + $"is outside the support {Name}."));
    }
}
