namespace Latent.Models.Priors;

/// <summary>A kind of prior.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its settings.</param>
/// <param name="Formula">The distribution.</param>
/// <param name="For">What it is for.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record PriorEntry(string Kind, Type Type, string Formula, string For, string Reference);

/// <summary>All kinds of priors, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class PriorCatalog
{
    /// <summary>The kinds, the usual ones first.</summary>
    public static IReadOnlyList<PriorEntry> All { get; } =
    [
        new("standard", typeof(StandardPrior), "N(0, 1); uniform on a sphere or over classes, as the posterior is",
            "the usual choice", "Kingma and Welling 2014"),
        new("mixture", typeof(MixturePrior), "Σ πₖ·N(mₖ, diag sₖ²), all learned", "codes in groups", "Dilokthanakul et al. 2016; Tomczak and Welling 2018"),
        new("vamp", typeof(PseudoInputPrior), "1/K Σ q(z | uₖ), the pseudo-inputs uₖ learned", "the tightest bound of a VAE of one layer",
            "Tomczak and Welling 2018"),
        new("ex-post-mixture", typeof(ExPostMixturePrior), "Σ πₖ·N(mₖ, Σₖ), fitted to the codes after the training", "sampling from any autoencoder",
            "Ghosh et al. 2020"),
    ];
}
