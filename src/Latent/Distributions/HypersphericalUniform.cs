using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The uniform distribution on the unit sphere in m dimensions: the prior of a latent variable that is a direction.</summary>
/// <remarks>
/// p(x) = Γ(m/2)/(2·πᵐᐟ²), one over the surface. A sample is a normal vector divided by its length. T. Davidson, L. Falorsi, N. De Cao, T.
/// Kipf, J. Tomczak, "Hyperspherical variational auto-encoders", UAI 2018, section 3.
/// </remarks>
public sealed class HypersphericalUniform : Distribution
{
    /// <summary>The KL divergences from the uniform distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<HypersphericalUniform, HypersphericalUniform>("0", KlUniformUniform),
    ];

    private readonly Shape _batch;
    private readonly Tensor _like;

    private HypersphericalUniform(int dimension, Shape batch, Tensor like)
    {
        Dimension = dimension;
        _batch = batch;
        _like = like;
    }

    /// <summary>m, so that the sphere has m - 1 dimensions.</summary>
    public int Dimension { get; }

    /// <inheritdoc/>
    public override Shape BatchShape => _batch;

    /// <inheritdoc/>
    public override Shape EventShape => [Dimension];

    /// <inheritdoc/>
    public override Support Support => Support.Sphere;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.None;

    /// <inheritdoc/>
    public override Tensor Mean => (0.0 * _like).BroadcastTo(_batch.Concat(EventShape));

    /// <inheritdoc/>
    public override Tensor Variance => ((0.0 * _like) + (1.0 / Dimension)).BroadcastTo(_batch.Concat(EventShape));

    /// <summary>On the sphere of vectors of m numbers.</summary>
    /// <param name="dimension">m, at least 2.</param>
    /// <param name="batch">The batch shape; as a rule none.</param>
    /// <param name="dtype">The element type of samples.</param>
    /// <param name="pass">Whose recycled memory samples take; without one, samples are free tensors.</param>
    public static HypersphericalUniform On(int dimension, Shape batch = default, DType dtype = DType.Float32, Pass? pass = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        return new HypersphericalUniform(dimension, batch, pass is null ? Tensor.Zeros([], dtype) : pass.Full([], 0, dtype));
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor normal = draws.Normal(_like, samples.Concat(_batch).Concat(EventShape));
        return normal / normal.Square().SumKeepingAxes(-1).Sqrt();
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape.Rank == 0 || value.Shape[-1] != Dimension || !Shape.TryBroadcast(value.Shape.Without(-1), _batch, out Shape full))
            throw new ShapeException($"HypersphericalUniform: a value of shape {value.Shape} does not broadcast to batch {_batch} + event {EventShape}.");
        Support.Check(value, Name);
        // A constant that is NaN where the value is.
        Tensor logProb = (0.0 * value.Sum(-1)) - LogSurface(Dimension);
        return logProb.Shape == full ? logProb : logProb.BroadcastTo(full);
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => ((0.0 * _like) + LogSurface(Dimension)).BroadcastTo(_batch);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map) => this;

    /// <summary>log 2πᵐᐟ²/Γ(m/2), the logarithm of the surface of the sphere in m dimensions.</summary>
    internal static double LogSurface(int dimension) =>
        Math.Log(2) + (0.5 * dimension * Math.Log(Math.PI)) - SpecialMath.LogGamma(0.5 * dimension);

    internal override Distribution Unfold(int rows, Shape lead) =>
        new HypersphericalUniform(Dimension, lead.Concat(_batch.Slice(1, _batch.Rank)), _like);

    private static Tensor KlUniformUniform(HypersphericalUniform q, HypersphericalUniform p) =>
        q.Dimension == p.Dimension && Shape.TryBroadcast(q._batch, p._batch, out Shape full)
            ? (0.0 * q._like).BroadcastTo(full)
            : throw new ShapeException(
                $"KL(HypersphericalUniform || HypersphericalUniform): q has batch {q._batch} and event {q.EventShape}, p has batch {p._batch} and event "
                + $"{p.EventShape}; events must be equal and batches broadcast.");
}
