using Latent.Graphs;

namespace Latent.Tests.Graphs;

public sealed class DirectedGraphTests
{
    private static readonly DirectedGraph Student =
        DirectedGraph.Parse("difficulty -> grade <- intelligence -> sat; grade -> letter");

    [Fact]
    public void Relations_are_read_along_the_edges()
    {
        Assert.Equal(["difficulty", "intelligence"], Student.Parents("grade"));
        Assert.Equal(["grade", "sat"], Student.Children("intelligence"));
        Assert.Equal(["difficulty", "grade", "intelligence"], Student.Ancestors("letter"));
        Assert.Equal(["grade", "sat", "letter"], Student.Descendants("intelligence"));
        Assert.Empty(Student.Ancestors("difficulty"));
        Assert.Equal(["difficulty", "intelligence", "letter"], Student.MarkovBlanket("grade"));
        // A spouse belongs to the blanket: difficulty shares the child grade.
        Assert.Equal(["difficulty", "grade", "sat"], Student.MarkovBlanket("intelligence"));
        Assert.True(Student.Contains("sat"));
        Assert.False(Student.Contains("SAT"));
        Assert.Equal(NodeKind.Latent, Student["sat"].Kind);
    }

    [Fact]
    public void The_topological_order_takes_free_nodes_as_declared()
    {
        Assert.Equal(["difficulty", "intelligence", "grade", "sat", "letter"], Student.TopologicalOrder);
        DirectedGraph graph = new([new("c"), new("b"), new("a"), new("free")], [new("a", "c"), new("b", "c")]);
        Assert.Equal(["b", "a", "c", "free"], graph.TopologicalOrder);
    }

    [Fact]
    public void Moral_edges_marry_the_parents()
    {
        (string, string)[] expected =
        [
            ("difficulty", "grade"), ("difficulty", "intelligence"), ("grade", "intelligence"), ("grade", "letter"),
            ("intelligence", "sat"),
        ];
        Assert.Equal(expected, Student.MoralEdges());
    }

    [Fact]
    public void Text_is_read_and_written()
    {
        DirectedGraph graph = DirectedGraph.Parse("  a->b <- c ;d, \n e -> b\r\n");
        Assert.Equal(["a", "b", "c", "d", "e"], graph.Nodes.Select(static node => node.Name));
        Assert.Equal("d; a -> b; c -> b; e -> b", graph.ToString());
        Assert.Equal(graph.ToString(), DirectedGraph.Parse(graph.ToString()).ToString());
        Assert.Empty(DirectedGraph.Parse(" ;\n").Nodes);
        Assert.Equal("x-ray", Assert.Single(DirectedGraph.Parse("x-ray").Nodes).Name);
        Assert.Single(DirectedGraph.Parse("a -> b; a -> b; b <- a").Edges);
    }

    [Theory]
    [InlineData("a -> ")]
    [InlineData("-> a")]
    [InlineData("a -> -> b")]
    public void An_arrow_needs_a_name_on_both_sides(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => DirectedGraph.Parse(text));
        Assert.Equal(
            $"DirectedGraph: '{text.Trim()}' has an arrow without a name beside it; write \"a -> b\" or \"a <- b\".", error.Message);
    }

    [Fact]
    public void Kinds_change_in_a_copy()
    {
        DirectedGraph graph = DirectedGraph.Parse("z -> x"), observed = graph.Observe("x");
        Assert.Equal(NodeKind.Latent, graph["x"].Kind);
        Assert.Equal(NodeKind.Observed, observed["x"].Kind);
        Assert.Equal(NodeKind.Given, observed.With(NodeKind.Given, "z")["z"].Kind);
    }

    [Theory]
    [InlineData("x -> a -> b -> c -> a; c -> d", "a -> b -> c -> a")]
    [InlineData("a -> a", "a -> a")]
    [InlineData("root -> q; p -> q; q -> r; r -> p; r -> end -> last", "q -> r -> p -> q")]
    [InlineData("a -> b; b -> a; c -> d; d -> c", "a -> b -> a")]
    public void A_cycle_is_named_in_order(string text, string cycle)
    {
        CyclicGraphException error = Assert.Throws<CyclicGraphException>(() => DirectedGraph.Parse(text));
        Assert.Equal($"DirectedGraph: the graph has a cycle, {cycle}; a factorisation p(child | parents) needs an acyclic graph. "
            + "Remove or turn around one of these edges.", error.Message);
        Assert.Equal(cycle, string.Join(" -> ", error.Cycle));
    }

    [Fact]
    public void Every_cycle_named_is_one()
    {
        // All 4096 directed graphs on four nodes: either sorted, or the cycle named runs along edges and meets no node twice.
        int cyclic = 0;
        for (int code = 0; code < 4096; code++)
        {
            GraphEdge[] edges = SmallGraphs.Edges(4, code);
            try
            {
                IReadOnlyList<string> order = new DirectedGraph(SmallGraphs.Nodes(4), edges).TopologicalOrder;
                Assert.All(edges, edge => Assert.True(Place(order, edge.Parent) < Place(order, edge.Child)));
            }
            catch (CyclicGraphException error)
            {
                cyclic++;
                Assert.Equal(error.Cycle[0], error.Cycle[^1]);
                Assert.Equal(error.Cycle.Count - 1, error.Cycle.Distinct().Count());
                for (int i = 0; i + 1 < error.Cycle.Count; i++) Assert.Contains(new GraphEdge(error.Cycle[i], error.Cycle[i + 1]), edges);
            }
        }

        Assert.Equal(4096 - 543, cyclic);

        static int Place(IReadOnlyList<string> order, string name) => order.Index().First(entry => entry.Item == name).Index;
    }

    [Fact]
    public void What_is_no_graph_is_refused()
    {
        static string Message(GraphNode[] nodes, params GraphEdge[] edges) =>
            Assert.Throws<ArgumentException>(() => new DirectedGraph(nodes, edges)).Message;

        Assert.Equal("DirectedGraph: two nodes are named 'z'; a name stands for one variable.", Message([new("z"), new("x"), new("z")]));
        Assert.Equal("DirectedGraph: the edge z -> y names 'y', which is no node; the nodes are z, x. Declare it, or mend the name.",
            Message([new("z"), new("x")], new GraphEdge("z", "y")));
        Assert.Equal("DirectedGraph: a node has no name; name every variable.", Message([new(" ")]));
        Assert.Equal("DirectedGraph: the name 'a\uFFFDb' has a control character; use letters, digits and signs.",
            Message([new("a\nb")]));
        Assert.Equal("DirectedGraph: 'y' is given, but has the parents x, z; what all is conditioned on has no distribution. "
            + "Remove these edges, or make it observed.",
            Message([new("x"), new("y", NodeKind.Given), new("z")], new("x", "y"), new("z", "y")));
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => Student.Parents("Grade"));
        Assert.Equal(
            "Parents: the graph has no node 'Grade'; its nodes are difficulty, grade, intelligence, sat, letter.", unknown.Message);
    }
}
