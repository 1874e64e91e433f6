using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The inverse of a transform: the directions exchanged.</summary>
internal sealed class InvertedTransform(Transform inner) : Transform
{
    private readonly Transform _inner = inner;

    public override string Name => $"inverse of {_inner.Name}";

    public override int EventAxes => _inner.EventAxes;

    public override Transform Inverted() => _inner;

    public override (Tensor Value, Tensor LogDet) Forward(Tensor x) => _inner.Inverse(x);

    public override (Tensor Value, Tensor LogDet) Inverse(Tensor y) => _inner.Forward(y);

    // What the inner transform maps onto a set is known from what it maps the real numbers onto, where that is this set.
    public override Support Image(Support domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return _inner.Image(Support.Real).IsSameAs(domain)
            ? Support.Real
            : throw new NotSupportedException($"{Name}: it takes values on '{_inner.Image(Support.Real)}'; these are on '{domain}'.");
    }

    public override Shape OutputShape(Shape input) => _inner.OutputShape(input);

    public override Transform Map(ParameterMap map, int eventAxes)
    {
        Transform mapped = _inner.Map(map, eventAxes);
        return ReferenceEquals(mapped, _inner) ? this : new InvertedTransform(mapped);
    }

    public override bool IsSameAs(Transform other) => other is InvertedTransform inverted && inverted._inner.IsSameAs(_inner);
}
