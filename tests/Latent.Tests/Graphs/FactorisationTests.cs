using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

public sealed class FactorisationTests
{
    [Theory]
    [InlineData("y -> x <- z", "p(x, y, z) = p(x | y, z) p(y) p(z)")]
    [InlineData("z -> x", "p(x, z) = p(x | z) p(z)")]
    [InlineData("z2 -> z1 -> x", "p(x, z1, z2) = p(x | z1) p(z1 | z2) p(z2)")]
    [InlineData("cloudy -> sprinkler -> wet <- rain <- cloudy",
        "p(wet, sprinkler, rain, cloudy) = p(wet | sprinkler, rain) p(sprinkler | cloudy) p(rain | cloudy) p(cloudy)")]
    [InlineData("x", "p(x)")]
    [InlineData("", "1")]
    public void Is_written_as_the_field_does(string graph, string text)
    {
        Factorisation factorisation = DirectedGraph.Parse(graph).Factorise();
        Assert.Equal(text, factorisation.Text);
        Assert.Equal(text, factorisation.ToString());
    }

    [Fact]
    public void An_inference_network_conditions_on_what_is_given()
    {
        Assert.Equal("q(z | x, y)", DirectedGraph.Parse("x -> z <- y").With(NodeKind.Given, "x", "y").Factorise("q").Text);
        Assert.Equal("q(z1, z2 | x) = q(z1 | z2, x) q(z2 | x)",
            DirectedGraph.Parse("x -> z2 -> z1 <- x").With(NodeKind.Given, "x").Factorise("q").Text);
        Assert.Equal("p(x, z | y) = p(x | z, y) p(z | y)",
            DirectedGraph.Parse("y -> z -> x <- y").With(NodeKind.Given, "y").Factorise().Text);
    }

    [Fact]
    public void A_deterministic_node_gives_way_to_its_parents()
    {
        DirectedGraph graph = DirectedGraph.Parse("z -> h -> mean -> x; y -> mean; z -> x; one -> two")
            .With(NodeKind.Deterministic, "h", "mean", "one");
        Assert.Equal("p(x, z, y, two) = p(x | z, y) p(z) p(y) p(two)", graph.Factorise().Text);
    }

    [Theory]
    [InlineData("y -> x <- z", @"p(x, y, z) = p(x \mid y, z)\, p(y)\, p(z)")]
    [InlineData("z_2 -> x10", @"p(x_{10}, z_{2}) = p(x_{10} \mid z_{2})\, p(z_{2})")]
    [InlineData("sigma2 -> mu", @"p(\mu, \sigma_{2}) = p(\mu \mid \sigma_{2})\, p(\sigma_{2})")]
    [InlineData("lung_cancer -> x-ray",
        @"p(\text{x-ray}, \text{lung\_cancer}) = p(\text{x-ray} \mid \text{lung\_cancer})\, p(\text{lung\_cancer})")]
    [InlineData("50% {a}^~\\$&#", @"p(\text{50\% \{a\}\textasciicircum{}\textasciitilde{}\textbackslash{}\$\&\#})")]
    [InlineData("12", @"p(\text{12})")]
    public void LaTeX_sets_symbols_and_words(string graph, string latex) =>
        Assert.Equal(latex, DirectedGraph.Parse(graph).Factorise().Latex);

    [Fact]
    public void Factors_stand_before_their_parents_and_name_exactly_them()
    {
        for (int i = 0; i < 50; i++)
        {
            DirectedGraph graph = SmallGraphs.Random(8, 0.3, RandomKey.FromSeed(3).Split(i));
            Factorisation factorisation = graph.Factorise();
            Assert.Equal(8, factorisation.Factors.Count);
            HashSet<string> done = [];
            foreach ((string variable, IReadOnlyList<string> parents) in factorisation.Factors)
            {
                Assert.Equal(graph.Parents(variable).Order(), parents.Order());
                Assert.DoesNotContain(parents, done.Contains);
                done.Add(variable);
            }
        }
    }
}
