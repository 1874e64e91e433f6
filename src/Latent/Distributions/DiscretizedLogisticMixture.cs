using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A mixture of K discretised logistic variables in each element: the likelihood of PixelCNN++ for independent channels.</summary>
/// <remarks>
/// log p(x) = log Σ πₖ·pₖ(x) with π = softmax(l) and pₖ as in <see cref="DiscretizedLogistic"/>. Elements are independent, so that missing
/// ones can be left out. Salimans, Karpathy, Chen and Kingma, "PixelCNN++", ICLR 2017, eq. (2).
/// </remarks>
public sealed class DiscretizedLogisticMixture : ElementwiseDistribution, IEnumerableSupport
{
    private readonly Tensor _logits;
    private readonly Tensor _loc;
    private readonly Tensor _logScale;
    private readonly Levels _levels;

    private DiscretizedLogisticMixture(Tensor logits, Tensor loc, Tensor logScale, Levels levels, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _logits = logits;
        _loc = loc;
        _logScale = logScale;
        _levels = levels;
    }

    /// <summary>Unnormalised log πₖ; broadcasts to batch + event + [K].</summary>
    public Tensor Logits => _logits;

    /// <summary>μₖ, in the units of the values; broadcasts to batch + event + [K].</summary>
    public Tensor Loc => _loc;

    /// <summary>log sₖ; broadcasts to batch + event + [K].</summary>
    public Tensor LogScale => _logScale;

    /// <inheritdoc/>
    public override Support Support => _levels.Support;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <summary>E[x], a sum over all levels, batch + event.</summary>
    public override Tensor Mean => FiniteSet.Mean(Flat(), _levels.Values(_loc.DType)).Reshape(Elements);

    /// <summary>The variance of each element, a sum over all levels, batch + event.</summary>
    public override Tensor Variance => FiniteSet.Variance(Flat(), _levels.Values(_loc.DType)).Reshape(Elements);

    /// <inheritdoc/>
    public int SupportSize => FiniteSet.Size(_levels.Count, EventShape);

    /// <summary>From the components' logits, locations and log scales, which broadcast, and the levels values are rounded to.</summary>
    /// <param name="logits">log πₖ up to a constant, batch + event + [K].</param>
    /// <param name="loc">μₖ.</param>
    /// <param name="logScale">log sₖ.</param>
    /// <param name="levels">How many levels.</param>
    /// <param name="lower">The first level.</param>
    /// <param name="upper">The last.</param>
    /// <param name="eventAxes">How many axes before the axis of components are one event.</param>
    /// <exception cref="ShapeException">There is no axis of components, or fewer axes before it than the event's.</exception>
    public static DiscretizedLogisticMixture FromLogits(
        Tensor logits, Tensor loc, Tensor logScale, int levels = 256, double lower = -1, double upper = 1, int eventAxes = 0) =>
        Of(logits, loc, logScale, Levels.Between(levels, lower, upper), eventAxes);

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape components = Components(), shape = samples.Concat(Elements);
        int[] chosen = Categorical.Choose(_logits.BroadcastTo(components), draws.Split("component"), samples);
        Tensor loc = Chosen(_loc), logScale = Chosen(_logScale);
        return _levels.Sample(loc, logScale, draws.Split("value").Uniform(_loc, shape));

        Tensor Chosen(Tensor parameter) => parameter.Detach().BroadcastTo(samples.Concat(components)).TakeAlongAxis(-1, chosen);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor perComponent = value.Shape.Rank == 0 ? value : value.Unsqueeze(-1);
        return (_logits.LogSoftmax() + _levels.LogProb(perComponent, _loc, _logScale)).LogSumExp(-1);
    }

    /// <summary>The entropy of each element in nats, a sum over all levels.</summary>
    public override Tensor ElementEntropy() => FiniteSet.Entropy(Flat(), _levels.Values(_loc.DType)).Reshape(Elements);

    /// <inheritdoc/>
    public Tensor Enumerate() => FiniteSet.Enumerate(this, _levels.Values(DType.Float64).ToDoubles(), _loc.DType);

    /// <summary>Every component with its scale multiplied by the temperature; weights stay.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1
            ? this
            : new DiscretizedLogisticMixture(_logits, _loc, _logScale + Math.Log(temperature), _levels, Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes + 1), loc = map(_loc, EventAxes + 1), logScale = map(_logScale, EventAxes + 1);
        return ReferenceEquals(logits, _logits) && ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale)
            ? this
            : Of(logits, loc, logScale, _levels, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new DiscretizedLogisticMixture(_logits, _loc, _logScale, _levels, Elements, eventAxes);

    private static DiscretizedLogisticMixture Of(Tensor logits, Tensor loc, Tensor logScale, Levels levels, int eventAxes)
    {
        const string What = "logits, locations and log scales";
        Shape all = Arguments.Broadcast("DiscretizedLogisticMixture", What, ref logits, ref loc, ref logScale);
        if (logits.Shape.Rank == 0 || logits.Shape[-1] != all[-1])
        {
            throw new ShapeException(
                $"DiscretizedLogisticMixture: logits of shape {logits.Shape} do not name every component; the parameters broadcast to {all}, and the "
                + "last axis is that of components.");
        }

        Shape elements = all.Without(-1);
        return new DiscretizedLogisticMixture(
            logits, loc, logScale, levels, elements, Arguments.EventAxes("DiscretizedLogisticMixture", elements, eventAxes));
    }

    private Shape Components() => Elements.Concat([_logits.Shape[-1]]);

    private DiscretizedLogisticMixture Flat()
    {
        Shape components = Components(), flat = [Elements.Count, components[-1]];
        return new DiscretizedLogisticMixture(
            Row(_logits), Row(_loc), Row(_logScale), _levels, [Elements.Count], 0);

        Tensor Row(Tensor parameter) => parameter.BroadcastTo(components).Reshape(flat);
    }
}
