namespace Latent.Graphs;

/// <summary>Rows of values of all nodes of a <see cref="BayesianNetwork"/>.</summary>
public sealed class NetworkSamples
{
    internal NetworkSamples(BayesianNetwork network, double[][] columns, int count)
    {
        Network = network;
        Columns = columns;
        Count = count;
    }

    /// <summary>The network.</summary>
    public BayesianNetwork Network { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The column of a node: numbers of a continuous one, indices of states of a discrete one.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public ReadOnlySpan<double> this[string node] => Columns[Network.Graph.Index(node, "Samples")];

    internal double[][] Columns { get; }

    /// <summary>The name of a discrete node's state in a row.</summary>
    /// <exception cref="ArgumentException">There is no such node, or it is continuous.</exception>
    public string State(string node, int row)
    {
        int index = Network.Graph.Index(node, "State");
        NetworkNode found = Network.Nodes[index];
        if (!found.IsDiscrete) throw new ArgumentException($"State: '{node}' is continuous; read its number with samples[\"{node}\"].");
        return found.States[(int)Columns[index][row]];
    }
}
