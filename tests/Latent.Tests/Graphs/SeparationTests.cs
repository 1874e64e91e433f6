using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Separation against two other definitions: the moral graph of the ancestors, and independence in random distributions.</summary>
public sealed class SeparationTests
{
    private static readonly DirectedGraph Sprinkler = DirectedGraph.Parse("cloudy -> sprinkler -> wet <- rain <- cloudy; wet -> slippery");

    [Fact]
    public void Agrees_with_the_moral_graph_of_the_ancestors_on_all_graphs_of_four_nodes()
    {
        int queries = 0, separated = 0;
        foreach (DirectedGraph graph in SmallGraphs.AllOnFour())
        {
            foreach ((string a, string b, string[] given) in Queries(4))
            {
                bool answer = graph.AreSeparated(a, b, given);
                Assert.True(answer == MoralAncestral(graph, a, b, given), $"{graph}: {a}, {b} given {string.Join(",", given)}: {answer}");
                queries++;
                separated += answer ? 1 : 0;
            }
        }

        Assert.Equal(543 * 24, queries);
        Assert.InRange(separated, 1000, queries - 1000);
    }

    [Fact]
    public void Agrees_with_the_moral_graph_of_the_ancestors_on_random_graphs_of_seven_nodes()
    {
        for (int i = 0; i < 30; i++)
        {
            DirectedGraph graph = SmallGraphs.Random(7, 0.15 + (0.02 * i), RandomKey.FromSeed(7).Split(i));
            foreach ((string a, string b, string[] given) in Queries(7))
                Assert.True(graph.AreSeparated(a, b, given) == MoralAncestral(graph, a, b, given),
                    $"{graph}: {a}, {b} given {string.Join(",", given)}");
        }
    }

    [Fact]
    public void Is_independence_in_random_distributions_and_dependence_otherwise()
    {
        // A random table is faithful with probability 1: what is not separated depends, and measurably so.
        double largestIndependent = 0, smallestDependent = double.PositiveInfinity;
        for (int i = 0; i < 150; i++)
        {
            RandomKey key = RandomKey.FromSeed(11).Split(i);
            DirectedGraph graph = SmallGraphs.Random(6, 0.2 + (0.004 * i), key);
            double[] joint = RandomJoint(graph, key.Split("tables"));
            foreach ((string a, string b, string[] given) in Queries(6))
            {
                double dependence = Dependence(joint, a[0] - 'a', b[0] - 'a', given);
                if (graph.AreSeparated(a, b, given)) largestIndependent = Math.Max(largestIndependent, dependence);
                else smallestDependent = Math.Min(smallestDependent, dependence);
            }
        }

        Assert.InRange(largestIndependent, 0, 1e-14);
        Assert.InRange(smallestDependent, 1e-9, 1);
    }

    [Fact]
    public void The_comparison_finds_a_rule_that_forgets_the_descendants_of_a_common_effect()
    {
        // The broken twin: a common effect opens only if it is given itself. Wrong just for the labellings of a -> c <- b, c -> d, given d.
        int wrong = SmallGraphs.AllOnFour().Sum(graph =>
            Queries(4).Count(q => ForgetfulRule(graph, q.A, q.B, q.Given) != MoralAncestral(graph, q.A, q.B, q.Given)));
        Assert.Equal(12, wrong);
    }

    [Fact]
    public void An_active_path_is_active_and_simple()
    {
        foreach (DirectedGraph graph in SmallGraphs.AllOnFour())
        {
            foreach ((string a, string b, string[] given) in Queries(4))
            {
                Separation separation = graph.Explain(a, b, given);
                Assert.Equal(graph.AreSeparated(a, b, given), separation.IsSeparated);
                if (separation.Path.Count == 0) continue;
                Assert.Equal((a, b), (separation.Path[0], separation.Path[^1]));
                Assert.Equal(separation.Path.Count, separation.Path.Distinct().Count());
                Assert.Equal(!separation.IsSeparated, IsActive(graph, separation.Path, given));
            }
        }
    }

