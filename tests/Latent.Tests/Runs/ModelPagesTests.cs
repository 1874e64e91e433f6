using System.Text;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Models;
using Latent.Runs;
using Latent.Runs.Recipes;
using Latent.Tensors;
using Latent.Testing;
using Latent.Tests.Experiments;

namespace Latent.Tests.Runs;

/// <summary>
/// The pages of <c>docs/models</c>: a page a family, with its recipes, their graphs and factorisations as the models themselves say them, and
/// the figures recorded (LATENT_UPDATE_DOCS=1 writes them).
/// </summary>
public sealed class ModelPagesTests
{
    private static readonly DataColumn s_pixels = new("x", [1, 8, 8]) { Levels = 2 };
    private static readonly DataColumn s_label = new("y", []) { Classes = ["0", "1", "2"] };

    public static TheoryData<string> Families => [.. RecipeCatalog.All.Select(static e => e.Family).Distinct()];

    public static TheoryData<string> Names => [.. RecipeCatalog.All.Select(static e => e.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_page_has_the_recipes_of_its_family_as_they_are(string family)
    {
        string expected = GeneratedDocs.Table(
            ["`--recipe`", "what it is", "what is made large", "from"],
            RecipeCatalog.All.Where(e => e.Family == family).Select(static e => new[] { $"`{e.Name}`", e.Summary, e.Formula, e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Page(family), "recipes", expected));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_page_has_the_graphs_that_the_models_say(string family)
    {
        StringBuilder expected = new();
        foreach (IGrouping<string, RecipeEntry> same in RecipeCatalog.All.Where(e => e.Family == family).GroupBy(Picture, StringComparer.Ordinal))
            expected.Append("**").AppendJoin(", ", same.Select(static e => e.Name)).Append("**\n\n").Append(same.Key).Append("\n\n");
        string text = expected.ToString().Trim('\n');
        Assert.Equal(text, GeneratedDocs.Part(Page(family), "graphs", text));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_page_has_the_figures_that_were_recorded(string family)
    {
        RecordedResult[] results = [.. RecordedResult.All().Where(r => r.Families.Contains(family))];
        string expected = results.Length == 0 ? "None yet." : RecordedResult.Table(results, "../../experiments/");
        Assert.Equal(expected, GeneratedDocs.Part(Page(family), "figures", expected));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_is_a_valid_configuration_that_makes_a_model(string name)
    {
        ExperimentConfig config = Resolve(RecipeCatalog.Find(name)!);
        Assert.Empty(config.Validate());
        Assert.NotEmpty(config.Model.Build([s_pixels, s_label], ParameterScope.Initialize(RandomKey.FromSeed(1))).Parameters);
    }

    [Fact]
    public void The_list_of_pages_is_complete()
    {
        string expected = string.Join('\n', RecipeCatalog.All.GroupBy(static e => e.Family, StringComparer.Ordinal)
            .Select(static family => $"- [{family.Key}]({family.Key}.md): {string.Join(", ", family.Select(static e => e.Name))}"));
        Assert.Equal(expected, GeneratedDocs.Part("docs/models/README.md", "families", expected));
    }

    private static string Page(string family) => $"docs/models/{family}.md";

    private static ExperimentConfig Resolve(RecipeEntry entry)
    {
        ConfigurationLayer layer = entry.ToLayer();
        return ConfigurationReader.Read([DataDefaults.For(Data(), layer), layer]).Config;
    }

    private static string Picture(RecipeEntry entry)
    {
        LatentModel model = Resolve(entry).Model.Build([s_pixels, s_label], ParameterScope.Initialize(RandomKey.FromSeed(1)));
        using Pass pass = Pass.Evaluation();
        ModelGraph graph = ModelGraph.Read(model, Data().Get(0, 2, pass, default));
        return $"```\n{graph}\n```\n\n```mermaid\n{graph.Generative.ToMermaid(graph.Inference).Trim()}\n```";
    }

    private static ColumnDataset Data()
    {
        double[] pixels = [.. Enumerable.Range(0, 4 * 64).Select(static i => i * 7 % 3 == 0 ? 1.0 : 0.0)];
        return new ColumnDataset("pages", new ValueColumn(s_pixels, pixels), new ValueColumn(s_label, new double[] { 0, 1, 2, 0 }));
    }
}
