using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Networks whose answers are in books, and random ones with their joint distribution.</summary>
internal static class Textbook
{
    /// <summary>
    /// S. Russell, P. Norvig, "Artificial intelligence", figure 14.12 (2nd edition); K. Murphy's tutorial has its posteriors.
    /// </summary>
    public static BayesianNetwork Sprinkler { get; } = SprinklerWith(0.8);

    /// <summary>The burglary network of Pearl 1988, numbers of Russell and Norvig, figure 14.2.</summary>
    public static BayesianNetwork Alarm { get; } = BayesianNetwork.Define()
        .Binary("burglary", 0.001)
        .Binary("earthquake", 0.002)
        .Binary("alarm", ["burglary", "earthquake"], [0.001, 0.29, 0.94, 0.95])
        .Binary("john", ["alarm"], [0.05, 0.90])
        .Binary("mary", ["alarm"], [0.01, 0.70])
        .Build();

    /// <summary>Koller and Friedman 2009, figure 3.4.</summary>
    public static BayesianNetwork Student { get; } = BayesianNetwork.Define()
        .Discrete("difficulty", ["d0", "d1"], [0.6, 0.4])
        .Discrete("intelligence", ["i0", "i1"], [0.7, 0.3])
        .Discrete("grade", ["g1", "g2", "g3"], ["intelligence", "difficulty"],
            [[0.3, 0.4, 0.3], [0.05, 0.25, 0.7], [0.9, 0.08, 0.02], [0.5, 0.3, 0.2]])
        .Discrete("sat", ["s0", "s1"], ["intelligence"], [[0.95, 0.05], [0.2, 0.8]])
        .Discrete("letter", ["l0", "l1"], ["grade"], [[0.1, 0.9], [0.4, 0.6], [0.99, 0.01]])
        .Build();

    public static BayesianNetwork SprinklerWith(double rainIfCloudy) => BayesianNetwork.Define()
        .Binary("cloudy", 0.5)
        .Binary("sprinkler", ["cloudy"], [0.5, 0.1])
        .Binary("rain", ["cloudy"], [0.2, rainIfCloudy])
        .Binary("wet", ["sprinkler", "rain"], [0.0, 0.9, 0.9, 0.99])
        .Build();

    /// <summary>A random network over a graph, every node with two or three states.</summary>
    public static BayesianNetwork Random(DirectedGraph graph, RandomKey key)
    {
        BayesianNetworkBuilder builder = BayesianNetwork.Define();
        foreach (GraphNode node in graph.Nodes)
        {
            int rows = graph.Parents(node.Name).Aggregate(1, static (product, parent) => product * States(parent).Length);
            double[] u = new double[rows * States(node.Name).Length];
            key.Split(node.Name).Exponential(u);
            double[][] table = [.. u.Chunk(States(node.Name).Length).Select(static row => row.Select(x => x / row.Sum()).ToArray())];
            builder.Discrete(node.Name, States(node.Name), [.. graph.Parents(node.Name)], table);
        }

        return builder.Build();

        static string[] States(string name) => name[0] % 3 == 0 ? ["low", "middle", "high"] : ["low", "high"];
    }
}