    [Fact]
    public void Explanations_are_sentences()
    {
        Assert.Equal("sprinkler and rain are not separated given nothing: sprinkler <- cloudy -> rain is active "
            + "(cloudy, a common cause, is not given).", Sprinkler.Explain("sprinkler", "rain").ToString());
        Assert.Equal("sprinkler and rain are separated given cloudy: every path is blocked, such as sprinkler <- cloudy -> rain "
            + "(cloudy, a common cause, is given).", Sprinkler.Explain("sprinkler", "rain", "cloudy").ToString());
        Separation explained = Sprinkler.Explain("sprinkler", "rain", "cloudy", "slippery");
        Assert.Equal("sprinkler and rain are not separated given cloudy, slippery: sprinkler -> wet <- rain is active "
            + "(wet, a common effect, leads to slippery, which is given).", explained.ToString());
        Assert.Equal("sprinkler -> wet <- rain", explained.PathText);
        Assert.Equal("cloudy and slippery are separated given wet: every path is blocked, such as cloudy -> sprinkler -> wet -> slippery "
            + "(wet, between, is given).", Sprinkler.Explain("cloudy", "slippery", "wet").ToString());
        Assert.Equal("a and b are not separated given nothing: a <- b is an edge.",
            DirectedGraph.Parse("b -> a").Explain("a", "b").ToString());
        Assert.Equal("a and b are separated given nothing: nothing connects them.",
            DirectedGraph.Parse("a; b").Explain("a", "b").ToString());
        Assert.Equal("a and b are separated given nothing: every path is blocked, such as a -> c <- b "
            + "(c, a common effect, is not given, nor anything it leads to).",
            DirectedGraph.Parse("a -> c <- b").Explain("a", "b").ToString());
    }

    [Fact]
    public void Sets_are_separated_if_all_their_nodes_are()
    {
        Assert.True(Sprinkler.AreSeparated(["cloudy", "rain"], ["slippery"], ["wet"]));
        Assert.False(Sprinkler.AreSeparated(["cloudy", "rain"], ["slippery", "sprinkler"], ["wet"]));
    }

    [Fact]
    public void Every_node_is_separated_from_the_rest_by_its_Markov_blanket_and_from_its_past_by_its_parents()
    {
        foreach (DirectedGraph graph in SmallGraphs.AllOnFour())
        {
            foreach (string node in graph.TopologicalOrder)
            {
                string[] blanket = [.. graph.MarkovBlanket(node)];
                string[] rest = [.. graph.TopologicalOrder.Except(blanket).Where(other => other != node)];
                if (rest.Length > 0) Assert.True(graph.AreSeparated([node], rest, blanket));
                string[] parents = [.. graph.Parents(node)];
                string[] past = [.. graph.TopologicalOrder.Except(graph.Descendants(node)).Except(parents).Where(other => other != node)];
                if (past.Length > 0) Assert.True(graph.AreSeparated([node], past, parents));
            }
        }
    }

    [Fact]
    public void A_question_that_makes_no_sense_is_refused()
    {
        Assert.Equal(
            "AreSeparated: 'rain' stands on the first side and among the given nodes; the question needs three sets without common nodes.",
            Assert.Throws<ArgumentException>(() => Sprinkler.AreSeparated("rain", "wet", "rain")).Message);
        Assert.Equal(
            "AreSeparated: 'wet' stands on the first side and on the second side; the question needs three sets without common nodes.",
            Assert.Throws<ArgumentException>(() => Sprinkler.AreSeparated("wet", "wet")).Message);
        Assert.Equal(
            "AreSeparated: the graph has no node 'snow'; its nodes are cloudy, sprinkler, wet, rain, slippery.",
            Assert.Throws<ArgumentException>(() => Sprinkler.AreSeparated("rain", "wet", "snow")).Message);
        Assert.Equal(
            "AreSeparated: a side has no nodes; name at least one on each side.",
            Assert.Throws<ArgumentException>(() => Sprinkler.AreSeparated(["rain"], [], ["wet"])).Message);
    }

    /// <summary>All pairs with all sets of the other nodes given.</summary>
    private static IEnumerable<(string A, string B, string[] Given)> Queries(int count)
    {
        for (int a = 0; a < count; a++)
        {
            for (int b = a + 1; b < count; b++)
            {
                for (int code = 0; code < 1 << count; code++)
                {
                    if ((code >> a & 1) == 0 && (code >> b & 1) == 0)
                        yield return (SmallGraphs.Name(a), SmallGraphs.Name(b), SmallGraphs.Subset(count, code));
                }
            }
        }
    }

