using System.Globalization;
using System.Xml.Linq;
using Latent.Graphs;
using Latent.Graphs.Drawing;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

public sealed class DrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly DirectedGraph Conditional = DirectedGraph.Parse("y -> x <- z").Observe("x", "y");
    private static readonly DirectedGraph Posterior = DirectedGraph.Parse("x -> z <- y").With(NodeKind.Given, "x", "y");

    /// <summary>Graphs with their inference networks: what a reader will see most.</summary>
    private static IEnumerable<(DirectedGraph Graph, DirectedGraph? Inference)> Gallery()
    {
        yield return (Conditional, Posterior);
        yield return (DirectedGraph.Parse("z -> x").Observe("x"), DirectedGraph.Parse("x -> z"));
        yield return (DirectedGraph.Parse("y -> x <- z; y -> z").With(NodeKind.Given, "y"), DirectedGraph.Parse("x -> z <- y"));
        yield return (DirectedGraph.Parse("y -> x <- z"), DirectedGraph.Parse("x -> y -> z <- x"));
        yield return (DirectedGraph.Parse("z3 -> z2 -> z1 -> x"), DirectedGraph.Parse("x -> z1; x -> z2; x -> z3"));
        yield return (DirectedGraph.Parse("z3 -> z2 -> z1 -> x <- z2; z3 -> x; z3 -> z1"),
            DirectedGraph.Parse("x -> z3 -> z2 -> z1 <- x -> z2"));
        yield return (DirectedGraph.Parse("z1 -> z2 -> z3 -> z4; z1 -> x1; z2 -> x2; z3 -> x3; z4 -> x4"),
            DirectedGraph.Parse("x1 -> z1 -> z2 -> z3 -> z4; x2 -> z2; x3 -> z3; x4 -> z4"));
        yield return (DirectedGraph.Parse("z -> decoder_mean -> x; sigma -> x; z -> d -> x")
            .With(NodeKind.Deterministic, "decoder_mean", "d"), null);
        yield return (DirectedGraph.Parse(string.Join("; ", "abcdefgh".Select(static c => $"cause -> {c}"))), null);
        yield return (DirectedGraph.Parse("a -> b; a -> c; a -> d; a -> e; b -> c; b -> d; b -> e; c -> d; c -> e; d -> e"), null);
        yield return (DirectedGraph.Parse("only"), null);
        yield return (DirectedGraph.Parse(""), null);
    }

    [Fact]
    public void Nothing_lies_on_a_node_that_does_not_belong_there()
    {
        foreach ((DirectedGraph graph, DirectedGraph? inference) in Gallery()) CheckClear(graph, inference);
        for (int i = 0; i < 40; i++) CheckClear(SmallGraphs.Random(4 + (i % 12), 0.1 + (0.01 * i), RandomKey.FromSeed(5).Split(i)), null);
    }

    [Fact]
    public void Parents_stand_above_children_and_arrows_end_at_the_border()
    {
        foreach ((DirectedGraph graph, DirectedGraph? inference) in Gallery())
        {
            Layout layout = new(graph, inference);
            foreach (DrawnEdge edge in layout.Edges.Where(static edge => !edge.IsInference))
                Assert.True(layout.Outlines[edge.From].Center.Y + 60 < layout.Outlines[edge.To].Center.Y);
            XElement[] heads = [.. Picture(graph, inference).Elements(Svg + "path").Where(static p => p.Attribute("fill")!.Value != "none"
                && p.Attribute("stroke") is null)];
            Assert.Equal(layout.Edges.Count, heads.Length);
            for (int i = 0; i < heads.Length; i++)
            {
                string[] tip = heads[i].Attribute("d")!.Value.Split(' ')[..2];
                Point point = new(Number(tip[0][1..]), Number(tip[1]));
                Outline target = layout.Outlines[layout.Edges[i].To];
                Assert.True(target.Contains(point, 2.2) && !target.Contains(point, 0.5), $"{graph}: {layout.Edges[i]}");
            }
        }
    }

    [Fact]
    public void Kinds_and_edges_look_as_documented()
    {
        DirectedGraph graph = DirectedGraph.Parse("z -> d -> x <- u").Observe("x")
            .With(NodeKind.Deterministic, "d").With(NodeKind.Given, "u");
        XElement picture = Picture(graph, DirectedGraph.Parse("x -> z").With(NodeKind.Given, "x"));
        Assert.Equal("p(x, z | u) = p(x | z, u) p(z); q(z | x)", picture.Element(Svg + "title")!.Value);
        // In the order of declaration, after the background: z white, x shaded, u a box; d is a path.
        string[] fills = [.. picture.Elements(Svg + "rect").Skip(1).Select(static r => r.Attribute("fill")!.Value)];
        Assert.Equal(["#ffffff", "#d3dae3", "#eef1f5"], fills);
        Assert.Single(picture.Elements(Svg + "path"),
            static p => p.Attribute("d")!.Value.EndsWith('Z') && p.Attribute("stroke") is not null);
        Assert.Single(picture.Elements(Svg + "path"), static p => p.Attribute("stroke-dasharray") is not null);
        Assert.Equal(["z", "d", "x", "u"], picture.Elements(Svg + "text").Select(static t => t.Value));
    }

    [Fact]
    public void A_picture_holds_all_it_draws()
    {
        foreach ((DirectedGraph graph, DirectedGraph? inference) in Gallery())
        {
            double[] box = [.. Picture(graph, inference).Attribute("viewBox")!.Value.Split(' ').Select(Number)];
            Layout layout = new(graph, inference);
            foreach (Outline outline in layout.Outlines)
            {
                Assert.InRange(outline.Center.X - (outline.Width / 2), box[0], box[0] + box[2]);
                Assert.InRange(outline.Center.X + (outline.Width / 2), box[0], box[0] + box[2]);
            }

            foreach (Point point in new Router(layout).Route().SelectMany(static curve => curve.Sample()))
            {
                Assert.InRange(point.X, box[0], box[0] + box[2]);
                Assert.InRange(point.Y, box[1], box[1] + box[3]);
            }
        }
    }

    [Fact]
    public void Names_are_escaped_and_kept()
    {
        string[] names = ["<script>alert(\"1\")</script>", "a & b", "quote'", "x`y` **z**", "日本語", "naïve", "end", "a\uFFFFb"];
        DirectedGraph graph = new(names.Select(static name => new GraphNode(name)), [new GraphEdge(names[0], names[1])]);
        string[] texts = [.. Picture(graph, null).Elements(Svg + "text").Select(static t => t.Value)];
        Assert.Equal([.. names[..7], "a\uFFFDb"], texts);
        string mermaid = graph.ToMermaid();
        Assert.Contains("n0((\"#60;script#62;alert(#34;1#34;)#60;/script#62;\"))", mermaid, StringComparison.Ordinal);
        Assert.Contains("n3((\"x#96;y#96; #42;#42;z#42;#42;\"))", mermaid, StringComparison.Ordinal);
    }

    [Fact]
    public void Mermaid_text_is_as_expected()
    {
        const string Expected = """
            flowchart TD
                n0(("y")):::observed
                n1(("x")):::observed
                n2(("z"))
                n0 --> n1
                n2 --> n1
                n1 -.-> n2
                n0 -.-> n2
                classDef observed fill:#d3dae3,color:#1f2933

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), Conditional.ToMermaid(Posterior));
        string other = DirectedGraph.Parse("u -> d").With(NodeKind.Given, "u").With(NodeKind.Deterministic, "d").ToMermaid();
        Assert.Equal(
            "flowchart TD\n    n0[\"u\"]:::given\n    n1{\"d\"}\n    n0 --> n1\n    classDef given fill:#eef1f5,color:#1f2933\n", other);
    }

    [Fact]
    public void The_picture_is_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string svg = Conditional.ToSvg(Posterior);
        try
        {
            // A culture made by hand, as the tests run without culture data: commas, and a minus sign that is none.
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(svg, Conditional.ToSvg(Posterior));
            Assert.Equal(Conditional.ToMermaid(), Conditional.ToMermaid());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.DoesNotContain("\r", svg, StringComparison.Ordinal);
        Assert.StartsWith("<svg xmlns=", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_many_nodes_is_still_drawn()
    {
        string chain = string.Join(" -> ", Enumerable.Range(0, 300).Select(static i => $"z{i}"));
        Assert.Equal(300, Picture(DirectedGraph.Parse(chain + "; z0 -> z299; z5 -> z250"), null).Elements(Svg + "text").Count());
    }

    [Fact]
    public void An_inference_network_over_other_nodes_is_refused() => Assert.Equal(
        "ToSvg: the graph has no node 'w'; its nodes are y, x, z.",
        Assert.Throws<ArgumentException>(() => Conditional.ToSvg(DirectedGraph.Parse("x -> w"))).Message);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static XElement Picture(DirectedGraph graph, DirectedGraph? inference) => XDocument.Parse(graph.ToSvg(inference)).Root!;

    private static void CheckClear(DirectedGraph graph, DirectedGraph? inference)
    {
        Layout layout = new(graph, inference);
        Curve[] curves = new Router(layout).Route();
        for (int i = 0; i < layout.Outlines.Length; i++)
        {
            Outline node = layout.Outlines[i];
            for (int j = 0; j < i; j++)
            {
                Outline other = layout.Outlines[j];
                bool apart = Math.Abs(node.Center.X - other.Center.X) > ((node.Width + other.Width) / 2) + 10
                    || Math.Abs(node.Center.Y - other.Center.Y) > ((node.Height + other.Height) / 2) + 10;
                Assert.True(apart, $"{graph}: nodes {i} and {j}");
            }

            for (int e = 0; e < curves.Length; e++)
            {
                DrawnEdge edge = layout.Edges[e];
                if (edge.From == i || edge.To == i) continue;
                Assert.False(Array.Exists(curves[e].Sample(), point => node.Contains(point, 3)),
                    $"{graph}: edge {edge.From} -> {edge.To} over node {i}");
            }
        }
    }
}
