using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// Student's t-distribution of each element, with ν degrees of freedom, location μ and scale σ:
/// log p(x) = log Γ((ν + 1)/2) - log Γ(ν/2) - ½ log πν - log σ - ½(ν + 1)·log(1 + z²/ν), z = (x - μ)/σ.
/// </summary>
/// <remarks>
/// A normal with heavy tails: ν = 1 is Cauchy's, and as ν grows it becomes N(μ, σ²), with no loss of precision on the way. A sample is
/// μ + σ·ε·√(½ν/g) with ε normal and g ~ Gamma(½ν), differentiable by all three parameters (Figurnov, Mohamed and Mnih 2018). In
/// float32 |z| may be up to 1e18, so ν below ½, of which samples reach farther, wants float64.
/// </remarks>
public sealed class StudentT : ElementwiseDistribution
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Tensor _df;
    private readonly Tensor _loc;
    private readonly Tensor _logScale;

    private StudentT(Tensor df, Tensor loc, Tensor logScale, Shape elements, int eventAxes)
        : base(elements, eventAxes)
    {
        _df = df;
        _loc = loc;
        _logScale = logScale;
    }

    /// <summary>ν, batch + event.</summary>
    public Tensor DegreesOfFreedom => Full(_df);

    /// <summary>μ, batch + event.</summary>
    public Tensor Loc => Full(_loc);

    /// <summary>log σ, batch + event; σ is no standard deviation: see <see cref="Variance"/>.</summary>
    public Tensor LogScale => Full(_logScale);

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <summary>μ where ν &gt; 1; NaN where there is no mean.</summary>
    public override Tensor Mean => Full(_df.Greater(1.0).Where(_loc, double.NaN));

    /// <summary>σ²·ν/(ν - 2) where ν &gt; 2; infinite for 1 &lt; ν ≤ 2; NaN below.</summary>
    public override Tensor Variance
    {
        get
        {
            Tensor finite = _df.Greater(2.0), ratio = _df / (finite.Where(_df, 3.0) - 2.0);
            Tensor otherwise = _df.Greater(1.0).Where(double.PositiveInfinity, double.NaN);
            return Full(finite.Where((2.0 * _logScale).Exp() * ratio, otherwise));
        }
    }

    /// <summary>From degrees of freedom, location and log σ, which broadcast.</summary>
    /// <param name="degreesOfFreedom">ν &gt; 0.</param>
    /// <param name="loc">μ, the median.</param>
    /// <param name="logScale">log σ.</param>
    /// <param name="eventAxes">How many of the last axes are one event; its elements are independent.</param>
    /// <exception cref="ArgumentException">Degrees of freedom are not positive.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have fewer axes than the event.</exception>
    public static StudentT FromLogScale(Tensor degreesOfFreedom, Tensor loc, Tensor logScale, int eventAxes = 0)
    {
        Shape elements = Arguments.Broadcast("StudentT", "degrees of freedom, location and log scale", ref degreesOfFreedom, ref loc, ref logScale);
        Arguments.Positive("StudentT", "degrees of freedom", degreesOfFreedom);
        return new StudentT(degreesOfFreedom, loc, logScale, elements, Arguments.EventAxes("StudentT", elements, eventAxes));
    }

    /// <summary>From degrees of freedom, location and scale σ, which broadcast.</summary>
    /// <param name="degreesOfFreedom">ν &gt; 0.</param>
    /// <param name="loc">μ, the median.</param>
    /// <param name="scale">σ &gt; 0.</param>
    /// <param name="eventAxes">How many of the last axes are one event; its elements are independent.</param>
    /// <exception cref="ArgumentException">Degrees of freedom or a scale are not positive.</exception>
    public static StudentT FromScale(Tensor degreesOfFreedom, Tensor loc, Tensor scale, int eventAxes = 0)
    {
        _ = Arguments.Broadcast("StudentT", "degrees of freedom, location and scale", ref degreesOfFreedom, ref loc, ref scale);
        return FromLogScale(degreesOfFreedom, loc, Arguments.Positive("StudentT", "scale", scale).Log(), eventAxes);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape shape = samples.Concat(Elements);
        Tensor half = 0.5 * _df, logGamma = draws.Split("gamma").LogGamma(half, shape);
        Tensor noise = draws.Normal(_loc, shape) * (0.5 * (half.Log() - logGamma)).Exp();
        return Ops.Reparameterize(_loc, _logScale, noise);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // log Γ(a + ½) - log Γ(a) - ½ log a, a = ν/2, is small for large a, and made of small terms.
        Tensor a = 0.5 * _df, excess = (a * (0.5 / a).Log1p()) - 0.5 + (a + 0.5).LogGammaRemainder() - a.LogGammaRemainder();
        Tensor z = (value - _loc) * (-_logScale).Exp();
        return excess - HalfLogTwoPi - _logScale - ((a + 0.5) * (z.Square() / _df).Log1p());
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy()
    {
        // (a + ½)·(ψ(a + ½) - ψ(a)) - [log Γ(a + ½) - log Γ(a) - ½ log a] + ½ log 2π + log σ with ψ and log Γ by their remainders.
        Tensor a = 0.5 * _df, b = a + 0.5, log = (0.5 / a).Log1p();
        Tensor slope = log + (0.25 / (a * b)) + b.DigammaRemainder() - a.DigammaRemainder();
        Tensor excess = (a * log) - 0.5 + b.LogGammaRemainder() - a.LogGammaRemainder();
        return Full((b * slope) - excess + HalfLogTwoPi + _logScale);
    }

    /// <summary>σ is multiplied by the temperature.</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new StudentT(_df, _loc, _logScale + Math.Log(temperature), Elements, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor df = map(_df, EventAxes), loc = map(_loc, EventAxes), logScale = map(_logScale, EventAxes);
        return ReferenceEquals(df, _df) && ReferenceEquals(loc, _loc) && ReferenceEquals(logScale, _logScale)
            ? this
            : FromLogScale(df, loc, logScale, EventAxes);
    }

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) =>
        new StudentT(_df, _loc, _logScale, Elements, eventAxes);
}
