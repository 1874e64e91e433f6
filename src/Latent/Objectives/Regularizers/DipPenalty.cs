using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The penalty of DIP-VAE: a covariance C of the codes is drawn to the identity, λ_od·Σ_{i≠j} C_ij² + λ_d·Σ_i (C_ii - 1)². Its unit is that of
/// the weights, nats per squared covariance.
/// </summary>
/// <remarks>
/// I: C = Cov_x[μ(x)] of the posteriors' means; II: C = E_x[Σ(x)] + Cov_x[μ(x)], the covariance of the aggregated posterior. Over the batch,
/// divided by B. A. Kumar, P. Sattigeri, A. Balakrishnan, "Variational inference of disentangled latent concepts from unlabeled
/// observations", ICLR 2018, eq. (6) and (7).
/// </remarks>
public sealed class DipPenalty : Penalty
{
    private readonly bool _whole;
    private readonly double _diagonal;
    private readonly double _offDiagonal;

    private DipPenalty(bool whole, double offDiagonal, double diagonal)
        : base(whole ? "dip-ii" : "dip-i")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offDiagonal);
        ArgumentOutOfRangeException.ThrowIfNegative(diagonal);
        _whole = whole;
        _diagonal = diagonal;
        _offDiagonal = offDiagonal;
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <summary>DIP-VAE-I, on the covariance of the posteriors' means.</summary>
    /// <param name="offDiagonal">λ_od.</param>
    /// <param name="diagonal">λ_d; the paper takes ten times λ_od.</param>
    public static DipPenalty OfMeans(double offDiagonal = 10, double diagonal = 100) => new(false, offDiagonal, diagonal);

    /// <summary>DIP-VAE-II, on the covariance of the aggregated posterior.</summary>
    /// <param name="offDiagonal">λ_od.</param>
    /// <param name="diagonal">λ_d; the paper takes λ_od.</param>
    public static DipPenalty OfCodes(double offDiagonal = 10, double diagonal = 10) => new(true, offDiagonal, diagonal);

    /// <inheritdoc/>
    /// <remarks>Measures: <c>off-diagonal</c> Σ_{i≠j} C_ij² and <c>diagonal</c> Σ_i (C_ii - 1)².</remarks>
    /// <exception cref="ArgumentException">The posterior is not over vectors, or II is asked for and its elements are not independent.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this);
        Distribution q = codes.Posterior;
        if (q.EventShape.Rank != 1)
            throw new ArgumentException($"Penalty '{Name}': the codes of site '{codes.Site.Name}' have shape {q.EventShape}; they must be vectors.");
        Tensor mean = q.Mean;
        Tensor centred = mean - mean.MeanKeepingAxes(0);
        Tensor covariance = centred.MatMul(centred, Transpose.A) / codes.Count;
        Tensor variances = covariance.Diagonal();
        Tensor off = 2.0 * covariance.Triu(1).Square().Sum();
        if (_whole)
        {
            if (q is not ElementwiseDistribution)
            {
                throw new ArgumentException(
                    $"Penalty '{Name}': {q.Name} has a covariance within each posterior, which is not read here; use a diagonal posterior, or DipPenalty.OfMeans.");
            }

            // A diagonal posterior adds to the diagonal alone.
            variances += q.Variance.Mean(0);
        }

        Tensor diagonal = (variances - 1.0).Square().Sum();
        return new PenaltyTerms((_offDiagonal * off) + (_diagonal * diagonal))
        {
            Measures = [new Measure("off-diagonal", off.Item()), new Measure("diagonal", diagonal.Item())],
        };
    }
}
