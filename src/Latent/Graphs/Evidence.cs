namespace Latent.Graphs;

/// <summary>Values of some nodes, by index.</summary>
internal sealed class Evidence
{
    private readonly double[] _values;
    private readonly bool[] _known;
    private readonly BayesianNetwork _network;

    public Evidence(BayesianNetwork network, ReadOnlySpan<(string Node, NodeValue Value)> values, string asked)
    {
        _network = network;
        _values = new double[network.Nodes.Count];
        _known = new bool[network.Nodes.Count];
        foreach ((string name, NodeValue value) in values)
        {
            int node = network.Graph.Index(name, asked);
            if (_known[node]) throw new ArgumentException($"{asked}: the evidence names '{name}' twice; give every node one value.");
            _known[node] = true;
            _values[node] = value.Resolve(network.Nodes[node], asked);
        }
    }

    public bool Knows(int node) => _known[node];

    public double this[int node] => _values[node];

    public bool IsEmpty => !_known.Contains(true);

    /// <summary>The evidence as messages show it: "john = true, mary = false".</summary>
    public override string ToString() => string.Join(", ", Enumerable.Range(0, _known.Length).Where(Knows).Select(node =>
        $"{_network.Nodes[node].Name} = {_network.Show(node, _values[node])}"));
}
