using Latent.Distributions;

namespace Latent.Tests.Distributions;

/// <summary>Nothing in the catalog goes untested.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void Every_distribution_has_a_case()
    {
        HashSet<Type> tested = [.. DistributionCases.All.Select(static c => c.Make().GetType())];
        Assert.Empty(DistributionCatalog.All.Select(static entry => entry.Type).Except(tested));
    }

    [Fact]
    public void Every_closed_form_divergence_has_a_case()
    {
        HashSet<KlRule> tested = [.. KlCases.All.Select(static c => KlRegistry.Default.Find(c.MakeQ(), c.MakeP())).OfType<KlRule>()];
        Assert.Empty(KlRegistry.Default.Rules.Except(tested).Select(static rule => $"{rule.Q.Name} || {rule.P.Name}"));
    }

    [Fact]
    public void Every_distribution_of_the_library_is_in_the_catalog() => Assert.Empty(
        typeof(Distribution).Assembly.GetTypes()
            .Where(static type => type.IsPublic && !type.IsAbstract && type.IsSubclassOf(typeof(Distribution)))
            .Except(DistributionCatalog.All.Select(static entry => entry.Type)));

    [Fact]
    public void The_catalog_is_sorted_and_names_what_a_reader_needs()
    {
        string[] names = [.. DistributionCatalog.All.Select(static entry => entry.Type.Name)];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(DistributionCatalog.All, static entry => Assert.False(string.IsNullOrWhiteSpace(entry.Parameters) || string.IsNullOrWhiteSpace(entry.Density)));
        Assert.All(KlRegistry.Default.Rules, static rule => Assert.False(string.IsNullOrWhiteSpace(rule.Formula)));
    }
}
