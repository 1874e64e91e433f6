using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A prior that is a mixture of the encoder's posteriors at K learned pseudo-inputs.</summary>
/// <remarks>
/// log p(z) = log Σ πₖ·q(z | uₖ), π uniform unless given. The posteriors are computed once per pass, from the pseudo-inputs, as one batch of
/// K rows, so that gradients flow to both encoder and pseudo-inputs. J. Tomczak, M. Welling, "VAE with a VampPrior", AISTATS 2018, eq. (9).
/// The KL divergence to it has no closed form: it is estimated with the samples drawn.
/// </remarks>
public sealed class VampPrior : Distribution
{
    private readonly Tensor? _logits;

    private VampPrior(Distribution components, Tensor? logits)
    {
        Components = components;
        _logits = logits;
    }

    /// <summary>q(z | uₖ), batch + [K].</summary>
    public Distribution Components { get; }

    /// <summary>Unnormalised log πₖ, [K] or batch + [K]; null where all are 1/K.</summary>
    public Tensor? Logits => _logits;

    /// <summary>K.</summary>
    public int ComponentCount => Components.BatchShape[-1];

    /// <summary>The batch of the posteriors without its last axis, that of pseudo-inputs: as a rule none.</summary>
    public override Shape BatchShape => Components.BatchShape.Without(-1);

    /// <inheritdoc/>
    public override Shape EventShape => Components.EventShape;

    /// <inheritdoc/>
    public override Support Support => Components.Support;

    /// <summary>That of the components: with uniform weights a sample is a differentiable function; the choice by learned weights is not.</summary>
    public override GradientPath Gradient => _logits is null ? Components.Gradient : GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Weighted(Components.Mean, keep: false);

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor means = Components.Mean;
            return Weighted(Components.Variance + (means - Weighted(means, keep: true)).Square(), keep: false);
        }
    }

    /// <summary>From the posteriors at the pseudo-inputs, as the encoder gives them for a batch of K rows.</summary>
    /// <param name="posteriorsAtPseudoInputs">q(z | u), batch [K].</param>
    /// <param name="logits">Unnormalised log-weights of the components, [K]; null for equal weights.</param>
    /// <exception cref="ShapeException">The posteriors have no batch axis, or the weights are not as many.</exception>
    public static VampPrior From(Distribution posteriorsAtPseudoInputs, Tensor? logits = null)
    {
        ArgumentNullException.ThrowIfNull(posteriorsAtPseudoInputs);
        Shape batch = posteriorsAtPseudoInputs.BatchShape;
        if (batch.Rank == 0 || batch[-1] == 0)
        {
            throw new ShapeException(
                $"VampPrior: {posteriorsAtPseudoInputs} has no batch axis of pseudo-inputs; give the posteriors of a batch of them, [K].");
        }

        if (logits is not null && (logits.Shape.Rank == 0 || logits.Shape[-1] != batch[-1]
            || !Shape.TryBroadcast(logits.Shape, batch, out Shape both) || both != batch))
        {
            throw new ShapeException($"VampPrior: logits have shape {logits.Shape}; there are {batch[-1]} components in a batch of shape {batch}.");
        }

        return new VampPrior(posteriorsAtPseudoInputs, logits);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape full = samples.Concat(BatchShape), all = Components.BatchShape;
        // A key of its own for each: a mixture among the components must not choose by the same noise once more.
        Draws values = draws.Split("value");
        int[] chosen = Choose(draws.Split("component"), full);
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] += i % BatchShape.Count * ComponentCount;
        // The same family with a row for each sample.
        Distribution components = _logits is null ? Components : Components.Detach();
        Distribution each = components.Map((parameter, eventAxes) => parameter.Shape.Rank <= eventAxes ? parameter : Rows(parameter, eventAxes));
        if (each.BatchShape == Shape.Create([full.Count])) return each.Sample(values).Reshape(full.Concat(EventShape));
        // Parameters that all components share have no rows to choose: all components are drawn.
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] += i / BatchShape.Count * all.Count;
        Tensor drawn = components.Sample(values, samples).Reshape(Shape.Create([samples.Count * all.Count]).Concat(EventShape));
        return drawn.Gather(0, chosen).Reshape(full.Concat(EventShape));

        Tensor Rows(Tensor parameter, int eventAxes)
        {
            Shape own = parameter.Shape.Slice(parameter.Shape.Rank - eventAxes, parameter.Shape.Rank);
            return parameter.BroadcastTo(all.Concat(own)).Reshape(Shape.Create([all.Count]).Concat(own)).Gather(0, chosen);
        }
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int eventRank = EventShape.Rank;
        if (value.Shape.Rank < eventRank) throw new ShapeException($"VampPrior: a value of shape {value.Shape} has no event of shape {EventShape}.");
        Support.Check(value, Name);
        int samples = value.Shape.Rank - BatchShape.Rank - eventRank;
        if (samples > 1)
        {
            // The axis of components is one more, and a tensor has a limited number: axes of samples are merged for the while.
            Shape axes = value.Shape.Slice(0, samples), rest = value.Shape.Slice(samples, value.Shape.Rank);
            Tensor merged = LogProb(value.Reshape(Shape.Create([axes.Count]).Concat(rest)));
            return merged.Reshape(axes.Concat(merged.Shape.Slice(1, merged.Shape.Rank)));
        }

        // [..., 1, event] against [K, event].
        Tensor logProbs = NormalTable.Of(Components, value) ?? Components.LogProb(value.Unsqueeze(value.Shape.Rank - eventRank));
        return _logits is null
            ? logProbs.LogSumExp(-1) - Math.Log(ComponentCount)
            : (logProbs + _logits.LogSoftmax()).LogSumExp(-1);
    }

    /// <summary>Every component sharpened or flattened; weights stay.</summary>
    public override Distribution Tempered(double temperature) => temperature == 1 ? this : new VampPrior(Components.Tempered(temperature), _logits);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Distribution components = Components.Map((parameter, eventAxes) => map(parameter, eventAxes + 1));
        Tensor? logits = _logits is null ? null : map(_logits, 1);
        return ReferenceEquals(components, Components) && ReferenceEquals(logits, _logits) ? this : new VampPrior(components, logits);
    }

    private Tensor Weighted(Tensor perComponent, bool keep)
    {
        int axis = BatchShape.Rank;
        if (_logits is null) return keep ? perComponent.MeanKeepingAxes(axis) : perComponent.Mean(axis);
        Tensor weights = _logits.Softmax();
        for (int i = 0; i < EventShape.Rank; i++)
            weights = weights.Unsqueeze(-1);
        Tensor products = perComponent * weights;
        return keep ? products.SumKeepingAxes(axis) : products.Sum(axis);
    }

    private int[] Choose(Draws draws, Shape full)
    {
        if (_logits is not null) return Categorical.Choose(_logits.BroadcastTo(Components.BatchShape), draws, full.Slice(0, full.Rank - BatchShape.Rank));
        Tensor like = Components.Parameters() is [{ } first, ..] ? first : Tensor.Zeros([]);
        return Array.ConvertAll(draws.Uniform(like, full).ToDoubles(), u => Math.Min((int)(u * ComponentCount), ComponentCount - 1));
    }
}
