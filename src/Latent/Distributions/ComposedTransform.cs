using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Transforms one after the other: log-determinants add up.</summary>
internal sealed class ComposedTransform : Transform
{
    private readonly Transform[] _parts;

    private ComposedTransform(Transform[] parts)
    {
        _parts = parts;
        EventAxes = parts.Max(static part => part.EventAxes);
    }

    public override string Name => string.Join(", then ", _parts.Select(static part => part.Name));

    public override int EventAxes { get; }

    public static Transform Of(ReadOnlySpan<Transform> transforms)
    {
        List<Transform> parts = [];
        foreach (Transform transform in transforms)
        {
            ArgumentNullException.ThrowIfNull(transform);
            if (transform is ComposedTransform composed) parts.AddRange(composed._parts);
            else parts.Add(transform);
        }

        return parts.Count switch
        {
            0 => throw new ArgumentException("Transform.Compose: no transforms are given."),
            1 => parts[0],
            _ => new ComposedTransform([.. parts]),
        };
    }

    public override (Tensor Value, Tensor LogDet) Forward(Tensor x)
    {
        Tensor? sum = null;
        foreach (Transform part in _parts)
            x = Add(part.Forward(x), part, ref sum);
        return (x, sum!);
    }

    public override (Tensor Value, Tensor LogDet) Inverse(Tensor y)
    {
        Tensor? sum = null;
        for (int i = _parts.Length - 1; i >= 0; i--)
            y = Add(_parts[i].Inverse(y), _parts[i], ref sum);
        return (y, sum!);
    }

    public override Tensor Apply(Tensor x)
    {
        foreach (Transform part in _parts)
            x = part.Apply(x);
        return x;
    }

    public override Transform Inverted() => new ComposedTransform([.. _parts.Reverse().Select(static part => part.Inverted())]);

    public override Support Image(Support domain) => _parts.Aggregate(domain, static (set, part) => part.Image(set));

    public override Shape OutputShape(Shape input) => _parts.Aggregate(input, static (shape, part) => part.OutputShape(shape));

    public override Transform Map(ParameterMap map, int eventAxes)
    {
        Transform[] mapped = [.. _parts.Select(part => part.Map(map, eventAxes))];
        return mapped.Zip(_parts).All(static pair => ReferenceEquals(pair.First, pair.Second)) ? this : new ComposedTransform(mapped);
    }

    public override bool IsSameAs(Transform other) => other is ComposedTransform composed && composed._parts.Length == _parts.Length
        && _parts.Zip(composed._parts).All(static pair => pair.First.IsSameAs(pair.Second));

    internal override Tensor? Mean(Tensor mean)
    {
        Tensor? result = mean;
        foreach (Transform part in _parts)
        {
            if (result is null) return null;
            result = part.Mean(result);
        }

        return result;
    }

    internal override Tensor? Variance(Tensor variance)
    {
        Tensor? result = variance;
        foreach (Transform part in _parts)
        {
            if (result is null) return null;
            result = part.Variance(result);
        }

        return result;
    }

    internal override Tensor? MeanLogDet(Tensor mean)
    {
        Tensor? at = mean, sum = null;
        foreach (Transform part in _parts)
        {
            if (at is null || part.MeanLogDet(at) is not { } logDet) return null;
            sum = sum is null ? Reduced(logDet, part) : sum + Reduced(logDet, part);
            at = part.Mean(at);
        }

        return sum;
    }

    private Tensor Add((Tensor Value, Tensor LogDet) step, Transform part, ref Tensor? sum)
    {
        Tensor logDet = Reduced(step.LogDet, part);
        sum = sum is null ? logDet : sum + logDet;
        return step.Value;
    }

    // One log-determinant per event of the whole, of which a part may transform elements or smaller events.
    private Tensor Reduced(Tensor logDet, Transform part) => Transformed.SumLast(logDet, EventAxes - part.EventAxes);
}
