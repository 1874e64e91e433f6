using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A relaxed choice among C classes (Concrete, Gumbel-softmax): a vector of positive numbers that sum to 1, near a corner if τ is low.</summary>
/// <remarks>
/// log p(x) = log (C - 1)! + (C - 1)·log τ + Σ (lᵢ - (τ + 1)·log xᵢ) - C·log Σ exp(lᵢ - τ·log xᵢ), a density on the simplex with respect to
/// x₁, ..., x_(C-1). A sample is softmax((l + g)/τ) with Gumbel noise g. A component too small for the element type becomes its smallest
/// normal number (1.2e-38 in float32), where posterior and prior are then both scored; where temperatures are so low that this matters, take
/// <see cref="ExpRelaxedOneHotCategorical"/>. Maddison, Mnih and Teh, "The Concrete distribution", ICLR 2017, eq. (10); Jang, Gu and
/// Poole, "Categorical reparameterization with Gumbel-softmax", ICLR 2017.
/// </remarks>
public sealed class RelaxedOneHotCategorical : Distribution
{
    private readonly ExpRelaxedOneHotCategorical _log;

    private RelaxedOneHotCategorical(ExpRelaxedOneHotCategorical log)
    {
        _log = log;
    }

    /// <summary>The distribution of log x.</summary>
    public ExpRelaxedOneHotCategorical Log => _log;

    /// <summary>Unnormalised log-probabilities of the choice, batch + [C].</summary>
    public Tensor Logits => _log.Logits;

    /// <summary>τ; broadcasts against the batch.</summary>
    public Tensor Temperature => _log.Temperature;

    /// <inheritdoc/>
    public override Shape BatchShape => _log.BatchShape;

    /// <inheritdoc/>
    public override Shape EventShape => _log.EventShape;

    /// <inheritdoc/>
    public override Support Support => Support.Simplex;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc cref="ExpRelaxedOneHotCategorical.FromLogits"/>
    public static RelaxedOneHotCategorical FromLogits(Tensor logits, Tensor temperature) =>
        new(ExpRelaxedOneHotCategorical.FromLogits(logits, temperature));

    /// <inheritdoc cref="ExpRelaxedOneHotCategorical.FromProbs"/>
    public static RelaxedOneHotCategorical FromProbs(Tensor probs, Tensor temperature) =>
        new(ExpRelaxedOneHotCategorical.FromProbs(probs, temperature));

    /// <summary>The probabilities of the choice, softmax(l): the mean is not known in closed form.</summary>
    public override Tensor Center => Logits.Softmax();

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Relaxation.AboveZero(Relaxation.Scores(Logits, Temperature, draws, samples).Softmax());

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        Tensor y = value.Log();
        return _log.Density(y) - y.Sum(-1);
    }

    /// <inheritdoc cref="ExpRelaxedOneHotCategorical.Tempered"/>
    public override Distribution Tempered(double temperature) =>
        temperature == 1 ? this : new RelaxedOneHotCategorical((ExpRelaxedOneHotCategorical)_log.Tempered(temperature));

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        Distribution log = _log.Map(map);
        return ReferenceEquals(log, _log) ? this : new RelaxedOneHotCategorical((ExpRelaxedOneHotCategorical)log);
    }
}
