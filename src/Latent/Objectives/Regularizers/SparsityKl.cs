using System.Globalization;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// Sparse activities of a code in (0, 1): Σ_j KL(ρ ‖ ρ̂_j) = Σ_j ρ·log(ρ/ρ̂_j) + (1 - ρ)·log((1 - ρ)/(1 - ρ̂_j)) in nats, with ρ̂_j the mean of
/// h_j = E_q[z_j] over the batch.
/// </summary>
/// <remarks>
/// What each element is on average is drawn to ρ: most are off for most examples, and none is off for all. The mean is the batch's, so small
/// batches make the penalty too large. A. Ng, "Sparse autoencoder", CS294A lecture notes, 2011, section 3.
/// </remarks>
public sealed class SparsityKl : Penalty
{
    /// <summary>The divergence from a target activity.</summary>
    public SparsityKl()
        : base("sparsity-kl")
    {
    }

    /// <summary>ρ, in (0, 1).</summary>
    public double Target
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "SparsityKl: Target, the mean activity ρ, lies between 0 and 1.");
    } = 0.05;

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>activity</c>, the mean of all ρ̂_j.</remarks>
    /// <exception cref="ArgumentException">A code lies outside [0, 1], or an element is 0, or 1, for the whole batch.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Tensor codes = Codes.Of(trace, Site, this, byDraws: false).Means();
        double least = codes.Min().Item(), most = codes.Max().Item();
        if (least < 0 || most > 1)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Penalty '{Name}': the codes reach from {least:G3} to {most:G3}, and activities lie in (0, 1); give the code a sigmoid, or take "
                    + $"l1-activity."));
        }

        Tensor activity = codes.Mean(0);
        if (activity.Min().Item() <= 0 || activity.Max().Item() >= 1)
        {
            throw new ArgumentException(
                $"Penalty '{Name}': an element of the code is 0, or 1, for every example of the batch, and the divergence is infinite. Lower the learning "
                + "rate, or begin with a smaller weight.");
        }

        double rho = Target, entropy = -(rho * Math.Log(rho)) - ((1 - rho) * Math.Log(1 - rho));
        Tensor cross = (rho * activity.Log()) + ((1 - rho) * (-activity).Log1p());
        return new PenaltyTerms(-cross.Sum() - (entropy * activity.Shape.Count)) { Measures = [new Measure("activity", activity.Mean().Item())] };
    }
}

/// <summary>Settings of <see cref="SparsityKl"/>.</summary>
public sealed record SparsityKlConfig : PenaltyConfig
{
    /// <summary>ρ, in (0, 1).</summary>
    public double Target { get; set; } = 0.05;

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new SparsityKl { Name = Name ?? "sparsity-kl", Target = Target, Site = Site };
}
