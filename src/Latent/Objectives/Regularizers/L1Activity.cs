using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>The L1 norm of the code h = E_q[z], averaged over the examples: E_x Σ_j |h_j(x)|. It makes elements exactly or nearly 0.</summary>
/// <remarks>
/// With the weight λ it is the negative logarithm of a Laplace prior of rate λ but for a constant, so its unit is that of the weight, nats per
/// unit of the code. I. Goodfellow, Y. Bengio, A. Courville, "Deep learning", 2016, section 14.2.1.
/// </remarks>
public sealed class L1Activity : Penalty
{
    /// <summary>The norm of the codes' means.</summary>
    public L1Activity()
        : base("l1-activity")
    {
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    public override PenaltyTerms Evaluate(Trace trace) => new(Codes.Of(trace, Site, this, byDraws: false).Means().Abs().Sum(1).Mean());
}

/// <summary>Settings of <see cref="L1Activity"/>.</summary>
public sealed record L1ActivityConfig : PenaltyConfig
{
    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new L1Activity { Name = Name ?? "l1-activity", Site = Site };
}
