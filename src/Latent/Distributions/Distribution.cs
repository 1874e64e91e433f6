using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// A probability distribution over tensors, or a batch of them. A sample has the shape samples + batch + event; a log-probability has one
/// value per sample and batch element, in nats, and is never summed over the batch.
/// </summary>
/// <remarks>
/// Distributions are immutable and hold their parameters as tensors, so gradients flow to whatever computed them. A distribution whose
/// parameters belong to a <see cref="Pass"/> lives as long as the pass. J. V. Dillon et al., "TensorFlow Distributions", 2017, section 3.
/// </remarks>
public abstract class Distribution
{
    /// <summary>The name in messages, tables and drawings.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape of independent, not identically distributed draws.</summary>
    public abstract Shape BatchShape { get; }

    /// <summary>The shape of one draw.</summary>
    public abstract Shape EventShape { get; }

    /// <summary>Which values are possible.</summary>
    public abstract Support Support { get; }

    /// <summary>How gradients pass through samples.</summary>
    public abstract GradientPath Gradient { get; }

    /// <summary>E[x], batch + event.</summary>
    /// <exception cref="NotSupportedException">The mean is not known in closed form.</exception>
    public virtual Tensor Mean => throw NotDefined(nameof(Mean));

    /// <summary>
    /// The value that stands for the distribution where one is wanted, batch + event: the mean, as a rule; on a sphere the mean's direction, of a
    /// relaxed choice the probabilities.
    /// </summary>
    /// <exception cref="NotSupportedException">None is known.</exception>
    public virtual Tensor Center => Mean;

    /// <summary>The variance of each element, batch + event.</summary>
    /// <exception cref="NotSupportedException">The variance is not known in closed form.</exception>
    public virtual Tensor Variance => throw NotDefined(nameof(Variance));

    /// <summary>
    /// Whether <see cref="SampleAndLogProb"/> is cheaper than sampling and scoring apart, as for flows that run their transform once.
    /// </summary>
    public virtual bool ScoresWhileSampling => false;

    /// <summary>Draws values; where <see cref="Gradient"/> is pathwise, gradients flow through them to the parameters.</summary>
    /// <param name="draws">The randomness: a key, of which the values are a pure function.</param>
    /// <param name="samples">How many draws, as leading axes; none by default.</param>
    /// <returns>samples + batch + event.</returns>
    public abstract Tensor Sample(Draws draws, Shape samples = default);

    /// <summary>log p(value) in nats.</summary>
    /// <param name="value">Broadcasts against batch + event; further leading axes are samples.</param>
    /// <returns>One value per event: samples + batch.</returns>
    /// <exception cref="ArgumentException">A value lies outside the support.</exception>
    /// <exception cref="ShapeException">The value does not broadcast.</exception>
    public abstract Tensor LogProb(Tensor value);

    /// <summary>log p of the elements of the value where the mask is 1; the others are missing and are summed out.</summary>
    /// <param name="value">As for <see cref="LogProb(Tensor)"/>; what stands at missing elements is not looked at, NaN included.</param>
    /// <param name="mask">1 for observed, 0 for missing; broadcasts against the value.</param>
    /// <exception cref="NotSupportedException">The likelihood does not factorise over elements.</exception>
    public virtual Tensor LogProb(Tensor value, Tensor mask) => throw new NotSupportedException(
        $"{Name}: missing elements can only be left out of a likelihood that factorises over the elements of an event. "
        + "Give every element its own distribution (Normal, Bernoulli ... with ToEvent), or a mask per example.");

    /// <summary>A draw and its log-probability.</summary>
    public virtual (Tensor Value, Tensor LogProb) SampleAndLogProb(Draws draws, Shape samples = default)
    {
        Tensor value = Sample(draws, samples);
        return (value, LogProb(value));
    }

    /// <summary>-E[log p(x)] in nats, one value per batch element; for a density the differential entropy.</summary>
    /// <exception cref="NotSupportedException">The entropy is not known in closed form.</exception>
    public virtual Tensor Entropy() => throw NotDefined(nameof(Entropy));

