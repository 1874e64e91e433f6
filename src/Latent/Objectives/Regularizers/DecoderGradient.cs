using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// How fast the decoder moves: E_x ‖∂x̂/∂z‖²_F at the codes of the trace, x̂ the mean of p(x | z). The gradient penalty of regularised
/// autoencoders, which keeps the space between codes smooth.
/// </summary>
/// <remarks>
/// Estimated without bias by random directions of x̂, one recorded backward traversal each (Hutchinson); the model runs once more for it. P. Ghosh
/// et al., "From variational to deterministic autoencoders", ICLR 2020, section 3.1 (RAE-GP).
/// </remarks>
public sealed class DecoderGradient : Penalty
{
    /// <summary>By one direction.</summary>
    public DecoderGradient()
        : base("decoder-gradient")
    {
    }

    /// <summary>The observed site; not needed where there is one.</summary>
    public string? Observed { get; init; }

    /// <summary>How many random directions of x̂ are looked at, at least 1.</summary>
    public int Probes
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "DecoderGradient: Probes must be at least 1.");
    } = 1;

    /// <summary>The latent site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The observed site is not said, or its mean does not depend on the code.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        string latent = Codes.SiteOf(trace, Site, this).Name;
        RandomKey key = trace.Pass.Key.Split(Name).For(trace.Pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        return Jacobian.Evaluate(trace, this, (pass, model, batch, createGraph) =>
        {
            Trace again = model.Trace(pass, batch, TraceMode.Reconstruct);
            Site[] observed = [.. again.Sites.Where(site => site.Kind == SiteKind.Observed
                && (Observed is null || string.Equals(site.Name, Observed, StringComparison.Ordinal)))];
            if (observed.Length != 1)
            {
                string fault = Observed is null ? $"the model observes {observed.Length} sites; say which by Observed" : $"the model observes no '{Observed}'";
                throw new ArgumentException($"Penalty '{Name}': {fault}.");
            }

            Tensor code = again[latent].Value!, mean = observed[0].Prior.Mean;
            return Jacobian.SquaredNorm(mean.Reshape(mean.Shape[0], mean.Shape.Count / mean.Shape[0]), code, Probes, key, createGraph)
                ?? throw new ArgumentException($"Penalty '{Name}': the mean of '{observed[0].Name}' does not depend on '{latent}'.");
        });
    }
}

/// <summary>Settings of <see cref="DecoderGradient"/>.</summary>
public sealed record DecoderGradientConfig : PenaltyConfig
{
    /// <summary>The observed site, where there are several.</summary>
    public string? Observed { get; set; }

    /// <summary>How many random directions of the reconstruction are looked at.</summary>
    public int Probes { get; set; } = 1;

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) =>
        new DecoderGradient { Name = Name ?? "decoder-gradient", Observed = Observed, Probes = Probes, Site = Site };
}
