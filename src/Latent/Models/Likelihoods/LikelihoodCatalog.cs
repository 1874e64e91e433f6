namespace Latent.Models;

/// <summary>A kind of likelihood.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its options.</param>
/// <param name="Formula">log p(x | z) of one element, in nats.</param>
/// <param name="For">What data it is for.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record LikelihoodEntry(string Kind, Type Type, string Formula, string For, string Reference);

/// <summary>All kinds of likelihoods, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class LikelihoodCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<LikelihoodEntry> All { get; } =
    [
        new("bernoulli", typeof(BernoulliLikelihood), "x·l - log(1 + eˡ)", "binary elements; grey values as an expectation, which is no density",
            "Kingma and Welling 2014"),
        new("gaussian", typeof(GaussianLikelihood), "-(x - μ)²/(2σ²) - log σ - ½ log 2π", "real numbers", "Kingma and Welling 2014"),
    ];
}
