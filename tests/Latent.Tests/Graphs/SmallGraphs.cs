using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Every graph on a few nodes, and random ones.</summary>
internal static class SmallGraphs
{
    public static GraphNode[] Nodes(int count) => [.. Enumerable.Range(0, count).Select(static i => new GraphNode(Name(i)))];

    public static string Name(int i) => ((char)('a' + i)).ToString();

    /// <summary>The edges whose bits are set in a code of n(n - 1) bits, one for each ordered pair.</summary>
    public static GraphEdge[] Edges(int count, int code)
    {
        List<GraphEdge> edges = [];
        int bit = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                if (i != j && (code >> bit++ & 1) == 1) edges.Add(new GraphEdge(Name(i), Name(j)));
            }
        }

        return [.. edges];
    }

    /// <summary>
    /// All 543 directed acyclic graphs on four labelled nodes (sequence A003024 of the encyclopedia of integer sequences).
    /// </summary>
    public static IEnumerable<DirectedGraph> AllOnFour()
    {
        for (int code = 0; code < 4096; code++)
        {
            DirectedGraph graph;
            try
            {
                graph = new DirectedGraph(Nodes(4), Edges(4, code));
            }
            catch (CyclicGraphException)
            {
                continue;
            }

            yield return graph;
        }
    }

    /// <summary>A random graph: a random order, and each edge along it with probability <paramref name="density"/>.</summary>
    public static DirectedGraph Random(int count, double density, RandomKey key)
    {
        double[] uniform = new double[count * count];
        key.Split("edges").Uniform(uniform);
        Permutation order = key.Split("order").Permutation(count);
        List<GraphEdge> edges = [];
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
                if (uniform[(i * count) + j] < density) edges.Add(new GraphEdge(Name((int)order.At(i)), Name((int)order.At(j))));
        }

        return new DirectedGraph(Nodes(count), edges);
    }

    /// <summary>The bits of a code as names.</summary>
    public static string[] Subset(int count, int code) => [.. Enumerable.Range(0, count).Where(i => (code >> i & 1) == 1).Select(Name)];
}
