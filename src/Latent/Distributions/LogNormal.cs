using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The distribution of eʸ for normal y, of each element: log p(x) = log N(log x; μ, σ²) - log x for x &gt; 0.</summary>
/// <remarks>
/// Samples that would underflow are the smallest normal number, so that log x is finite. N. L. Johnson, S. Kotz, N. Balakrishnan, "Continuous
/// Univariate Distributions" 1, 1994, chapter 14.
/// </remarks>
public sealed class LogNormal : ElementwiseDistribution
{
    /// <summary>The KL divergences from a log-normal known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.OfElements<LogNormal, LogNormal>(
            "½[σ²/σ′² + (μ - μ′)²/σ′² - 1] - log σ/σ′", static (q, p) => Ops.KlNormal(q._loc, q._logScale, p._loc, p._logScale)),
        KlRule.OfElements<LogNormal, Gamma>("β·e^(μ + σ²/2) - α·(μ + log β) + log Γ(α) - log σ - ½ log 2πe", KlLogNormalGamma),
    ];

    private static readonly double HalfLogTwoPiE = 0.5 * (Math.Log(2 * Math.PI) + 1);

    private readonly Tensor _loc;
    private readonly Tensor _logScale;

    private LogNormal(Tensor loc, Tensor logScale, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _loc = loc;
        _logScale = logScale;
    }

    /// <summary>μ = E[log x], batch + event.</summary>
    public Tensor Loc => Full(_loc);

    /// <summary>log σ, where σ is the standard deviation of log x, batch + event.</summary>
    public Tensor LogScale => Full(_logScale);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Full((_loc + (0.5 * SquaredScale)).Exp());

    /// <inheritdoc/>
    public override Tensor Variance => Full(SquaredScale.Expm1() * ((2.0 * _loc) + SquaredScale).Exp());

    private Tensor SquaredScale => (2.0 * _logScale).Exp();

    /// <summary>From the mean of log x and the logarithm of its standard deviation, which broadcast.</summary>
    /// <param name="loc">μ.</param>
    /// <param name="logScale">log σ.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static LogNormal FromLogScale(Tensor loc, Tensor logScale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("LogNormal", "mean and log scale", ref loc, ref logScale);
        return new LogNormal(loc, logScale, elements, Arguments.EventAxes("LogNormal", elements, eventAxes));
    }

    /// <summary>From the mean of log x and its standard deviation, which broadcast.</summary>
    /// <param name="loc">μ.</param>
    /// <param name="scale">σ &gt; 0.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A scale is not positive.</exception>
    public static LogNormal FromScale(Tensor loc, Tensor scale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("LogNormal", "mean and scale", ref loc, ref scale);
        Arguments.Positive("LogNormal", "scale", scale);
        return new LogNormal(loc, scale.Log(), elements, Arguments.EventAxes("LogNormal", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Interior.Positive(Ops.Reparameterize(_loc, _logScale, draws.Normal(_loc, samples.Concat(Elements))).Exp());

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor log = value.Log();
        return Ops.NormalLogProb(log, _loc, _logScale) - log;
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(_loc + _logScale + HalfLogTwoPiE);

    /// <summary>σ is multiplied by the temperature.</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new LogNormal(_loc, _logScale + Math.Log(temperature), Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, EventAxes), logScale = map(_logScale, EventAxes);
        return ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale) ? this : FromLogScale(loc, logScale, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new LogNormal(_loc, _logScale, Elements, eventAxes);

    // With λ = β·E[x], α·log α - α - α·(μ + log β) + λ is a Poisson divergence and α·σ²/2, and log Γ(α) without its leading terms remains.
    private static Tensor KlLogNormalGamma(LogNormal q, Gamma p)
    {
        Tensor square = q.SquaredScale, shape = p.Concentration;
        Tensor fall = Ops.KlPoisson(shape, p.Rate * (q._loc + (0.5 * square)).Exp());
        return fall + (0.5 * ((shape * square) - shape.Log() - 1.0)) - q._logScale + shape.LogGammaRemainder();
    }
}
