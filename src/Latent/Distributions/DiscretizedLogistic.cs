using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A logistic variable rounded to levels of equal distance, such as the 256 grey levels of a pixel; the first and the last bin are open.</summary>
/// <remarks>
/// p(x) = σ((x + h - μ)/s) - σ((x - h - μ)/s), h half the distance of two levels; at the first level the second term is 0, at the last the
/// first is 1. Computed as log(1 - e^(-2h/s)) - log(1 + eᵃ) - log(1 + e⁻ᵇ) with a and b the two arguments, which is exact in every bin,
/// however improbable. Salimans, Karpathy, Chen and Kingma, "PixelCNN++", ICLR 2017, section 2.1; Kingma et al., "Improved variational
/// inference with inverse autoregressive flow", 2016, appendix C.2.
/// </remarks>
public sealed class DiscretizedLogistic : ElementwiseDistribution, IEnumerableSupport
{
    private readonly Tensor _loc;
    private readonly Tensor _logScale;
    private readonly Levels _levels;

    private DiscretizedLogistic(Tensor loc, Tensor logScale, Levels levels, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _loc = loc;
        _logScale = logScale;
        _levels = levels;
    }

    /// <summary>μ, in the units of the values, batch + event.</summary>
    public Tensor Loc => Full(_loc);

    /// <summary>log s, batch + event.</summary>
    public Tensor LogScale => Full(_logScale);

    /// <summary>How many levels there are.</summary>
    public int LevelCount => _levels.Count;

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

    /// <summary>From location and log scale of the logistic variable, which broadcast, and the levels it is rounded to.</summary>
    /// <param name="loc">μ, in the units of the values.</param>
    /// <param name="logScale">log s, likewise; in float32 between -80 and 80.</param>
    /// <param name="levels">How many levels.</param>
    /// <param name="lower">The first level: -1 for pixels scaled as x/127.5 - 1, 0 for pixels as they are.</param>
    /// <param name="upper">The last: 1, or 255.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    public static DiscretizedLogistic FromLocLogScale(
        Tensor loc, Tensor logScale, int levels = 256, double lower = -1, double upper = 1, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("DiscretizedLogistic", "location and log scale", ref loc, ref logScale);
        var grid = Levels.Between(levels, lower, upper);
        return new DiscretizedLogistic(loc, logScale, grid, elements, Arguments.EventAxes("DiscretizedLogistic", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        _levels.Sample(_loc.Detach(), _logScale.Detach(), draws.Uniform(_loc, samples.Concat(Elements)));

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value) => _levels.LogProb(value, _loc, _logScale);

    /// <summary>The entropy of each element in nats, a sum over all levels.</summary>
    public override Tensor ElementEntropy() => FiniteSet.Entropy(Flat(), _levels.Values(_loc.DType)).Reshape(Elements);

    /// <inheritdoc/>
    public Tensor Enumerate() => FiniteSet.Enumerate(this, _levels.Values(DType.Float64).ToDoubles(), _loc.DType);

    /// <summary>The logistic variable with its scale multiplied by the temperature.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new DiscretizedLogistic(_loc, _logScale + Math.Log(temperature), _levels, Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, EventAxes), logScale = map(_logScale, EventAxes);
        if (ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale)) return this;
        Shape elements = Arguments.Broadcast(Name, "location and log scale", ref loc, ref logScale);
        return new DiscretizedLogistic(loc, logScale, _levels, elements, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new DiscretizedLogistic(_loc, _logScale, _levels, Elements, eventAxes);

    private DiscretizedLogistic Flat()
    {
        Shape flat = [Elements.Count];
        return new DiscretizedLogistic(Loc.Reshape(flat), LogScale.Reshape(flat), _levels, flat, 0);
    }
}
