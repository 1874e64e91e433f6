using System.Reflection;
using Latent.Optimization;
using Latent.Testing;

namespace Latent.Tests.Optimization;

/// <summary>The catalogs are complete, and the page is made from them (LATENT_UPDATE_DOCS=1 writes it).</summary>
public sealed class OptimizerDocsTests
{
    private const string Page = "docs/reference/optimizers.md";

    [Fact]
    public void The_page_s_table_of_optimisers_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Name", "Class", "Update", "In `torch.optim`", "From"],
            OptimizerCatalog.All.Select(static e => new[] { e.Name, $"`{e.Type.Name}`", e.Update, e.PyTorch, e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Page, "optimizers", expected));
    }

    [Fact]
    public void The_page_s_table_of_schedules_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Made by", "Value at step t", "For, from or as"],
            ScheduleCatalog.All.Select(static e => new[] { $"`Schedule.{e.Name}`", e.Formula, e.Use }));
        Assert.Equal(expected, GeneratedDocs.Part(Page, "schedules", expected));
    }

    [Fact]
    public void Every_optimiser_and_schedule_has_its_line()
    {
        IEnumerable<Type> kinds = typeof(Optimizer).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(ArenaOptimizer)));
        Assert.Equal(kinds.OrderBy(static t => t.Name), OptimizerCatalog.All.Select(static e => e.Type).OrderBy(static t => t.Name));
        IEnumerable<string> factories = typeof(Schedule).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(static m => !m.IsSpecialName && m.ReturnType == typeof(Schedule)).Select(static m => m.Name);
        Assert.Equal(factories.Order(), ScheduleCatalog.All.Select(static e => e.Name).Order());
    }

    [Fact]
    public void A_name_is_found_whatever_its_case_and_an_unknown_one_is_answered_with_the_nearest()
    {
        Assert.Equal(typeof(AdamW), OptimizerCatalog.Find("AdamW").Type);
        Assert.Contains("there is no optimiser 'adamm'; the nearest is 'adam'. Known: sgd, rmsprop,",
            Assert.Throws<ArgumentException>(static () => OptimizerCatalog.Find("adamm")).Message, StringComparison.Ordinal);
    }
}
