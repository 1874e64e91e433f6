namespace Latent.Models.Posteriors;

/// <summary>A kind of posterior.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its settings.</param>
/// <param name="Formula">The distribution.</param>
/// <param name="For">What it is for.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record PosteriorEntry(string Kind, Type Type, string Formula, string For, string Reference);

/// <summary>All kinds of posteriors, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class PosteriorCatalog
{
    /// <summary>The kinds, the usual ones first.</summary>
    public static IReadOnlyList<PosteriorEntry> All { get; } =
    [
        new("gaussian", typeof(GaussianPosterior), "N(μ(x), σ(x)²), a diagonal covariance", "the usual choice", "Kingma and Welling 2014"),
        new("delta", typeof(DeltaPosterior), "δ(z - f(x))", "deterministic autoencoders; no KL term", "Hinton and Salakhutdinov 2006"),
    ];
}
