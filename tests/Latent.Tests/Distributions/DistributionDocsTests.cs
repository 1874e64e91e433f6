using Latent.Distributions;
using Latent.Testing;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>The pages are made from the catalog, the registry and the instances of the conformance tables (LATENT_UPDATE_DOCS=1 writes them).</summary>
public sealed class DistributionDocsTests
{
    [Fact]
    public void The_page_s_table_of_distributions_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Distribution", "Made by", "log p(x)", "Support", "Event", "Gradient", "Closed forms", "From"], DistributionCatalog.All.Select(Row));
        Assert.Equal(expected, GeneratedDocs.Part("docs/reference/distributions.md", "distributions", expected));
    }

    [Fact]
    public void The_page_s_table_of_divergences_is_the_registry()
    {
        string expected = GeneratedDocs.Table(
            ["q", "p", "KL(q ‖ p)"], KlRegistry.Default.Rules.Select(static r => new[] { $"`{r.Q.Name}`", $"`{r.P.Name}`", r.Formula }));
        Assert.Equal(expected, GeneratedDocs.Part("docs/reference/kl.md", "kl", expected));
    }

    private static string[] Row(DistributionEntry entry)
    {
        Distribution[] examples =
            [.. DistributionCases.All.OrderBy(static c => c.Name, StringComparer.Ordinal).Select(static c => c.Make()).Where(d => d.GetType() == entry.Type)];
        return
        [
            $"`{entry.Type.Name}`",
            entry.Parameters,
            entry.Density,
            Each(static d => d.Support.Name),
            entry.Type.IsSubclassOf(typeof(ElementwiseDistribution)) ? "number; any shape" : Each(static d => Axes(d.EventShape)),
            Each(static d => d.Gradient switch
            {
                GradientPath.Pathwise => "pathwise",
                GradientPath.ScoreFunction => "score function",
                GradientPath.StraightThrough => "straight through",
                _ => "none",
            }),
            string.Join(", ", new[] { Has("mean", static d => d.Mean), Has("variance", static d => d.Variance), Has("entropy", static d => d.Entropy()) }
                .Where(static name => name.Length > 0)),
            entry.Reference,
        ];

        string Each(Func<Distribution, string> describe) => string.Join(" / ", examples.Select(describe).Distinct(StringComparer.Ordinal));

        string Has(string name, Func<Distribution, Tensor> quantity) => examples.Any(d => DensityTests.Known(() => quantity(d)) is not null) ? name : "";
    }

    private static string Axes(Shape @event) => @event.Rank switch
    {
        0 => "number",
        1 => "vector",
        2 => "matrix",
        _ => $"{@event.Rank} axes",
    };
}
