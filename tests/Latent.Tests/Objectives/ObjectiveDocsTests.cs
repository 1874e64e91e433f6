using System.Reflection;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Testing;

namespace Latent.Tests.Objectives;

/// <summary>The catalog is complete, and the page is made from it (LATENT_UPDATE_DOCS=1 writes it).</summary>
public sealed class ObjectiveDocsTests
{
    private const string Page = "docs/reference/objectives.md";

    [Fact]
    public void The_page_s_table_of_objectives_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Name", "Class", "Objective", "Options", "From"],
            ObjectiveCatalog.All.Select(static e => new[] { e.Name, $"`{e.Type.Name}`", e.Formula, Options(e), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Page, "objectives", expected));
    }

    [Fact]
    public void The_page_s_table_of_estimators_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Name", "Option", "For draws that are", "Gradient by q's parameters", "From"],
            EstimatorCatalog.All.Select(static e => new[] { e.Name, $"`{e.Option}`", e.Sites, e.Gradient, e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Page, "estimators", expected));
    }

    [Fact]
    public void Every_estimator_has_its_line()
    {
        IEnumerable<string> paths = typeof(PathEstimator).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(static p => ((PathEstimator)p.GetValue(null)!).Name);
        Assert.Superset(paths.ToHashSet(StringComparer.Ordinal), EstimatorCatalog.All.Select(static e => e.Name).ToHashSet(StringComparer.Ordinal));
        int baselines = typeof(Baseline).Assembly.GetTypes().Count(static t => t.IsSubclassOf(typeof(Baseline)));
        Assert.Equal(paths.Count() + baselines, EstimatorCatalog.All.Count);
    }

    [Fact]
    public void Every_objective_has_its_line()
    {
        IEnumerable<Type> kinds = typeof(Objective).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Objective)) && !t.IsAbstract);
        Assert.Equal(kinds.OrderBy(static t => t.Name), ObjectiveCatalog.All.Select(static e => e.Type).Distinct().OrderBy(static t => t.Name));
        Assert.Equal(ObjectiveCatalog.All.Count, ObjectiveCatalog.All.Select(static e => e.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_option_has_its_words_and_no_other() => Assert.All(ObjectiveCatalog.All, static entry => Assert.Equal(
        entry.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.SetMethod is { IsPublic: true })
            .Select(static p => p.Name).Order(StringComparer.Ordinal),
        entry.Options.Select(static option => option.Name).Order(StringComparer.Ordinal)));

    private static string Options(ObjectiveEntry entry) =>
        string.Join("; ", entry.Options.Select(static option => $"`{option.Name}`: {option.Meaning}"));
}
