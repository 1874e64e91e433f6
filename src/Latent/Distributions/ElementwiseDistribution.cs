using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// A family of scalar distributions, one for each element of its parameters' broadcast shape, of which the last axes may be taken
/// together as one event. Log-probability, entropy and KL are computed per element and summed over the event.
/// </summary>
public abstract class ElementwiseDistribution : Distribution
{
    /// <summary>Sets the shapes.</summary>
    /// <param name="elements">batch + event: what the parameters broadcast to.</param>
    /// <param name="eventAxes">How many of its last axes are one event.</param>
    private protected ElementwiseDistribution(Shape elements, int eventAxes)
    {
        Elements = elements;
        EventAxes = eventAxes;
    }

    /// <summary>batch + event.</summary>
    public Shape Elements { get; }

    /// <summary>How many of the last axes are one event.</summary>
    public int EventAxes { get; }

    /// <inheritdoc/>
    public sealed override Shape BatchShape => Elements.Slice(0, Elements.Rank - EventAxes);

    /// <inheritdoc/>
    public sealed override Shape EventShape => Elements.Slice(Elements.Rank - EventAxes, Elements.Rank);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        return SumEvent(ElementLogProb(value));
    }

    /// <inheritdoc/>
    public sealed override Tensor LogProb(Tensor value, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(mask);
        // What is missing may be NaN, and 0·NaN is NaN in the derivative: a harmless value takes its place before anything is computed.
        Tensor known = mask.Where(value, Support.Anchor);
        Support.Check(known, Name);
        return SumEvent(mask.Where(ElementLogProb(known), 0.0));
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => SumEvent(ElementEntropy());

    /// <inheritdoc/>
    public sealed override Distribution ToEvent(int axes)
    {
        if (axes < 0 || axes > Elements.Rank - EventAxes)
        {
            throw new ShapeException(
                $"{Name}: {axes} batch axes cannot become event axes; the batch shape is {BatchShape}, the event shape {EventShape}.");
        }

        return axes == 0 ? this : WithEventAxes(EventAxes + axes);
    }

    /// <summary>log p of each element, not summed, in nats; the broadcast of value and parameters.</summary>
    public abstract Tensor ElementLogProb(Tensor value);

    /// <summary>The entropy of each element in nats, batch + event.</summary>
    public virtual Tensor ElementEntropy() => throw NotDefined(nameof(Entropy));

    internal sealed override Distribution Factors => EventAxes == 0 ? this : WithEventAxes(0);

    /// <summary>The same parameters under another number of event axes.</summary>
    private protected abstract ElementwiseDistribution WithEventAxes(int eventAxes);

    /// <summary>Sums the last <see cref="EventAxes"/> axes of a tensor of elements, which are broadcast to at least batch + event first.</summary>
    internal Tensor SumEvent(Tensor elements)
    {
        if (!Shape.TryBroadcast(elements.Shape, Elements, out Shape full))
            throw new ShapeException($"{Name}: a value of shape {elements.Shape} does not broadcast to batch {BatchShape} + event {EventShape}.");
        if (full != elements.Shape) elements = elements.BroadcastTo(full);
        return EventAxes switch
        {
            0 => elements,
            1 => elements.Sum(-1),
            2 => elements.Sum(-2, -1),
            _ => elements.Sum([.. Enumerable.Range(full.Rank - EventAxes, EventAxes)]),
        };
    }

    /// <summary>A parameter, which may be of fewer axes, as it stands for every element.</summary>
    private protected Tensor Full(Tensor parameter) => parameter.Shape == Elements ? parameter : parameter.BroadcastTo(Elements);
}
