namespace Latent.Models.Likelihoods;

/// <summary>A kind of likelihood.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its options.</param>
/// <param name="Formula">log p(x | z) of one element, in nats.</param>
/// <param name="For">What data it is for.</param>
/// <param name="Bits">What its exponential is, and so what bits per dimension mean.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record LikelihoodEntry(string Kind, Type Type, string Formula, string For, string Bits, string Reference);

/// <summary>All kinds of likelihoods, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class LikelihoodCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<LikelihoodEntry> All { get; } =
    [
        new("bernoulli", typeof(BernoulliLikelihood), "x·l - log(1 + eˡ)", "binary elements; grey values as an expectation",
            "probability; of grey values a score", "Kingma and Welling 2014"),
        new("gaussian", typeof(GaussianLikelihood), "-(x - μ)²/(2σ²) - log σ - ½ log 2π", "real numbers", "density",
            "Kingma and Welling 2014; Rybkin et al. 2021"),
        new("full-gaussian", typeof(FullGaussianLikelihood), "-½‖L⁻¹(x - μ)‖² - Σ log Lᵢᵢ - ½D log 2π, of all elements together",
            "a few real numbers that hang together given z", "density", "Kingma and Welling 2019"),
        new("laplace", typeof(LaplaceLikelihood), "-|x - μ|/b - log 2b", "real numbers with outliers", "density", ""),
        new("continuous-bernoulli", typeof(ContinuousBernoulliLikelihood), "x·l - log((eˡ - 1)/l)", "real numbers in [0, 1]", "density",
            "Loaiza-Ganem and Cunningham 2019"),
        new("discretized-logistic", typeof(DiscretizedLogisticLikelihood), "log [σ((x + h - μ)/s) - σ((x - h - μ)/s)]", "levels, such as grey values",
            "probability", "Kingma et al. 2016; Salimans et al. 2017"),
        new("beta-binomial", typeof(BetaBinomialLikelihood), "log n!/(k!·(n - k)!) + log B(k + a, n - k + b) - log B(a, b)", "levels, such as grey values",
            "probability", "Townsend et al. 2019"),
        new("categorical", typeof(CategoricalLikelihood), "log softmax(l)ₖ", "levels or classes without an order", "probability", "van den Oord et al. 2016"),
        new("poisson", typeof(PoissonLikelihood), "x·l - eˡ - log x!", "counts", "probability", ""),
        new("negative-binomial", typeof(NegativeBinomialLikelihood), "log Γ(x + r)/(Γ(r)·x!) + x·log μ/(μ + r) + r·log r/(μ + r)",
            "counts that vary more than Poisson's", "probability", "Lopez et al. 2018"),
    ];
}
