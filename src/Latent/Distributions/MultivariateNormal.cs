using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// The normal distribution over vectors with full covariance Σ = L·Lᵀ, given by the lower triangular L:
/// log p(x) = -½‖L⁻¹(x - μ)‖² - Σ log Lᵢᵢ - ½D log 2π.
/// </summary>
/// <remarks>
/// One triangular solve scores all samples of a batch element. A sample is μ + L·ε (Kingma and Welling 2019, section 2.5.1). With a diagonal
/// covariance, <see cref="Normal"/> with one event axis is the same and much cheaper.
/// </remarks>
public sealed class MultivariateNormal : Distribution
{
    /// <summary>The KL divergences from a multivariate normal known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<MultivariateNormal, MultivariateNormal>("½[tr Σ′⁻¹Σ - D + (μ - μ′)ᵀΣ′⁻¹(μ - μ′) + log |Σ′|/|Σ|]", KlFullFull),
        KlRule.Of<MultivariateNormal, Normal>("½[tr Σ′⁻¹Σ - D + (μ - μ′)ᵀΣ′⁻¹(μ - μ′) + log |Σ′|/|Σ|], Σ′ = diag σ′²", KlFullDiagonal),
    ];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Tensor _loc;
    private readonly Tensor _factor;
    private readonly Shape _batch;

    private MultivariateNormal(Tensor loc, Tensor factor, Shape batch)
    {
        _loc = loc;
        _factor = factor;
        _batch = batch;
    }

    /// <summary>μ, batch + [D].</summary>
    public Tensor Loc => Full(_loc, 1);

    /// <summary>L, batch + [D, D].</summary>
    public Tensor ScaleTril => Full(_factor, 2);

    /// <summary>Σ = L·Lᵀ, batch + [D, D].</summary>
    public Tensor Covariance => Full(_factor.MatMul(_factor, Transpose.B), 2);

    /// <inheritdoc/>
    public override Shape BatchShape => _batch;

    /// <inheritdoc/>
    public override Shape EventShape => [Dimensions];

    /// <inheritdoc/>
    public override Support Support => Support.RealVector;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => Full(_factor.Square().Sum(-1), 1);

    private int Dimensions => _loc.Shape[-1];

    /// <summary>From the mean and a factor L of the covariance; a layer's outputs fill its lower triangle, positive on the diagonal.</summary>
    /// <param name="loc">μ, batch + [D].</param>
    /// <param name="scaleTril">L, batch + [D, D]; what stands above the diagonal is not looked at. The batches broadcast.</param>
    /// <exception cref="ArgumentException">An element of the diagonal is not positive.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static MultivariateNormal FromScaleTril(Tensor loc, Tensor scaleTril)
    {
        Shape batch = Check("factor", loc, scaleTril);
        Arguments.Positive("MultivariateNormal", "the diagonal of the factor", scaleTril.Detach().Diagonal());
        return new MultivariateNormal(loc, scaleTril.Tril(), batch);
    }

    /// <summary>From mean and covariance.</summary>
    /// <param name="loc">μ, batch + [D].</param>
    /// <param name="covariance">Σ, batch + [D, D], symmetric and positive definite. The batches broadcast.</param>
    /// <exception cref="SingularMatrixException">A covariance is not positive definite; the message names it and the pivot.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static MultivariateNormal FromCovariance(Tensor loc, Tensor covariance)
    {
        Shape batch = Check("covariance", loc, covariance);
        return new MultivariateNormal(loc, Ops.Cholesky(covariance), batch);
    }

    /// <summary>From mean and precision, the inverse of the covariance.</summary>
    /// <param name="loc">μ, batch + [D].</param>
    /// <param name="precision">Σ⁻¹, batch + [D, D], symmetric and positive definite. The batches broadcast.</param>
    /// <exception cref="SingularMatrixException">A precision is not positive definite; the message names it and the pivot.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static MultivariateNormal FromPrecision(Tensor loc, Tensor precision)
    {
        Shape batch = Check("precision", loc, precision);
        // With rows and columns in reverse order the factor of Σ⁻¹ = U·Uᵀ is upper triangular, and Σ = U⁻ᵀ·U⁻¹ has the lower factor U⁻ᵀ.
        Tensor upper = Ops.Cholesky(precision.Flip(-2, -1)).Flip(-2, -1);
        Tensor identity = Tensor.Ones([loc.Shape[-1]], precision.DType).DiagonalMatrix();
        return new MultivariateNormal(loc, Ops.SolveTriangular(upper, identity, upper: true, transpose: true), batch);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        _loc + Scaled(draws.Normal(_loc, samples.Concat(_batch).Concat(EventShape)));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        Shape full = CheckValue(value);
        Tensor deviation = value - _loc;
        // A solver refuses what is no number; here it is left to whoever looks at the result.
        if (!IsFinite(deviation) || !IsFinite(_factor)) return ((0.0 * deviation.Sum(-1)) + double.NaN).BroadcastTo(full);
        Tensor log = (-0.5 * Distance(deviation)) - LogDeterminant() - (Dimensions * HalfLogTwoPi);
        return log.Shape == full ? log : log.BroadcastTo(full);
    }

    /// <summary>log p of the observed elements: the others are integrated out, which leaves the normal of the covariance's rows and columns.</summary>
    /// <remarks>Factorises a covariance per row of the mask, so it costs D³/3 for each; it squares the condition of L.</remarks>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Shape full = CheckValue(value);
        Tensor deviation = mask.Where(mask.Where(value, 0.0) - _loc, 0.0);
        // Missing elements become independent standard normal ones at their mean, which add nothing but their constant.
        Tensor kept = mask.Where(1.0, Tensor.Zeros([Dimensions], _loc.DType));
        Tensor covariance = _factor.MatMul(_factor, Transpose.B) * (kept.Unsqueeze(-1) * kept.Unsqueeze(-2));
        Tensor factor = Ops.Cholesky(covariance + (1.0 - kept).DiagonalMatrix());
        Tensor whitened = Ops.SolveTriangular(factor, deviation.Unsqueeze(-1)).Squeeze(-1);
        Tensor log = (-0.5 * whitened.Square().Sum(-1)) - factor.Diagonal().Log().Sum(-1) - (HalfLogTwoPi * kept.Sum(-1));
        return log.Shape == full ? log : log.BroadcastTo(full);
    }

    /// <inheritdoc/>
    public override Tensor Entropy()
    {
        Tensor entropy = LogDeterminant() + (Dimensions * (HalfLogTwoPi + 0.5));
        return entropy.Shape == _batch ? entropy : entropy.BroadcastTo(_batch);
    }

    /// <summary>L is multiplied by the temperature.</summary>
    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new MultivariateNormal(_loc, _factor * temperature, _batch);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor loc = map(_loc, 1), factor = map(_factor, 2);
        return ReferenceEquals(loc, _loc) && ReferenceEquals(factor, _factor)
            ? this
            : new MultivariateNormal(loc, factor, Check("factor", loc, factor));
    }

    // Σ log Lᵢᵢ = ½ log |Σ|, of the factor's own batch.
    private Tensor LogDeterminant() => _factor.Diagonal().Log().Sum(-1);

    private Tensor Full(Tensor parameter, int eventAxes)
    {
        Shape shape = _batch.Concat(parameter.Shape.Slice(parameter.Shape.Rank - eventAxes, parameter.Shape.Rank));
        return parameter.Shape == shape ? parameter : parameter.BroadcastTo(shape);
    }

    // L·x for x of shape [..., batch, D].
    private Tensor Scaled(Tensor x)
    {
        (Tensor factor, Tensor columns, Shape batch) = Columns(x);
        return factor.MatMul(columns).Permute(2, 0, 1).Reshape(batch.Concat([Dimensions]));
    }

    // ‖L⁻¹·x‖² for x of shape [..., batch, D].
    private Tensor Distance(Tensor x)
    {
        (Tensor factor, Tensor columns, Shape batch) = Columns(x);
        return Ops.SolveTriangular(factor, columns).Square().Sum(1).SwapAxes().Reshape(batch);
    }

    // Everything a factor is applied to becomes the columns of one matrix: [n, D, D] and [n, D, samples].
    private (Tensor Factor, Tensor Columns, Shape Batch) Columns(Tensor x)
    {
        Shape mine = _factor.Shape.Slice(0, _factor.Shape.Rank - 2);
        Shape.TryBroadcast(x.Shape.Slice(0, x.Shape.Rank - 1), mine, out Shape batch);
        Shape last = batch.Slice(batch.Rank - mine.Rank, batch.Rank), full = batch.Concat([Dimensions]);
        if (x.Shape != full) x = x.BroadcastTo(full);
        Tensor factor = last == mine ? _factor : _factor.BroadcastTo(last.Concat([Dimensions, Dimensions]));
        int n = last.Count, samples = n == 0 ? 0 : batch.Count / n;
        return (factor.Reshape(n, Dimensions, Dimensions), x.Reshape(samples, n, Dimensions).Permute(1, 2, 0), batch);
    }

    private static bool IsFinite(Tensor tensor) => tensor.Shape.Count == 0 || double.IsFinite((0.0 * tensor.Detach()).Sum().Item());

    private Shape CheckValue(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Shape.Rank > 0 && value.Shape[-1] == Dimensions
            && Shape.TryBroadcast(value.Shape.Slice(0, value.Shape.Rank - 1), _batch, out Shape full)
            ? full
            : throw new ShapeException($"{Name}: a value of shape {value.Shape} does not broadcast to batch {BatchShape} + event {EventShape}.");
    }

    private static Shape Check(string what, Tensor loc, Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(loc);
        ArgumentNullException.ThrowIfNull(matrix);
        Shape vector = loc.Shape, square = matrix.Shape;
        if (loc.DType != matrix.DType && !loc.IsWeak && !matrix.IsWeak)
        {
            throw new ArgumentException(
                $"MultivariateNormal: mean and {what} are {loc.DType} and {matrix.DType}; give both one element type with To({loc.DType}).");
        }

        return vector.Rank > 0 && square.Rank > 1 && square[-1] == vector[-1] && square[-2] == vector[-1]
            && Shape.TryBroadcast(vector.Slice(0, vector.Rank - 1), square.Slice(0, square.Rank - 2), out Shape batch)
            ? batch
            : throw new ShapeException(
                $"MultivariateNormal: mean {vector} and {what} {square} do not fit: for a mean of shape batch + [D] it has batch + [D, D].");
    }

    private static Tensor KlFullFull(MultivariateNormal q, MultivariateNormal p)
    {
        CheckEvents(q, p);
        Tensor ratio = Ops.SolveTriangular(p._factor, q._factor);
        return KlOf(q._factor.Diagonal().Log() - p._factor.Diagonal().Log(), ratio, p.Distance(q._loc - p._loc));
    }

    private static Tensor KlFullDiagonal(MultivariateNormal q, Normal p)
    {
        CheckEvents(q, p);
        Tensor inverse = (-p.LogScale).Exp();
        return KlOf(q._factor.Diagonal().Log() - p.LogScale, q._factor * inverse.Unsqueeze(-1), ((q._loc - p.Loc) * inverse).Square().Sum(-1));
    }

    /// <summary>KL(N(μ, diag σ²) ‖ N(μ′, Σ′)).</summary>
    internal static Tensor KlDiagonalFull(Normal q, MultivariateNormal p)
    {
        CheckEvents(q, p);
        Tensor ratio = Ops.SolveTriangular(p._factor, q.Scale.DiagonalMatrix());
        return KlOf(q.LogScale - p._factor.Diagonal().Log(), ratio, p.Distance(q.Loc - p._loc));
    }

    // With M = L′⁻¹L, of which r is the logarithm of the diagonal, tr Σ′⁻¹Σ is the sum of M's squares.
    private static Tensor KlOf(Tensor r, Tensor ratio, Tensor distance)
    {
        Tensor diagonal = ((0.5 * (2.0 * r).Expm1()) - r).Sum(-1), below = ratio.Tril(-1).Square().Sum(-2, -1);
        return diagonal + (0.5 * (below + distance));
    }

    private static void CheckEvents(Distribution q, Distribution p)
    {
        if (q.EventShape != p.EventShape)
        {
            throw new ShapeException(
                $"KL({q.Name} || {p.Name}): q has events of shape {q.EventShape}, p of {p.EventShape}; they must be equal. A Normal over vectors "
                + "has one event axis: ToEvent(1).");
        }
    }
}
