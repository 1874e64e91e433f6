using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>
/// An upper bound on I(z; y) that needs neither a classifier nor a discrete y: E KL(q(z | x) ‖ p(z)) - E log p(x | z, y) - H(x | y), for
/// models whose decoder is given y (Moyer et al. 2018).
/// </summary>
/// <remarks>
/// <para>
/// With y → x → z, I(z; y) = I(z; x) - I(z; x | y). The first is at most the rate E KL(q(z | x) ‖ m(z)), whatever m: exceeded by KL(q(z) ‖
/// m(z)). The second is H(x | y) - H(x | z, y), at least H(x | y) + E log p(x | z, y), whatever p: by E KL(q(x | z, y) ‖ p(x | z, y)) more.
/// So the expectation of the value over data and draws is at least I(z; y), and equal to it where the prior is the aggregated posterior and
/// the decoder q(x | z, y). m is the sites' prior, which must not depend on y.
/// </para>
/// <para>
/// H(x | y) is a constant of the data; it moves the bound and no gradient. For discrete x, 0 is a valid choice (the entropy is not
/// negative), a loose one; for continuous x the differential entropy must be known, or what is bounded is I(z; y) but for a constant.
/// D. Moyer, S. Gao, R. Brekelmans, G. Ver Steeg, A. Galstyan, "Invariant representations without adversarial training", NeurIPS 2018,
/// section 2. Without y and a decoder, <see cref="Rate"/> alone is the looser bound I(z; y) ≤ I(z; x).
/// </para>
/// </remarks>
public sealed class VariationalMutualInformation : Penalty
{
    private readonly double _conditionalEntropy;

    /// <summary>The bound.</summary>
    /// <param name="conditionalEntropy">H(x | y) of what the model observes, in nats; 0 is valid for discrete x.</param>
    public VariationalMutualInformation(double conditionalEntropy)
        : base("mutual-information")
    {
        if (!double.IsFinite(conditionalEntropy))
            throw new ArgumentOutOfRangeException(nameof(conditionalEntropy), conditionalEntropy, "VariationalMutualInformation: H(x | y) must be finite.");
        _conditionalEntropy = conditionalEntropy;
    }

    /// <summary>The latent site; all of them by default.</summary>
    public string? Site { get; init; }

    /// <summary>The observed site x; all of them by default.</summary>
    public string? Observed { get; init; }

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>rate</c> and <c>distortion</c>, in nats.</remarks>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Tensor rate = Rate.Sum(trace, Site is null ? trace.LatentSites : [trace[Site]], Kl, this).Mean();
        Tensor distortion = -Distortion.Sum(trace, Observed is null ? trace.Sites : [trace[Observed]], this).Mean();
        return new PenaltyTerms(rate + distortion - _conditionalEntropy)
        {
            Measures = [new Measure("rate", rate.Item()), new Measure("distortion", distortion.Item())],
        };
    }
}
