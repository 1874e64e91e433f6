using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Latent.Checkpoints;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Testing;

namespace Latent.Tests.Networks;

/// <summary>The catalogs are complete, every record survives JSON, and the pages are made from them (LATENT_UPDATE_DOCS=1 writes them).</summary>
public sealed class NetworkDocsTests
{
    private const string Networks = "docs/reference/networks.md", Likelihoods = "docs/reference/likelihoods.md", Priors = "docs/reference/priors.md";

    public static TheoryData<string> Kinds =>
    [
        .. NetworkCatalog.All.Select(static e => e.Kind), .. LikelihoodCatalog.All.Select(static e => e.Kind),
        .. InitializerCatalog.All.Select(static e => e.Kind), .. PosteriorCatalog.All.Select(static e => "posterior " + e.Kind),
        .. PriorCatalog.All.Select(static e => "prior " + e.Kind),
    ];

    [Fact]
    public void The_page_s_table_of_networks_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "Examples", "Layers", "Settings with their defaults", "From"],
            NetworkCatalog.All.Select(static e => new[] { e.Kind, e.For, e.Layers, Settings<NetworkConfig>(e.Type), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Networks, "networks", expected));
    }

    [Fact]
    public void The_page_s_table_of_first_values_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "Weights", "Biases", "Settings with their defaults", "From"],
            InitializerCatalog.All.Select(static e => new[] { e.Kind, e.Weights, e.Biases, Settings<InitializerConfig>(e.Type), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Networks, "initializers", expected));
    }

    [Fact]
    public void The_page_s_table_of_likelihoods_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "log p(x | z) of one element", "For", "e to its power is a", "Settings with their defaults", "From"],
            LikelihoodCatalog.All.Select(static e => new[] { e.Kind, e.Formula, e.For, e.Bits, Settings<LikelihoodConfig>(e.Type), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Likelihoods, "likelihoods", expected));
    }

    [Fact]
    public void The_page_s_table_of_posteriors_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "q(z | x)", "For", "Settings with their defaults", "From"],
            PosteriorCatalog.All.Select(static e => new[] { e.Kind, e.Formula, e.For, Settings<PosteriorConfig>(e.Type), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Priors, "posteriors", expected));
    }

    [Fact]
    public void The_page_s_table_of_priors_is_the_catalog()
    {
        string expected = GeneratedDocs.Table(
            ["Kind", "p(z)", "For", "Settings with their defaults", "From"],
            PriorCatalog.All.Select(static e => new[] { e.Kind, e.Formula, e.For, Settings<PriorConfig>(e.Type), e.Reference }));
        Assert.Equal(expected, GeneratedDocs.Part(Priors, "priors", expected));
    }

    [Fact]
    public void Every_record_is_in_its_catalog_under_the_name_that_JSON_has()
    {
        Same<NetworkConfig>(NetworkCatalog.All.Select(static e => (e.Kind, e.Type)));
        Same<LikelihoodConfig>(LikelihoodCatalog.All.Select(static e => (e.Kind, e.Type)));
        Same<InitializerConfig>(InitializerCatalog.All.Select(static e => (e.Kind, e.Type)));
        Same<PosteriorConfig>(PosteriorCatalog.All.Select(static e => (e.Kind, e.Type)));
        Same<PriorConfig>(PriorCatalog.All.Select(static e => (e.Kind, e.Type)));

        static void Same<T>(IEnumerable<(string Kind, Type Type)> catalog)
        {
            (string, Type)[] named = [.. typeof(T).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>()
                .Select(static a => ((string)a.TypeDiscriminator!, a.DerivedType))];
            Assert.Equal(named, catalog);
            Assert.Equal(
                typeof(T).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(T))).OrderBy(static t => t.Name),
                named.Select(static n => n.Item2).OrderBy(static t => t.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_needs_no_settings_and_comes_back_from_JSON(string kind)
    {
        string[] words = kind.Split(' ');
        kind = words[^1];
        JsonObject part = new() { ["kind"] = kind };
        JsonObject model = new() { ["kind"] = "vae" };
        if (words.Length > 1) model[words[0]] = part;
        else if (NetworkCatalog.All.Any(e => e.Kind == kind)) model["encoder"] = part;
        else if (LikelihoodCatalog.All.Any(e => e.Kind == kind)) model["likelihood"] = part;
        else model["encoder"] = new JsonObject { ["kind"] = "mlp", ["initialization"] = part };
        ModelConfig first = model.Deserialize(ModelFileJson.Default.ModelConfig)!;
        string text = JsonSerializer.Serialize(first, ModelFileJson.Default.ModelConfig);
        Assert.Contains($"\"kind\":\"{kind}\"", text, StringComparison.Ordinal);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ModelFileJson.Default.ModelConfig), ModelFileJson.Default.ModelConfig));
    }

    [Fact]
    public void Settings_come_back_from_JSON()
    {
        VaeConfig config = new()
        {
            Encoder = new ResidualConfig { Widths = [3, 4], Blocks = 2, Normalization = LayerNormalization.Layer, Dimensions = 1 },
            Decoder = new RecurrentConfig { Cell = RecurrentCell.Lstm, Initialization = new NormalInitializer { Deviation = 0.5 } },
            Likelihood = new LaplaceLikelihood { Scale = LikelihoodScale.PerElement, Mean = MeanRange.Unit },
        };
        string text = JsonSerializer.Serialize(config, ModelFileJson.Default.ModelConfig);
        Assert.Contains("\"widths\":[3,4],\"blocks\":2", text, StringComparison.Ordinal);
        Assert.Contains("\"normalization\":\"layer\"", text, StringComparison.Ordinal);
        Assert.Contains("\"cell\":\"lstm\"", text, StringComparison.Ordinal);
        Assert.Contains("\"scale\":\"per-element\"", text, StringComparison.Ordinal);
        Assert.Contains("{\"kind\":\"normal\",\"deviation\":0.5}", text, StringComparison.Ordinal);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ModelFileJson.Default.ModelConfig), ModelFileJson.Default.ModelConfig));
    }

    // What a configuration may say of a kind, as JSON would have it.
    private static string Settings<T>(Type type)
    {
        JsonNode node = JsonSerializer.SerializeToNode((T)Activator.CreateInstance(type)!, ModelFileJson.Default.Options.GetTypeInfo(typeof(T)))!;
        return string.Join("; ", node.AsObject().Where(static p => p.Key is not ("kind" or "initialization"))
            .Select(static p => $"`{p.Key}`: {p.Value?.ToJsonString().Trim('"').Replace(",", ", ", StringComparison.Ordinal) ?? "null"}"));
    }
}
