using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A relaxed Bernoulli variable (binary Concrete): a number in (0, 1), near an end if τ is low.</summary>
/// <remarks>
/// log p(x) = log τ + s - 2·log(1 + eˢ) - log x(1 - x) with s = l - τ·log x/(1 - x). A sample is σ((l + log u - log(1 - u))/τ). One rounded
/// to 0 or 1 becomes the number of the element type next to it (1.2e-38 and 1 - 6e-8 in float32), where posterior and prior are then both
/// scored; where temperatures differ so much that this matters, take <see cref="LogitRelaxedBernoulli"/>. Maddison, Mnih and Teh, "The
/// Concrete distribution", ICLR 2017, appendix B; Jang, Gu and Poole 2017.
/// </remarks>
public sealed class RelaxedBernoulli : ElementwiseDistribution
{
    private readonly LogitRelaxedBernoulli _logit;

    private RelaxedBernoulli(LogitRelaxedBernoulli logit)
        : base(logit.Elements, logit.EventAxes)
    {
        _logit = logit;
    }

    /// <summary>The distribution of log x/(1 - x).</summary>
    public LogitRelaxedBernoulli Logit => _logit;

    /// <inheritdoc/>
    public override Support Support => Support.OpenUnitInterval;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc cref="LogitRelaxedBernoulli.FromLogits"/>
    public static RelaxedBernoulli FromLogits(Tensor logits, Tensor temperature, int eventAxes = 0) =>
        new(LogitRelaxedBernoulli.FromLogits(logits, temperature, eventAxes));

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => Relaxation.Inside(_logit.Sample(draws, samples).Sigmoid());

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor logX = value.Log(), logRest = (-value).Log1p();
        return _logit.ElementLogProb(logX - logRest) - (logX + logRest);
    }

    /// <inheritdoc cref="LogitRelaxedBernoulli.Tempered"/>
    public override Distribution Tempered(double temperature) =>
        temperature == 1 ? this : new RelaxedBernoulli((LogitRelaxedBernoulli)_logit.Tempered(temperature));

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        Distribution logit = _logit.Map(map);
        return ReferenceEquals(logit, _logit) ? this : new RelaxedBernoulli((LogitRelaxedBernoulli)logit);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new RelaxedBernoulli((LogitRelaxedBernoulli)_logit.ToEvent(eventAxes - EventAxes));
}
