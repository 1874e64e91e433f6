using System.Text.Json.Serialization;
using Latent.Distributions;
using Latent.Json;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The penalty of DIP-VAE: a covariance C of the codes is drawn to the identity, λ_od·Σ_{i≠j} C_ij² + λ_d·Σ_i (C_ii - 1)². Its unit is that
/// of the weights, nats per squared covariance.
/// </summary>
/// <remarks>
/// I: C = Cov_x[μ(x)] of the posteriors' means; II: C = E_x[Σ(x)] + Cov_x[μ(x)], the covariance of the aggregated posterior. Over the
/// batch, divided by B. A. Kumar, P. Sattigeri, A. Balakrishnan, "Variational inference of disentangled latent concepts from unlabeled
/// observations", ICLR 2018, eq. (6) and (7).
/// </remarks>
public sealed class DipPenalty : Penalty
{
    private readonly DipCovariance _covariance;

    /// <summary>DIP-VAE-I or II, by what is given the identity as covariance.</summary>
    public DipPenalty(DipCovariance covariance)
        : base(covariance == DipCovariance.Means ? "dip-i" : "dip-ii")
    {
        _covariance = covariance;
        Diagonal = covariance == DipCovariance.Means ? 100 : 10;
    }

    /// <summary>λ_od, at least 0.</summary>
    public double OffDiagonal
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "DipPenalty: OffDiagonal must be at least 0.");
    } = 10;

    /// <summary>λ_d, at least 0; as in the paper ten times 10 for I, and 10 for II.</summary>
    public double Diagonal
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "DipPenalty: Diagonal must be at least 0.");
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>off-diagonal</c> Σ_{i≠j} C_ij² and <c>diagonal</c> Σ_i (C_ii - 1)².</remarks>
    /// <exception cref="ArgumentException">The posterior is not over vectors, or II is asked for and its elements are not independent.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this, byDraws: false);
        Distribution q = codes.Posterior;
        if (q.EventShape.Rank != 1)
            throw new ArgumentException($"Penalty '{Name}': the codes of site '{codes.Site.Name}' have shape {q.EventShape}; they must be vectors.");
        Tensor mean = q.Mean;
        Tensor centred = mean - mean.MeanKeepingAxes(0);
        Tensor covariance = centred.MatMul(centred, Transpose.A) / codes.Count;
        Tensor variances = covariance.Diagonal();
        Tensor off = 2.0 * covariance.Triu(1).Square().Sum();
        if (_covariance == DipCovariance.Codes)
        {
            if (q is not ElementwiseDistribution)
            {
                throw new ArgumentException(
                    $"Penalty '{Name}': {q.Name} has a covariance within each posterior, which is not read here; use a diagonal posterior, or "
                    + "DipCovariance.Means.");
            }

            // A diagonal posterior adds to the diagonal alone.
            variances += q.Variance.Mean(0);
        }

        Tensor diagonal = (variances - 1.0).Square().Sum();
        return new PenaltyTerms((OffDiagonal * off) + (Diagonal * diagonal))
        {
            Measures = [new Measure("off-diagonal", off.Item()), new Measure("diagonal", diagonal.Item())],
        };
    }
}

/// <summary>Whose covariance a <see cref="DipPenalty"/> draws to the identity.</summary>
[JsonConverter(typeof(KebabNames<DipCovariance>))]
public enum DipCovariance
{
    /// <summary>I: the posteriors' means, Cov_x[μ(x)].</summary>
    Means,

    /// <summary>II: the codes, E_x[Σ(x)] + Cov_x[μ(x)].</summary>
    Codes,
}

/// <summary>Settings of <see cref="DipPenalty"/>.</summary>
public sealed record DipConfig : PenaltyConfig
{
    /// <summary>I: of the posteriors' means; II: of the codes.</summary>
    public DipCovariance Covariance { get; set; }

    /// <summary>λ_od.</summary>
    public double OffDiagonal { get; set; } = 10;

    /// <summary>λ_d; null for the paper's, 10·λ_od for I and λ_od for II.</summary>
    public double? Diagonal { get; set; }

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new DipPenalty(Covariance)
    {
        Name = Name ?? (Covariance == DipCovariance.Means ? "dip-i" : "dip-ii"),
        OffDiagonal = OffDiagonal,
        Diagonal = Diagonal ?? (Covariance == DipCovariance.Means ? 10 * OffDiagonal : OffDiagonal),
        Site = Site,
    };
}
