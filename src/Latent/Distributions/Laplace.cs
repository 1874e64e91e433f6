using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The Laplace distribution of each element: log p(x) = -|x - μ|/b - log 2b.</summary>
/// <remarks>
/// As a likelihood it is the absolute error with its scale; as a prior it is sparse. A sample is μ + b·(e₁ - e₂) with exponential e (S. Kotz,
/// T. J. Kozubowski, K. Podgórski, "The Laplace Distribution and Generalizations", 2001).
/// </remarks>
public sealed class Laplace : ElementwiseDistribution
{
    /// <summary>The KL divergences from a Laplace distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.OfElements<Laplace, Laplace>("log b′/b + (b·e^(-d/b) + d)/b′ - 1, d = |μ - μ′|", KlLaplaceLaplace),
        KlRule.OfElements<Laplace, Normal>("[2b² + (μ - μ′)²]/2σ′² + log σ′/2b + ½ log 2π - 1", KlLaplaceNormal),
    ];

    private static readonly double LogTwo = Math.Log(2);
    private static readonly double NormalConstant = (0.5 * Math.Log(2 * Math.PI)) - 1 - Math.Log(2);

    private readonly Tensor _loc;
    private readonly Tensor _logScale;

    private Laplace(Tensor loc, Tensor logScale, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _loc = loc;
        _logScale = logScale;
    }

    /// <summary>μ, batch + event.</summary>
    public Tensor Loc => Full(_loc);

    /// <summary>log b, batch + event.</summary>
    public Tensor LogScale => Full(_logScale);

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => Full(2.0 * (2.0 * _logScale).Exp());

    /// <summary>From location and log b, which broadcast.</summary>
    /// <param name="loc">μ, the mean and the median.</param>
    /// <param name="logScale">log b.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static Laplace FromLogScale(Tensor loc, Tensor logScale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Laplace", "location and log scale", ref loc, ref logScale);
        return new Laplace(loc, logScale, elements, Arguments.EventAxes("Laplace", elements, eventAxes));
    }

    /// <summary>From location and scale b, which broadcast.</summary>
    /// <param name="loc">μ, the mean and the median.</param>
    /// <param name="scale">b &gt; 0, the mean absolute deviation.</param>
    /// <param name="eventAxes">How many of the last axes are one event.</param>
    /// <exception cref="ArgumentException">A scale is not positive.</exception>
    public static Laplace FromScale(Tensor loc, Tensor scale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("Laplace", "location and scale", ref loc, ref scale);
        Arguments.Positive("Laplace", "scale", scale);
        return new Laplace(loc, scale.Log(), elements, Arguments.EventAxes("Laplace", elements, eventAxes));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape shape = samples.Concat(Elements);
        Tensor noise = draws.Exponential(_loc, shape) - draws.Split("negative").Exponential(_loc, shape);
        return Ops.Reparameterize(_loc, _logScale, noise);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return -((value - _loc).Abs() * (-_logScale).Exp()) - (_logScale + LogTwo);
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => Full(_logScale + (1 + LogTwo));

    /// <summary>b is multiplied by the temperature.</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new Laplace(_loc, _logScale + Math.Log(temperature), Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, EventAxes), logScale = map(_logScale, EventAxes);
        return ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale) ? this : FromLogScale(loc, logScale, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Laplace(_loc, _logScale, Elements, eventAxes);

    // With r = log b/b′ and t = |μ - μ′|/b it is [eʳ - 1 - r] + eʳ·[e⁻ᵗ - 1 + t]: two terms that are 0 at equality and never negative.
    private static Tensor KlLaplaceLaplace(Laplace q, Laplace p)
    {
        Tensor r = q._logScale - p._logScale, t = (q._loc - p._loc).Abs() * (-q._logScale).Exp();
        return r.Expm1() - r + (r.Exp() * ((-t).Expm1() + t));
    }

    private static Tensor KlLaplaceNormal(Laplace q, Normal p)
    {
        Tensor logScale = p.LogScale, r = q._logScale - logScale, u = (q._loc - p.Loc) * (-logScale).Exp();
        return (2.0 * r).Exp() + (0.5 * u.Square()) - r + NormalConstant;
    }
}
