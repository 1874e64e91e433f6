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
        new(typeof(Independent), "base.ToEvent(axes)", "Σ log p(xᵢ) over the event axes", "", Independent.KlRules),
        new(typeof(Normal), "FromLogScale(μ, log σ), FromScale(μ, σ), Standard(shape)", "-½((x - μ)/σ)² - log σ - ½ log 2π", "", Normal.KlRules),
        new(typeof(OneHotCategorical), "FromLogits(l), FromProbs(p)", "Σ xᵢ·log pᵢ", "", OneHotCategorical.KlRules),
    ];
}