    /// <summary>The same distribution with the last <paramref name="axes"/> batch axes taken into the event, where log-probabilities are summed.</summary>
    /// <exception cref="ShapeException">The batch has fewer axes.</exception>
    public virtual Distribution ToEvent(int axes) => axes == 0 ? this : new Independent(this, axes);

    /// <summary>The distribution sharpened (temperature below 1) or flattened, as samplers of generative models do.</summary>
    /// <param name="temperature">Positive; 1 changes nothing. A normal's σ is multiplied by it, logits are divided by it.</param>
    /// <exception cref="NotSupportedException">The family has no such form.</exception>
    public virtual Distribution Tempered(double temperature) => temperature == 1
        ? this
        : throw new NotSupportedException($"{Name}: has no tempered form; use temperature 1.");

    /// <summary>
    /// The same family with every parameter replaced. This one method detaches, folds and collects parameters, so each family says once what
    /// its parameters are.
    /// </summary>
    /// <param name="map">Called once per parameter, in a fixed order.</param>
    public abstract Distribution Map(ParameterMap map);

    /// <summary>The same distribution as a constant: gradients stop at its parameters.</summary>
    public Distribution Detach() => Map(static (parameter, _) => parameter.IsTracked ? parameter.Detach() : parameter);

    /// <summary>All parameters, in the order of <see cref="Map"/>.</summary>
    public IReadOnlyList<Tensor> Parameters()
    {
        List<Tensor> all = [];
        _ = Map((parameter, _) =>
        {
            all.Add(parameter);
            return parameter;
        });
        return all;
    }

    /// <summary>Name, batch shape and event shape, as messages print them.</summary>
    public override string ToString() => $"{Name} batch {BatchShape} event {EventShape}";

    /// <summary>
    /// Where an event is made of independent factors, the same distribution with the factors as batch axes; null where it is not.
    /// </summary>
    internal virtual Distribution? Factors => null;

    /// <summary>The same distribution with its leading batch axis of <paramref name="rows"/> rows seen as the axes of <paramref name="lead"/>.</summary>
    /// <param name="rows">The size of the leading batch axis.</param>
    /// <param name="lead">Axes of the same number of elements.</param>
    internal virtual Distribution Unfold(int rows, Shape lead)
    {
        int batchRank = BatchShape.Rank;
        return Map((parameter, eventAxes) => parameter.Shape.Rank == batchRank + eventAxes && parameter.Shape[0] == rows
            ? parameter.Reshape(lead.Concat(parameter.Shape.Slice(1, parameter.Shape.Rank)))
            : parameter);
    }

    /// <summary>Some elements of the batch, in any order and number, as a batch of another shape.</summary>
    /// <param name="batch">The shape this distribution's batch is broadcast to first.</param>
    /// <param name="elements">Which elements of it, by their row-major numbers.</param>
    /// <param name="lead">The shape they get, of as many elements.</param>
    internal virtual Distribution Gather(Shape batch, int[] elements, Shape lead) =>
        Map((parameter, eventAxes) => Gathered(parameter, eventAxes, batch, elements, lead));

    /// <summary>A parameter of the elements of <see cref="Gather"/>; one without batch axes is that of all.</summary>
    private protected static Tensor Gathered(Tensor parameter, int eventAxes, Shape batch, int[] elements, Shape lead)
    {
        int rank = parameter.Shape.Rank;
        if (rank <= eventAxes) return parameter;
        Shape own = parameter.Shape.Slice(rank - eventAxes, rank), full = batch.Concat(own);
        Tensor all = parameter.Shape == full ? parameter : parameter.BroadcastTo(full);
        return all.Reshape(Shape.Create([batch.Count]).Concat(own)).Gather(0, elements).Reshape(lead.Concat(own));
    }

    /// <summary>The error of a quantity this family does not have in closed form.</summary>
    protected NotSupportedException NotDefined(string quantity) => new(
        $"{Name}: {quantity} has no closed form here. Estimate it from samples: Sample(key, [n]).");
}
