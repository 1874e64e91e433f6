using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>y = loc + scale·x, element by element: log |dy/dx| = log |scale|.</summary>
internal sealed class AffineTransform : Transform
{
    private readonly Tensor _loc;
    private readonly Tensor _scale;

    private AffineTransform(Tensor loc, Tensor scale)
    {
        _loc = loc;
        _scale = scale;
    }

    public override string Name => "Affine";

    public override int EventAxes => 0;

    public static AffineTransform FromScale(Tensor loc, Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(loc);
        ArgumentNullException.ThrowIfNull(scale);
        if (!Shape.TryBroadcast(loc.Shape, scale.Shape, out _))
            throw new ShapeException($"Affine: loc and scale have shapes {loc.Shape} and {scale.Shape}, which do not broadcast.");
        if (scale.IsWeak && scale.Item() == 0) throw new ArgumentException("Affine: the scale is 0; a transform has an inverse.");
        if (!scale.IsWeak) Arguments.Positive("Affine", "the absolute scale", scale.Detach().Abs());
        return new AffineTransform(loc, scale);
    }

    public override (Tensor Value, Tensor LogDet) Forward(Tensor x)
    {
        Tensor y = Apply(x);
        return (y, LogSlope(y));
    }

    public override (Tensor Value, Tensor LogDet) Inverse(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        Tensor x = (y - _loc) / _scale;
        return (x, -LogSlope(x));
    }

    public override Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _loc + (_scale * x);
    }

    public override Support Image(Support domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (!domain.IsInterval)
            throw new NotSupportedException($"{Name}: values on '{domain}' are bound to one another or discrete; only intervals are transformed.");
        bool below = double.IsFinite(domain.Lower), above = double.IsFinite(domain.Upper);
        if (!below && !above) return domain;
        // Where elements have different limits, the interval that holds all of them.
        Tensor loc = _loc.Detach(), scale = _scale.Detach();
        bool up = scale.Min().Item() > 0;
        if (!up && scale.Max().Item() > 0)
            throw new NotSupportedException($"{Name}: scales of both signs map '{domain}' to different sets; give each sign a transform of its own.");
        Tensor? first = below ? loc + (scale * domain.Lower) : null, last = above ? loc + (scale * domain.Upper) : null;
        (Tensor? least, Tensor? most) = up ? (first, last) : (last, first);
        (bool openLeast, bool openMost) = up ? (domain.IsOpenBelow, domain.IsOpenAbove) : (domain.IsOpenAbove, domain.IsOpenBelow);
        return Support.Between(
            least?.Min().Item() ?? double.NegativeInfinity, most?.Max().Item() ?? double.PositiveInfinity, openLeast || least is null,
            openMost || most is null);
    }

    public override Shape OutputShape(Shape input) =>
        Shape.TryBroadcast(input, _loc.Shape, out Shape first) && Shape.TryBroadcast(first, _scale.Shape, out Shape full) && full == input
            ? input
            : throw new ShapeException(
                $"Affine: loc {_loc.Shape} and scale {_scale.Shape} do not fit {input}; they may not enlarge what they transform, for its draws would "
                + "repeat. Give the base the full shape.");

    public override Transform Map(ParameterMap map, int eventAxes)
    {
        ArgumentNullException.ThrowIfNull(map);
        // Plain numbers stay what they are.
        Tensor loc = _loc.IsWeak ? _loc : map(_loc, eventAxes), scale = _scale.IsWeak ? _scale : map(_scale, eventAxes);
        return ReferenceEquals(loc, _loc) && ReferenceEquals(scale, _scale) ? this : new AffineTransform(loc, scale);
    }

    public override bool IsSameAs(Transform other) =>
        other is AffineTransform affine && Arguments.AreOne(affine._loc, _loc) && Arguments.AreOne(affine._scale, _scale);

    internal override Tensor? Mean(Tensor mean) => Apply(mean);

    internal override Tensor? Variance(Tensor variance) => _scale.Square() * variance;

    internal override Tensor? MeanLogDet(Tensor mean) => LogSlope(mean);

    // A plain number takes the element type of what it meets.
    private Tensor LogSlope(Tensor like) =>
        (_scale.IsWeak ? _scale.Resolve(like.Pass, like.Device, like.DType) : _scale).Abs().Log().BroadcastTo(like.Shape);
}
