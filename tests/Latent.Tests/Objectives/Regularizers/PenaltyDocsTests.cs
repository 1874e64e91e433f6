using System.Reflection;
using Latent.Objectives.Regularizers;
using Latent.Testing;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>The catalog of penalties is complete, and the page is made from it (LATENT_UPDATE_DOCS=1 writes it).</summary>
public sealed class PenaltyDocsTests
{
    [Fact]
    public void The_page_s_table_of_penalties_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "Name in reports", "Class", "Penalty", "Options", "From"],
            PenaltyCatalog.All.Select(static e => new[]
            {
                e.Kind, e.Name, $"`{e.Type.Name}`", e.Formula, string.Join("; ", e.Options.Select(static o => $"`{o.Name}`: {o.Meaning}")), e.Reference,
            }));
        Assert.Equal(expected, GeneratedDocs.Part("docs/reference/objectives.md", "penalties", expected));
    }

    [Fact]
    public void Every_penalty_has_its_line()
    {
        IEnumerable<Type> kinds = typeof(Penalty).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Penalty)) && !t.IsAbstract);
        Assert.Equal(kinds.OrderBy(static t => t.Name), PenaltyCatalog.All.Select(static e => e.Type).OrderBy(static t => t.Name));
    }

    [Fact]
    public void Every_option_has_its_words_and_no_other() => Assert.All(PenaltyCatalog.All, static entry => Assert.Equal(
        entry.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.SetMethod is { IsPublic: true } && p.Name != nameof(Penalty.Name)).Select(static p => p.Name).Order(StringComparer.Ordinal),
        entry.Options.Select(static option => option.Name).Order(StringComparer.Ordinal)));
}
