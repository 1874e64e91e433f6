using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>Half the squared norm of the code h = E_q[z], averaged over the examples: E_x ½‖h(x)‖², what keeps the codes of a regularised
/// autoencoder together.</summary>
/// <remarks>
/// The KL term of a VAE whose posteriors have the same scale everywhere, but for a constant: in a regularised autoencoder (RAE) it takes that
/// term's place, with a decoder that is kept smooth by weight decay (optimizer.weightDecay, RAE-L2) or by <see cref="DecoderGradient"/>
/// (RAE-GP). P. Ghosh, M. S. M. Sajjadi, A. Vergari, M. Black, B. Schölkopf, "From variational to deterministic autoencoders", ICLR 2020,
/// eq. (9) and (11).
/// </remarks>
public sealed class CodeNorm : Penalty
{
    /// <summary>The norm of the codes' means.</summary>
    public CodeNorm()
        : base("code-norm")
    {
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    public override PenaltyTerms Evaluate(Trace trace) => new(0.5 * Codes.Of(trace, Site, this, byDraws: false).Means().Square().Sum(1).Mean());
}

/// <summary>Settings of <see cref="CodeNorm"/>.</summary>
public sealed record CodeNormConfig : PenaltyConfig
{
    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new CodeNorm { Name = Name ?? "code-norm", Site = Site };
}
