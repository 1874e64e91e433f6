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
        new("full-gaussian", typeof(FullGaussianPosterior), "N(μ(x), L(x)·L(x)ᵀ)", "latent variables that hang together given x; few of them",
            "Kingma and Welling 2019, section 2.5.1"),
        new("von-mises-fisher", typeof(VonMisesFisherPosterior), "vMF(μ(x), κ(x)) on the unit sphere, `latents` numbers a point",
            "directions; no prior pulls them to a centre", "Davidson et al. 2018"),
        new("gumbel-softmax", typeof(GumbelSoftmaxPosterior), "Cat(softmax l(x)) for each variable, one-hot or relaxed", "discrete latent variables",
            "Jang et al. 2017; Maddison et al. 2017"),
        new("delta", typeof(DeltaPosterior), "δ(z - f(x))", "deterministic autoencoders; no KL term", "Hinton and Salakhutdinov 2006"),
    ];
}
