using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A KL divergence known in closed form for a pair of families.</summary>
/// <param name="Q">The family of the first argument.</param>
/// <param name="P">The family of the second.</param>
/// <param name="Formula">The formula, for tables.</param>
/// <param name="Divergence">KL(q ‖ p) in nats, one value per batch element.</param>
public sealed record KlRule(Type Q, Type P, string Formula, Func<Distribution, Distribution, Tensor> Divergence)
{
    /// <summary>A rule for whole distributions.</summary>
    /// <param name="formula">The formula, for tables.</param>
    /// <param name="divergence">KL(q ‖ p) in nats, one value per batch element.</param>
    public static KlRule Of<TQ, TP>(string formula, Func<TQ, TP, Tensor> divergence)
        where TQ : Distribution
        where TP : Distribution
    {
        ArgumentNullException.ThrowIfNull(divergence);
        return new KlRule(typeof(TQ), typeof(TP), formula, (q, p) => divergence((TQ)q, (TP)p));
    }

    /// <summary>A rule for scalar families: <paramref name="divergence"/> gives each element's term, which are summed over the event.</summary>
    /// <param name="formula">The formula, for tables.</param>
    /// <param name="divergence">The divergence of each element in nats, not summed.</param>
    public static KlRule OfElements<TQ, TP>(string formula, Func<TQ, TP, Tensor> divergence)
        where TQ : ElementwiseDistribution
        where TP : ElementwiseDistribution
    {
        ArgumentNullException.ThrowIfNull(divergence);
        return new KlRule(typeof(TQ), typeof(TP), formula, (q, p) => Sum((TQ)q, (TP)p, divergence((TQ)q, (TP)p)));
    }

    /// <summary>The event axes of two distributions, which must be as many.</summary>
    /// <exception cref="ShapeException">One has an event of more axes than the other, or their shapes do not broadcast.</exception>
    internal static int SameEvent(ElementwiseDistribution q, ElementwiseDistribution p)
    {
        if (q.EventAxes != p.EventAxes || !Shape.TryBroadcast(q.Elements, p.Elements, out _))
        {
            throw new ShapeException(
                $"KL({q.Name} || {p.Name}): q has batch {q.BatchShape} and event {q.EventShape}, p has batch {p.BatchShape} and event "
                + $"{p.EventShape}; events must be equal and batches broadcast. ToEvent(n) takes batch axes into the event.");
        }

        return q.EventAxes;
    }

    private static Tensor Sum(ElementwiseDistribution q, ElementwiseDistribution p, Tensor elements)
    {
        _ = SameEvent(q, p);
        // The wider of the two knows the full shape; the other's summing would lose its batch.
        Shape.TryBroadcast(q.Elements, p.Elements, out Shape full);
        return q.SumEvent(elements.Shape == full ? elements : elements.BroadcastTo(full));
    }
}
