using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A whole number k = 0, ..., n, given as the level x = k/n in [0, 1], as pixels are: log p(x) = log p(k).</summary>
/// <remarks>A probability, not a density: nothing is added for the change of units.</remarks>
public sealed class UnitLevels : ElementwiseDistribution, IEnumerableSupport
{
    private readonly ElementwiseDistribution _numbers;
    private readonly double _top;

    private UnitLevels(ElementwiseDistribution numbers)
        : base(numbers.Elements, numbers.EventAxes)
    {
        _numbers = numbers;
        _top = numbers.Support.Upper;
        Support = Support.Levels((int)_top + 1, 0, 1);
    }

    /// <inheritdoc/>
    public override string Name => $"UnitLevels({_numbers.Name})";

    /// <summary>The distribution of k.</summary>
    public ElementwiseDistribution Base => _numbers;

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => _numbers.Mean / _top;

    /// <inheritdoc/>
    public override Tensor Variance => _numbers.Variance / (_top * _top);

    /// <inheritdoc/>
    public int SupportSize => FiniteSet.Size((int)_top + 1, EventShape);

    /// <summary>From a distribution of whole numbers 0, ..., n.</summary>
    /// <param name="numbers">Of k, such as a <see cref="Categorical"/> or a <see cref="BetaBinomial"/>.</param>
    /// <exception cref="ArgumentException">Its values are others.</exception>
    public static UnitLevels Of(ElementwiseDistribution numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        Support support = numbers.Support;
        return support.IsDiscrete && support.Lower == 0 && support.Upper is >= 1 and <= ushort.MaxValue && support.Step == 1
            ? new UnitLevels(numbers)
            : throw new ArgumentException($"UnitLevels: {numbers.Name} has the support {support}; it takes the numbers 0, ..., n with n from 1 to 65535.");
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => _numbers.Sample(draws, samples) / _top;

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // Levels in float32 are not exactly k/n; the support has seen to it that they are near.
        return _numbers.ElementLogProb(((value * _top) + 0.5).Floor());
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => _numbers.ElementEntropy();

    /// <inheritdoc/>
    public Tensor Enumerate() => _numbers is IEnumerableSupport all
        ? all.Enumerate() / _top
        : throw new NotSupportedException($"{Name}: cannot be enumerated.");

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature) =>
        temperature == 1 ? this : new UnitLevels((ElementwiseDistribution)_numbers.Tempered(temperature));

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        Distribution numbers = _numbers.Map(map);
        return ReferenceEquals(numbers, _numbers) ? this : new UnitLevels((ElementwiseDistribution)numbers);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new UnitLevels((ElementwiseDistribution)((ElementwiseDistribution)_numbers.Factors).ToEvent(eventAxes));
}
