using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The von Mises-Fisher distribution on the unit sphere in m dimensions: a direction μ and how closely, κ, vectors keep to it.</summary>
/// <remarks>
/// log p(x) = κ·μᵀx + log C(κ), C(κ) = κ^(m/2-1)/((2π)^(m/2)·I_(m/2-1)(κ)). With A(κ) = I_(m/2)(κ)/I_(m/2-1)(κ) the mean is A·μ and the entropy
/// -log C - κ·A. A sample is w·μ + √(1 - w²)·v with v uniform on the sphere orthogonal to μ and w = μᵀx, whose density ∝ (1 - w²)^((m-3)/2)·e^(κw)
/// is sampled by rejection and differentiated implicitly. T. Davidson, L. Falorsi, N. De Cao, T. Kipf, J. Tomczak, "Hyperspherical
/// variational auto-encoders", UAI 2018, sections 3 and A; K. Mardia, P. Jupp, "Directional statistics", 2000, section 9.3.
/// </remarks>
public sealed class VonMisesFisher : Distribution
{
    /// <summary>The KL divergences from a von Mises-Fisher distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<VonMisesFisher, HypersphericalUniform>("κ·A(κ) + log C(κ) + log 2πᵐᐟ²/Γ(m/2)", KlUniform),
        KlRule.Of<VonMisesFisher, VonMisesFisher>("A(κ)·(κ - κ′·μᵀμ′) + log C(κ)/C(κ′)", KlVonMisesFisher),
    ];

    private readonly Tensor _loc;
    private readonly Tensor _concentration;
    private Tensor? _wide;
    private Tensor? _resultant;

    private VonMisesFisher(Tensor loc, Tensor concentration, Shape batch)
    {
        _loc = loc;
        _concentration = concentration;
        BatchShape = batch;
    }

    /// <summary>μ, of length 1; broadcasts to batch + [m].</summary>
    public Tensor Loc => _loc;

    /// <summary>κ; broadcasts to the batch.</summary>
    public Tensor Concentration => _concentration;

    /// <summary>m.</summary>
    public int Dimension => _loc.Shape[-1];

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => [Dimension];

    /// <inheritdoc/>
    public override Support Support => Support.Sphere;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => (Narrow(Resultant).Unsqueeze(-1) * _loc).BroadcastTo(BatchShape.Concat(EventShape));

    /// <summary>μ: the mean lies inside the sphere.</summary>
    public override Tensor Center => _loc.BroadcastTo(BatchShape.Concat(EventShape));

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor across = Resultant / WideConcentration, along = 1.0 - (Dimension * across) - Resultant.Square();
            return (Narrow(across).Unsqueeze(-1) + (Narrow(along).Unsqueeze(-1) * _loc.Square())).BroadcastTo(BatchShape.Concat(EventShape));
        }
    }

    // κ and A(κ) in float64: the terms of log p, of the entropy and of divergences are of the size of κ, and nearly cancel.
    private Tensor WideConcentration => _wide ??= _concentration.To(DType.Float64);

    private Tensor Resultant => _resultant ??= Ops.BesselIRatio((0.5 * Dimension) - 1, WideConcentration);

    /// <summary>From a mean direction of length 1 and a concentration.</summary>
    /// <param name="loc">μ, batch + [m], m at least 2.</param>
    /// <param name="concentration">κ &gt; 0, one for each batch element: it broadcasts against the batch, without the axis of m.</param>
    /// <exception cref="ArgumentException">A direction has not length 1, or a concentration is not positive.</exception>
    /// <exception cref="ShapeException">There is no axis of m numbers, or the batches do not broadcast.</exception>
    public static VonMisesFisher FromLocConcentration(Tensor loc, Tensor concentration)
    {
        VonMisesFisher made = Of(loc, concentration);
        Support.Sphere.Check(loc, "VonMisesFisher (mean direction)");
        return made;
    }

    /// <summary>From a vector that is divided by its length, as a layer gives it, and a concentration.</summary>
    /// <param name="direction">A vector of any length but 0, batch + [m], m at least 2.</param>
    /// <param name="concentration">κ &gt; 0, one for each batch element: it broadcasts against the batch, without the axis of m.</param>
    /// <exception cref="ArgumentException">A vector has length 0, or a concentration is not positive.</exception>
    /// <exception cref="ShapeException">There is no axis of m numbers, or the batches do not broadcast.</exception>
    public static VonMisesFisher FromDirectionConcentration(Tensor direction, Tensor concentration)
    {
        ArgumentNullException.ThrowIfNull(direction);
        _ = Of(direction, concentration);
        // The largest element is taken out first, so that no square overflows or vanishes.
        Tensor largest = Arguments.Positive("VonMisesFisher", "length of the direction", direction.Detach().Abs().MaxKeepingAxes(-1));
        Tensor scaled = direction / largest;
        return Of(scaled / scaled.Square().SumKeepingAxes(-1).Sqrt(), concentration);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        // In float64, as near μ it is 1 - w that counts.
        Shape shape = samples.Concat(BatchShape);
        Tensor loc = _loc.To(DType.Float64), given = WideConcentration.BroadcastTo(shape);
        // What is no number draws no number: NaN is left to whoever looks at the result.
        Tensor nothing = 0.0 * given.Detach(), concentration = nothing.EqualTo(0.0).Where(given, 1.0);
        Tensor drawn = draws.Split("height").Fill(concentration, shape, (tensor, block) => block.Key.VonMisesFisherFall(
            block.Of(tensor.Writable<double>()), block.Of(concentration.DoubleSpan), Dimension, block.Offset));
        Tensor fall = (Ops.ReparameterizeVonMisesFisher(concentration, drawn, Dimension) + nothing).Unsqueeze(-1);
        Tensor around = draws.Normal(loc, shape.Concat([Dimension - 1]));
        Tensor across = (fall * (2.0 - fall)).Sqrt() / around.Square().SumKeepingAxes(-1).Sqrt() * around;
        // Householder's reflection that takes ∓e₁ to μ, of the two signs the one that cancels nothing.
        Tensor first = loc.Slice(-1, 0, 1), sign = first.Detach().Greater(0.0) * 2.0 - 1.0;
        Tensor mirror = Ops.Concat([first + sign, loc.Slice(-1, 1, Dimension - 1)], axis: -1);
        Tensor upright = Ops.Concat([sign * (fall - 1.0), across], axis: -1);
        Tensor x = upright - (mirror * ((mirror * upright).SumKeepingAxes(-1) / (1.0 + (sign * first))));
        return x.To(_loc.DType);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        if (value.Shape.Rank == 0 || value.Shape[-1] != Dimension)
            throw new ShapeException($"VonMisesFisher: a value of shape {value.Shape} does not broadcast to batch {BatchShape} + event {EventShape}.");
        // κ·μᵀx = κ - κ·|x - μ|²/2: near μ nothing cancels, and what rounding makes of the lengths counts to second order.
        Tensor logProb = Narrow(LogNormalizer() + WideConcentration) - (0.5 * _concentration * (value - _loc).Square().Sum(-1));
        return Shape.TryBroadcast(logProb.Shape, BatchShape, out Shape full) && full != logProb.Shape ? logProb.BroadcastTo(full) : logProb;
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => Narrow(-LogNormalizer() - (WideConcentration * Resultant)).BroadcastTo(BatchShape);

    /// <summary>The same direction with κ divided by the temperature.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new VonMisesFisher(_loc, _concentration / temperature, BatchShape);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, 1), concentration = map(_concentration, 0);
        return ReferenceEquals(loc, _loc) && ReferenceEquals(concentration, _concentration) ? this : Of(loc, concentration, check: false);
    }

    private static VonMisesFisher Of(Tensor loc, Tensor concentration, bool check = true)
    {
        ArgumentNullException.ThrowIfNull(loc);
        concentration = Arguments.Typed(concentration, loc);
        if (loc.Shape.Rank == 0 || loc.Shape[-1] < 2)
            throw new ShapeException($"VonMisesFisher: a direction needs a last axis of at least two numbers; it has shape {loc.Shape}.");
        if (!Shape.TryBroadcast(loc.Shape.Without(-1), concentration.Shape, out Shape batch))
        {
            throw new ShapeException(
                $"VonMisesFisher: directions have the batch {loc.Shape.Without(-1)}, concentrations the shape {concentration.Shape}, which do not broadcast; "
                + "give one concentration for each direction.");
        }

        if (check) Arguments.Positive("VonMisesFisher", "concentration", concentration);
        return new VonMisesFisher(loc, concentration, batch);
    }

    private static Tensor KlUniform(VonMisesFisher q, HypersphericalUniform p)
    {
        Shape batch = SameSphere(q, p);
        Tensor kl = (q.WideConcentration * q.Resultant) + q.LogNormalizer() + HypersphericalUniform.LogSurface(q.Dimension);
        return q.Narrow(kl).BroadcastTo(batch);
    }

    private static Tensor KlVonMisesFisher(VonMisesFisher q, VonMisesFisher p)
    {
        Shape batch = SameSphere(q, p);
        // μᵀμ′ = 1 - |μ - μ′|²/2.
        Tensor apart = 0.5 * (q._loc.To(DType.Float64) - p._loc.To(DType.Float64)).Square().Sum(-1);
        Tensor kl = (q.Resultant * (q.WideConcentration - (p.WideConcentration * (1.0 - apart)))) + q.LogNormalizer() - p.LogNormalizer();
        return q.Narrow(kl).BroadcastTo(batch);
    }

    private static Shape SameSphere(VonMisesFisher q, Distribution p) =>
        q.EventShape == p.EventShape && Shape.TryBroadcast(q.BatchShape, p.BatchShape, out Shape batch)
            ? batch
            : throw new ShapeException(
                $"KL({q.Name} || {p.Name}): q has batch {q.BatchShape} and event {q.EventShape}, p has batch {p.BatchShape} and event {p.EventShape}; "
                + "events must be equal and batches broadcast.");

    // log C(κ) = -log(I_ν(κ)/κ^ν) - m/2·log 2π with ν = m/2 - 1, in float64.
    private Tensor LogNormalizer() => -Ops.LogScaledBesselI((0.5 * Dimension) - 1, WideConcentration) - (0.5 * Dimension * Math.Log(2 * Math.PI));

    private Tensor Narrow(Tensor wide) => wide.To(_loc.DType);
}
