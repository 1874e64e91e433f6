using Latent.Data;
using Latent.Distributions;
using Latent.Graphs;
using Latent.Models;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Models;

public sealed class ModelGraphTests
{
    [Fact]
    public void A_variational_autoencoder()
    {
        Vae vae = TinyVae.Of(6, 5, 2, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        ModelGraph graph = ModelGraph.Read(vae, Batch.Of("x", Tensor.Zeros([3, 6])));
        Assert.Equal("p(x, z) = p(x | z) p(z)\nq(z | x)", graph.ToString());
        Assert.Equal(NodeKind.Observed, graph.Generative["x"].Kind);
        Assert.Equal(NodeKind.Latent, graph.Generative["z"].Kind);
        Assert.Equal("flowchart TD\n    n0((\"z\"))\n    n1((\"x\")):::observed\n    n0 --> n1\n    n1 -.-> n0\n"
            + "    classDef observed fill:#d3dae3,color:#1f2933\n", graph.ToMermaid());
        DirectedGraph q = DirectedGraph.Parse("x -> z").With(NodeKind.Given, "x");
        Assert.Equal(DirectedGraph.Parse("z -> x").Observe("x").ToSvg(q), graph.ToSvg());
    }

    [Fact]
    public void The_conditional_model_of_the_text_books()
    {
        // p(x, y, z) = p(x | y, z) p(y) p(z), y observed with its own prior.
        ModelGraph graph = Read((t, net) =>
        {
            Tensor y = t.LatentOrObserved("y", Prior(t));
            Tensor z = t.Latent("z", Prior(t), () => net("q", t.Observed("x"), t.Observed("y")));
            t.Observe("x", () => net("p", y, z));
        }, "x", "y");
        Assert.Equal("p(x, y, z) = p(x | y, z) p(y) p(z)\nq(z | x, y)", graph.ToString());
        Assert.Equal(@"p(x, y, z) = p(x \mid y, z)\, p(y)\, p(z)", graph.Generative.Factorise().Latex);
        Assert.Equal(["y", "x"], graph.Generative.Nodes.Where(static n => n.Kind == NodeKind.Observed).Select(static n => n.Name));
        // Explaining away, read off the program.
        Assert.True(graph.Generative.AreSeparated("y", "z"));
        Assert.False(graph.Generative.AreSeparated("y", "z", given: ["x"]));
    }

    [Fact]
    public void A_covariate_that_is_no_site_is_given()
    {
        ModelGraph graph = Read((t, net) =>
        {
            Tensor z = t.Latent("z", net("prior", t.Observed("c")), () => net("q", t.Observed("x"), t.Observed("c")));
            t.Observe("x", () => net("p", z, t.Observed("c")));
        }, "x", "c", "unused");
        Assert.Equal("p(x, z | c) = p(x | z, c) p(z | c)\nq(z | x, c)", graph.ToString());
        Assert.Equal(NodeKind.Given, graph.Generative["c"].Kind);
        Assert.False(graph.Generative.Contains("unused"));
    }

    [Fact]
    public void What_only_the_posterior_reads_conditions_nothing_of_p()
    {
        ModelGraph graph = Read((t, net) =>
        {
            Tensor z = t.Latent("z", Prior(t), () => net("q", t.Observed("x"), t.Observed("hint")));
            t.Observe("x", () => net("p", z));
        }, "x", "hint");
        Assert.Equal("p(x, z) = p(x | z) p(z)\nq(z | x, hint)", graph.ToString());
        Assert.Contains("-.->", graph.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hierarchy_with_a_top_down_posterior()
    {
        ModelGraph graph = Read((t, net) =>
        {
            Tensor z2 = t.Latent("z2", Prior(t), () => net("q2", t.Observed("x")));
            Tensor z1 = t.Latent("z1", net("p1", z2), () => net("q1", z2, t.Observed("x")));
            t.Observe("x", () => net("p", z1));
        }, "x");
        Assert.Equal("p(x, z1, z2) = p(x | z1) p(z1 | z2) p(z2)\nq(z1, z2 | x) = q(z1 | z2, x) q(z2 | x)", graph.ToString());
    }

    [Fact]
    public void A_hierarchy_without_the_edge_that_is_detached()
    {
        ModelGraph graph = Read((t, net) =>
        {
            Tensor z2 = t.Latent("z2", Prior(t), () => net("q2", t.Observed("x")));
            Tensor z1 = t.Latent("z1", net("p1", z2.Detach()), () => net("q1", t.Observed("x")));
            t.Observe("x", () => net("p", z1));
        }, "x");
        Assert.Equal(["z1"], graph.Generative.Parents("x"));
        Assert.Empty(graph.Generative.Parents("z1"));
    }

    [Fact]
    public void A_Markov_chain_of_sites()
    {
        string[] data = ["x1", "x2", "x3"];
        ModelGraph graph = Read((t, net) =>
        {
            Tensor? z = null;
            for (int i = 1; i <= 3; i++)
            {
                Tensor? before = z;
                z = t.Latent($"z{i}", before is null ? Prior(t) : net("transition", before),
                    () => before is null ? net("q1", t.Observed($"x{i}")) : net("q", before, t.Observed($"x{i}")));
                Tensor now = z;
                t.Observe($"x{i}", () => net("emission", now));
            }
        }, data);
        Assert.Equal("p(x1, x2, x3, z3, z2, z1) = p(x1 | z1) p(x2 | z2) p(x3 | z3) p(z3 | z2) p(z2 | z1) p(z1)\n"
            + "q(z3, z2, z1 | x1, x2, x3) = q(z3 | z2, x3) q(z2 | z1, x2) q(z1 | x1)", graph.ToString());
        // The future is independent of the past given the present.
        Assert.True(graph.Generative.AreSeparated(["z1", "x1"], ["z3", "x3"], ["z2"]));
        Assert.False(graph.Generative.AreSeparated("x1", "x3", given: ["x2"]));
        Assert.Equal(5, graph.ToSvg().Split("stroke-dasharray").Length - 1);
    }

    [Fact]
    public void A_semi_supervised_model_with_a_partly_observed_class()
    {
        // M2 of Kingma et al. 2014: q(y | x) q(z | x, y), y enumerated; here observed for the first of two examples.
        ModelGraph graph = Read((t, net) =>
        {
            Tensor y = t.LatentOrObserved("y", OneHotCategorical.FromLogits(t.Pass.Full([t.Count, 2], 0, DType.Float64)),
                () => OneHotCategorical.FromLogits(net("class", t.Observed("x")).Loc), DiscreteSite.Enumerated);
            Tensor z = t.Latent("z", Prior(t), () => net("q", t.Tile(t.Observed("x")), y));
            t.Observe("x", () => net("p", y, z));
        }, ["x"], Batch.Of("x", Values()).With("y", Tensor.From([1.0, 0, 0, 0], [2, 2]), mask: Tensor.From([1.0, 0], [2])));
        Assert.Equal("p(x, y, z) = p(x | y, z) p(y) p(z)\nq(z, y | x) = q(z | y, x) q(y | x)", graph.ToString());
    }

    [Fact]
    public void A_site_without_posterior_keeps_its_prior_in_q_and_a_model_without_any_has_no_q()
    {
        ModelGraph half = Read((t, net) =>
        {
            Tensor z2 = t.Latent("z2", Prior(t), () => net("q2", t.Observed("x")));
            t.Observe("x", () => net("p", t.Latent("z1", net("p1", z2))));
        }, "x");
        Assert.Equal("q(z1, z2 | x) = q(z1 | z2) q(z2 | x)", half.Inference!.Factorise("q").Text);
        ModelGraph none = Read((t, net) =>
        {
            Tensor z = t.Latent("z", Prior(t));
            t.Observe("x", () => net("p", z));
        }, "x");
        Assert.Null(none.Inference);
        Assert.Equal("p(x, z) = p(x | z) p(z)", none.ToString());
    }

    [Fact]
    public void Densities_that_make_a_circle_are_named()
    {
        CyclicGraphException error = Assert.Throws<CyclicGraphException>(() => Read((t, net) =>
        {
            Tensor z = t.Latent("z", net("prior", t.Observed("x")));
            t.Observe("x", () => net("p", z));
        }, "x"));
        Assert.Equal(["z", "x", "z"], error.Cycle);
    }

    [Fact]
    public void The_graph_does_not_depend_on_the_values_and_reading_changes_nothing()
    {
        Vae vae = TinyVae.Of(6, 5, 2, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        double[][] before = [.. vae.Parameters.Select(static parameter => parameter.Value.ToDoubles())];
        string first = ModelGraph.Read(vae, Batch.Of("x", Tensor.Zeros([1, 6]))).ToString();
        Assert.Equal(first, ModelGraph.Read(vae, Batch.Of("x", Tensor.Ones([4, 6])), RandomKey.FromSeed(9)).ToString());
        Assert.Equal(before, vae.Parameters.Select(static parameter => parameter.Value.ToDoubles()));
    }

    private delegate Normal Net(string name, params Tensor[] inputs);

    private static Tensor Values()
    {
        double[] values = new double[4];
        RandomKey.FromSeed(1).Normal(values);
        return Tensor.From(values, [2, 2]);
    }

    private static Normal Prior(Trace t) => Normal.Standard([t.Rows, 2], eventAxes: 1, DType.Float64, t.Pass);

    private static ModelGraph Read(Action<Trace, Net> run, params string[] data)
    {
        Batch batch = Batch.Of(data[0], Values());
        foreach (string name in data[1..]) batch = batch.With(name, Values());
        return Read(run, data, batch);
    }

    private static ModelGraph Read(Action<Trace, Net> run, string[] data, Batch batch)
    {
        Assert.NotEmpty(data);
        return ModelGraph.Read(new Program(run), batch, RandomKey.FromSeed(2));
    }

    /// <summary>A model from a lambda; its networks are layers made when they are first called, over vectors of two numbers.</summary>
    private sealed class Program : LatentModel
    {
        private readonly Action<Trace, Net> _run;
        private readonly ParameterScope _scope = ParameterScope.Initialize(RandomKey.FromSeed(3), DType.Float64);
        private readonly Dictionary<string, Linear> _layers = [];

        public Program(Action<Trace, Net> run)
        {
            _run = run;
            _scope.Parameter("unused", [1], Initializer.Zeros);
        }

        public override IReadOnlyList<Parameter> Parameters => _scope.Parameters;

        public override void Run(Trace t) => _run(t, (name, inputs) =>
        {
            Tensor input = inputs.Length == 1 ? inputs[0] : Ops.Concat([.. inputs.Select(t.Tile)], 1);
            if (!_layers.TryGetValue(name, out Linear? layer)) _layers[name] = layer = new Linear(_scope / name, 2 * inputs.Length, 2);
            return Normal.FromLogScale(layer.Forward(t.Pass, input), 0.0, eventAxes: 1);
        });
    }
}
