using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A mixture of C distributions of one family with weights π: log p(x) = log Σ πₖ·pₖ(x).</summary>
/// <remarks>
/// A sample is one of a component drawn by the weights. That draw cuts the path from a sample to the weights: where these are to be learned
/// through samples, samples are constants and the score function carries the whole gradient (Williams 1992); with constant weights samples are
/// differentiable by the components' parameters. To learn weights with less variance, give the component a site of its own in the model and
/// enumerate it. Scoring is differentiable by all parameters.
/// </remarks>
public sealed class Mixture : Distribution
{
    private readonly Tensor _logits;
    private Tensor? _logWeights;

    private Mixture(Tensor logits, Distribution components, Shape all)
    {
        _logits = logits;
        Components = components;
        BatchShape = all.Slice(0, all.Rank - 1);
    }

    /// <inheritdoc/>
    public override string Name => $"Mixture({Components.Name})";

    /// <summary>The distributions pₖ, the last batch axis running over them.</summary>
    public Distribution Components { get; }

    /// <summary>Unnormalised log π, batch (or fewer axes) + [C].</summary>
    public Tensor Logits => _logits;

    /// <summary>log π, batch (or fewer axes) + [C].</summary>
    public Tensor LogWeights => _logWeights ??= _logits.LogSoftmax();

    /// <summary>C.</summary>
    public int Count => _logits.Shape[-1];

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => Components.EventShape;

    /// <inheritdoc/>
    public override Support Support => Components.Support;

    /// <summary>Pathwise where the components are and the weights are constants, else by the score function.</summary>
    public override GradientPath Gradient => _logits.IsTracked ? GradientPath.ScoreFunction : Components.Gradient;

    /// <inheritdoc/>
    public override Tensor Mean => Average(Components.Mean);

    /// <summary>Within the components and between them: Σ πₖ·[σₖ² + (μₖ - μ)²].</summary>
    public override Tensor Variance => Average(Components.Variance + (Components.Mean - Mean.Unsqueeze(-1 - EventShape.Rank)).Square());

    /// <summary>From unnormalised log-weights and the components.</summary>
    /// <param name="logits">batch + [C], or fewer axes, such as [C] for the same weights everywhere.</param>
    /// <param name="components">Of batch shape batch + [C], or [C] alone for the same components everywhere.</param>
    /// <exception cref="ShapeException">The numbers of components differ, or the batches do not broadcast.</exception>
    public static Mixture FromLogits(Tensor logits, Distribution components)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(components);
        Shape weights = logits.Shape, batch = components.BatchShape;
        return weights.Rank > 0 && batch.Rank > 0 && weights[-1] == batch[-1] && weights[-1] > 0 && Shape.TryBroadcast(weights, batch, out Shape all)
            ? new Mixture(logits, components, all)
            : throw new ShapeException(
                $"Mixture: logits {weights} and components of batch shape {batch} do not fit: the last axis of both runs over the components, the "
                + "others broadcast.");
    }

    /// <summary>From weights and the components.</summary>
    /// <param name="probs">π, batch + [C], or fewer axes; they are normalised.</param>
    /// <param name="components">Of batch shape batch + [C], or [C].</param>
    /// <exception cref="ArgumentException">A weight is not positive.</exception>
    public static Mixture FromProbs(Tensor probs, Distribution components) => FromLogits(Arguments.Positive("Mixture", "weights", probs).Log(), components);

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape full = samples.Concat(BatchShape);
        // The largest of logits and Gumbel noise is a draw from the softmax (Gumbel 1954).
        int[] chosen = (_logits.Detach() + draws.Split("component").Gumbel(_logits, full.Concat([Count]))).ArgMax(-1);
        int batch = BatchShape.Count;
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] += i % batch * Count;
        // Keys of its own for the value: a mixture among the components must not choose by the same noise once more.
        Tensor x = Components.Gather(BatchShape.Concat([Count]), chosen, full).Sample(draws.Split("value"));
        if (x.Shape != full.Concat(EventShape))
        {
            throw new ShapeException(
                $"{Name}: the components' parameters have no axis of components, so that they are one distribution; leave the mixture out.");
        }

        return Gradient == GradientPath.Pathwise ? x : x.Detach();
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (Components.LogProb(Spread(value)) + LogWeights).LogSumExp(-1);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(mask);
        return (Components.LogProb(Spread(value), Spread(mask)) + LogWeights).LogSumExp(-1);
    }

    /// <summary>
    /// The components are tempered, and the logits divided by the temperature. Ha and Eck ("A Neural Representation of Sketch Drawings", 2017,
    /// section 3.3) do the same but for the scale: they multiply σ² by τ, a <see cref="Normal"/> multiplies σ, so that τ here is the root of theirs
    /// there.
    /// </summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : FromLogits(_logits / temperature, Components.Tempered(temperature));
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, 1);
        Distribution components = Components.Map((parameter, eventAxes) => map(parameter, eventAxes + 1));
        return ReferenceEquals(logits, _logits) && ReferenceEquals(components, Components) ? this : FromLogits(logits, components);
    }

    internal override Distribution Unfold(int rows, Shape lead)
    {
        Distribution components = Components.BatchShape.Rank == BatchShape.Rank + 1 && Components.BatchShape[0] == rows
            ? Components.Unfold(rows, lead)
            : Components;
        Shape weights = _logits.Shape;
        return FromLogits(
            weights.Rank == BatchShape.Rank + 1 && weights[0] == rows ? _logits.Reshape(lead.Concat(weights.Slice(1, weights.Rank))) : _logits, components);
    }

    internal override Distribution Gather(Shape batch, int[] elements, Shape lead)
    {
        // Of every element all its components.
        int[] all = [.. elements.SelectMany(element => Enumerable.Range(element * Count, Count))];
        return FromLogits(Gathered(_logits, 1, batch, elements, lead), Components.Gather(batch.Concat([Count]), all, lead.Concat([Count])));
    }

    // A value seen by all components: an axis of size 1 before the event's.
    private Tensor Spread(Tensor value) => value.Shape.Rank < EventShape.Rank ? value : value.Unsqueeze(value.Shape.Rank - EventShape.Rank);

    // Σ πₖ·x over the axis of components, which stands before the event's.
    private Tensor Average(Tensor x)
    {
        Tensor weights = LogWeights.Exp();
        for (int axis = 0; axis < EventShape.Rank; axis++)
            weights = weights.Unsqueeze(-1);
        return (weights * x).Sum(-1 - EventShape.Rank);
    }
}
