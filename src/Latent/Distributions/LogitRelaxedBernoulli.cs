using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The logit of a relaxed Bernoulli variable, a logistic variable: what to sample and score; its sigmoid is what a network takes.</summary>
/// <remarks>
/// log p(y) = log τ + l - τ·y - 2·log(1 + exp(l - τ·y)). A sample is (l + log u - log(1 - u))/τ. It loses nothing where
/// <see cref="RelaxedBernoulli"/>, the same variable between 0 and 1, is rounded to an end. Maddison, Mnih and Teh, "The Concrete
/// distribution", ICLR 2017, appendix C.3.
/// </remarks>
public sealed class LogitRelaxedBernoulli : ElementwiseDistribution
{
    private readonly Tensor _logits;
    private readonly Tensor _temperature;

    private LogitRelaxedBernoulli(Tensor logits, Tensor temperature, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _logits = logits;
        _temperature = temperature;
    }

    /// <summary>l, batch + event.</summary>
    public Tensor Logits => Full(_logits);

    /// <summary>τ, batch + event.</summary>
    public Tensor Temperature => Full(_temperature);

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Full(_logits / _temperature);

    /// <inheritdoc/>
    public override Tensor Variance => Full(Math.PI * Math.PI / 3 / _temperature.Square());

    /// <summary>From the logit l = log p/(1 - p) of the choice and the temperature, which broadcast.</summary>
    /// <param name="logits">l.</param>
    /// <param name="temperature">τ &gt; 0. Up to 1, the density of the sigmoid has no mode inside (0, 1).</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A temperature is not positive.</exception>
    public static LogitRelaxedBernoulli FromLogits(Tensor logits, Tensor temperature, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Relaxed Bernoulli", "logits and temperature", ref logits, ref temperature);
        Arguments.Positive("Relaxed Bernoulli", "temperature", temperature);
        return new LogitRelaxedBernoulli(logits, temperature, elements, Arguments.EventAxes("Relaxed Bernoulli", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor u = draws.Uniform(_logits, samples.Concat(Elements));
        return (_logits + (u.Log() - (-u).Log1p())) / _temperature;
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        Tensor s = _logits - (_temperature * value);
        // s - 2·log(1 + eˢ), without the difference of large numbers.
        return _temperature.Log() - (s.Softplus() + (-s).Softplus());
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(2.0 - _temperature.Log());

    /// <summary>The choice sharpened or flattened: logits are divided by the number, τ stays.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new LogitRelaxedBernoulli(_logits / temperature, _temperature, Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes), temperature = map(_temperature, EventAxes);
        if (ReferenceEquals(logits, _logits) && ReferenceEquals(temperature, _temperature)) return this;
        Shape elements = Arguments.Broadcast(Name, "logits and temperature", ref logits, ref temperature);
        return new LogitRelaxedBernoulli(logits, temperature, elements, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new LogitRelaxedBernoulli(_logits, _temperature, Elements, eventAxes);
}
