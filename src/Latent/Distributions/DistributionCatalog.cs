namespace Latent.Distributions;

/// <summary>A line of <see cref="DistributionCatalog"/>.</summary>
/// <param name="Type">The class.</param>
/// <param name="Parameters">The factories, as tables print them.</param>
/// <param name="Density">The log-probability or density.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="KlRules">The KL divergences whose first argument it is.</param>
public sealed record DistributionEntry(Type Type, string Parameters, string Density, string Reference, IReadOnlyList<KlRule> KlRules);

/// <summary>Every distribution of the library: the one list from which documentation, the KL registry and the tests are made.</summary>
public static class DistributionCatalog
{
    /// <summary>All entries, by name.</summary>
    public static IReadOnlyList<DistributionEntry> All { get; } =
    [
        new(typeof(Bernoulli), "FromLogits(l), FromProbs(p)", "x·l - log(1 + eˡ)", "", Bernoulli.KlRules),
        new(typeof(Beta), "FromConcentrations(α, β)",
            "(α - 1)·log x + (β - 1)·log(1 - x) - log B(α, β)", "Johnson, Kotz and Balakrishnan 1995, chapter 25", Beta.KlRules),
        new(typeof(BetaBinomial), "FromConcentrations(n, a, b), FromLogConcentrations(n, log a, log b)",
            "log n!/(x!·(n - x)!) + log B(x + a, n - x + b)/B(a, b)", "Townsend et al. 2019", []),
        new(typeof(Binomial), "FromLogits(n, l), FromProbs(n, p)", "log n!/(x!·(n - x)!) + x·log p + (n - x)·log (1 - p)", "", Binomial.KlRules),
        new(typeof(Categorical), "FromLogits(l), FromProbs(p)", "log pₓ", "", Categorical.KlRules),
        new(typeof(ContinuousBernoulli), "FromLogits(l), FromLambda(λ)",
            "x·l - log((eˡ - 1)/l)", "Loaiza-Ganem and Cunningham 2019", ContinuousBernoulli.KlRules),
        new(typeof(Delta), "At(x₀)", "0 at x₀, -∞ elsewhere", "", Delta.KlRules),
        new(typeof(Dirichlet), "FromConcentration(α)", "Σ (αᵢ - 1)·log xᵢ - log B(α)", "Kotz, Balakrishnan and Johnson 2000, chapter 49", Dirichlet.KlRules),
        new(typeof(DiscretizedLogistic), "FromLocLogScale(μ, log s, levels)", "log [σ((x + h - μ)/s) - σ((x - h - μ)/s)]", "Salimans et al. 2017", []),
        new(typeof(DiscretizedLogisticMixture), "FromLogits(l, μ, log s, levels)", "log Σ πₖ·pₖ(x)", "Salimans et al. 2017", []),
        new(typeof(ExpRelaxedOneHotCategorical), "FromLogits(l, τ), FromProbs(p, τ)",
            "log (C - 1)! + (C - 1)·log τ + Σ log softmax(l - τ·x)ᵢ", "Maddison et al. 2017", []),
        new(typeof(Gamma), "FromShapeRate(α, β), FromShapeScale(α, θ)",
            "α·log β + (α - 1)·log x - βx - log Γ(α)", "Johnson, Kotz and Balakrishnan 1994, chapter 17", Gamma.KlRules),
        new(typeof(HypersphericalUniform), "On(m)", "-log 2πᵐᐟ²/Γ(m/2)", "Davidson et al. 2018", HypersphericalUniform.KlRules),
        new(typeof(Independent), "base.ToEvent(axes)", "Σ log p(xᵢ) over the event axes", "", Independent.KlRules),
        new(typeof(Laplace), "FromLogScale(μ, log b), FromScale(μ, b)", "-|x - μ|/b - log 2b", "Kotz, Kozubowski and Podgórski 2001", Laplace.KlRules),
        new(typeof(LogNormal), "FromLogScale(μ, log σ), FromScale(μ, σ)",
            "log N(log x; μ, σ²) - log x", "Johnson, Kotz and Balakrishnan 1994, chapter 14", LogNormal.KlRules),
        new(typeof(LogitRelaxedBernoulli), "FromLogits(l, τ)", "log τ + s - 2·log(1 + eˢ), s = l - τ·x", "Maddison et al. 2017", []),
        new(typeof(Mixture), "FromLogits(l, components), FromProbs(π, components)", "log Σ πₖ·pₖ(x)", "McLachlan and Peel 2000", []),
        new(typeof(MultivariateNormal), "FromScaleTril(μ, L), FromCovariance(μ, Σ), FromPrecision(μ, Σ⁻¹)",
            "-½‖L⁻¹(x - μ)‖² - Σ log Lᵢᵢ - ½D log 2π", "Kingma and Welling 2019, section 2.5.1", MultivariateNormal.KlRules),
        new(typeof(NegativeBinomial), "FromMeanDispersion(μ, r), FromLogMeanLogDispersion(log μ, log r), FromLogits(r, l)",
            "log Γ(x + r)/(Γ(r)·x!) + x·log σ(l) + r·log σ(-l)", "Lopez et al. 2018", NegativeBinomial.KlRules),
        new(typeof(Normal), "FromLogScale(μ, log σ), FromScale(μ, σ), Standard(shape)", "-½((x - μ)/σ)² - log σ - ½ log 2π", "", Normal.KlRules),
        new(typeof(OneHotCategorical), "FromLogits(l), FromProbs(p)", "Σ xᵢ·log pᵢ", "", OneHotCategorical.KlRules),
        new(typeof(Poisson), "FromLogRate(l), FromRate(λ)", "x·l - eˡ - log x!", "", Poisson.KlRules),
        new(typeof(RelaxedBernoulli), "FromLogits(l, τ)", "log τ + s - 2·log(1 + eˢ) - log x(1 - x), s = l - τ·log x/(1 - x)", "Maddison et al. 2017", []),
        new(typeof(RelaxedOneHotCategorical), "FromLogits(l, τ), FromProbs(p, τ)",
            "log (C - 1)! + (C - 1)·log τ + Σ log softmax(l - τ·log x)ᵢ - Σ log xᵢ", "Maddison et al. 2017, Jang et al. 2017", []),
        new(typeof(StraightThroughOneHotCategorical), "FromLogits(l, τ)", "Σ xᵢ·log pᵢ", "Jang et al. 2017", StraightThroughOneHotCategorical.KlRules),
        new(typeof(StudentT), "FromLogScale(ν, μ, log σ), FromScale(ν, μ, σ)",
            "-½(ν + 1)·log(1 + ((x - μ)/σ)²/ν) - log σ - ½ log ν - log B(½ν, ½)", "Student 1908", []),
        new(typeof(Transformed), "FromBase(p, f)", "log p(f⁻¹(y)) - log |det ∂y/∂x|", "Rezende and Mohamed 2015", Transformed.KlRules),
        new(typeof(Uniform), "FromBounds(low, high), Unit(shape)", "-log(high - low)", "", Uniform.KlRules),
        new(typeof(UnitLevels), "Of(p)", "log p(n·x)", "", []),
        new(typeof(VampPrior), "From(posteriors at pseudo-inputs)", "log Σ πₖ·q(z | uₖ)", "Tomczak and Welling 2018", []),
        new(typeof(VonMisesFisher), "FromLocConcentration(μ, κ), FromDirectionConcentration(v, κ)",
            "κ·μᵀx + (m/2 - 1)·log κ - m/2·log 2π - log I_(m/2-1)(κ)", "Davidson et al. 2018", VonMisesFisher.KlRules),
        new(typeof(ZeroInflatedNegativeBinomial), "FromLogits(counts, g)", "log [σ(g)·[x = 0] + σ(-g)·NB(x)]", "Lopez et al. 2018", []),
    ];
}