    /// <summary>
    /// Lauritzen's criterion: a and b are disconnected without the given nodes in the moral graph of the smallest ancestral set.
    /// </summary>
    private static bool MoralAncestral(DirectedGraph graph, string a, string b, string[] given)
    {
        HashSet<string> ancestral = [a, b, .. given];
        foreach (string node in ancestral.ToArray()) ancestral.UnionWith(graph.Ancestors(node));
        DirectedGraph part = new(graph.Nodes.Where(n => ancestral.Contains(n.Name)), graph.Edges.Where(e => ancestral.Contains(e.Child)));
        HashSet<string> reached = [a];
        for (int before = 0; before < reached.Count;)
        {
            before = reached.Count;
            foreach ((string u, string v) in part.MoralEdges())
            {
                if (given.Contains(u) || given.Contains(v)) continue;
                if (reached.Contains(u) || reached.Contains(v)) reached.UnionWith([u, v]);
            }
        }

        return !reached.Contains(b);
    }

    private static bool ForgetfulRule(DirectedGraph graph, string a, string b, string[] given) =>
        !SimplePaths(graph, [a], b).Any(path => Enumerable.Range(1, path.Count - 2).All(k =>
            IsEffect(graph, path, k) ? given.Contains(path[k]) : !given.Contains(path[k])));

    private static bool IsActive(DirectedGraph graph, IReadOnlyList<string> path, string[] given) =>
        Enumerable.Range(1, path.Count - 2).All(k => IsEffect(graph, path, k)
            ? given.Contains(path[k]) || graph.Descendants(path[k]).Any(given.Contains)
            : !given.Contains(path[k]));

    private static bool IsEffect(DirectedGraph graph, IReadOnlyList<string> path, int k) =>
        graph.Parents(path[k]).Contains(path[k - 1]) && graph.Parents(path[k]).Contains(path[k + 1]);

    private static IEnumerable<List<string>> SimplePaths(DirectedGraph graph, List<string> start, string end)
    {
        if (start[^1] == end) return [start];
        return graph.Parents(start[^1]).Concat(graph.Children(start[^1])).Where(next => !start.Contains(next))
            .SelectMany(next => SimplePaths(graph, [.. start, next], end));
    }

    /// <summary>The joint distribution of binary nodes with random tables; bit i of the index is the value of node i.</summary>
    private static double[] RandomJoint(DirectedGraph graph, RandomKey key)
    {
        int count = graph.Nodes.Count;
        double[] joint = new double[1 << count];
        Array.Fill(joint, 1);
        for (int i = 0; i < count; i++)
        {
            double[] table = new double[1 << count];
            key.Split(i).Uniform(table);
            int parents = graph.Parents(SmallGraphs.Name(i)).Sum(static name => 1 << (name[0] - 'a'));
            for (int x = 0; x < joint.Length; x++)
            {
                double p = 0.02 + (0.96 * table[x & parents]);
                joint[x] *= (x >> i & 1) == 1 ? p : 1 - p;
            }
        }

        return joint;
    }

    /// <summary>The largest |p(a, b, g) p(g) - p(a, g) p(b, g)| over all values g: 0 exactly under independence given g.</summary>
    private static double Dependence(double[] joint, int a, int b, string[] given)
    {
        int mask = given.Sum(static name => 1 << (name[0] - 'a'));
        double[] both = new double[joint.Length], none = new double[joint.Length];
        double[] onlyA = new double[joint.Length], onlyB = new double[joint.Length];
        for (int x = 0; x < joint.Length; x++)
        {
            bool isA = (x >> a & 1) == 1, isB = (x >> b & 1) == 1;
            none[x & mask] += joint[x];
            if (isA) onlyA[x & mask] += joint[x];
            if (isB) onlyB[x & mask] += joint[x];
            if (isA && isB) both[x & mask] += joint[x];
        }

        return Enumerable.Range(0, joint.Length).Max(x => Math.Abs((both[x] * none[x]) - (onlyA[x] * onlyB[x])));
    }
}
