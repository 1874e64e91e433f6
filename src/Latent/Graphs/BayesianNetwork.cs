using System.Globalization;
using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>A directed graphical model whose conditional distributions are known: tables, and distributions of continuous nodes.</summary>
/// <remarks>
/// The joint density is the product of the conditionals, p(x₁, ..., xₙ) = Π p(xᵢ | parents of xᵢ). Everything is computed in float64, and
/// is the same to the bit for the same key. Immutable. J. Pearl, "Probabilistic reasoning in intelligent systems", 1988; D. Koller,
/// N. Friedman, "Probabilistic graphical models", 2009, chapters 3, 5, 9 and 12.
/// </remarks>
/// <example>
/// <code>
/// BayesianNetwork network = BayesianNetwork.Define()
///     .Binary("rain", 0.2)
///     .Binary("wet", ["rain"], [0.1, 0.9])
///     .Build();
/// Marginal rain = network.Posterior("rain", given: [("wet", true)]);   // P(rain | wet = true): false 0.3077, true 0.6923
/// </code>
/// </example>
public sealed class BayesianNetwork
{
    private readonly NetworkNode[] _nodes;

    internal BayesianNetwork(NetworkNode[] nodes)
    {
        _nodes = nodes;
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Length; i++)
        {
            if (!index.TryAdd(DirectedGraph.CheckName(nodes[i].Name), i))
                throw new ArgumentException($"BayesianNetwork: two nodes are named '{nodes[i].Name}'; a name stands for one variable.");
        }

        foreach (NetworkNode node in nodes) CheckParents(node, index);
        Graph = new DirectedGraph(
            nodes.Select(static node => new GraphNode(node.Name)),
            nodes.SelectMany(static node => node.Parents.Select(parent => new GraphEdge(parent, node.Name))));
        foreach (NetworkNode node in nodes)
        {
            int[] parents = [.. node.Parents.Select(parent => index[parent])];
            node.Connect(parents, Array.ConvertAll(parents, i => nodes[i]));
        }
    }

    /// <summary>The graph: its factorisation, separations and drawings.</summary>
    public DirectedGraph Graph { get; }

    /// <summary>The nodes in the order of declaration.</summary>
    public IReadOnlyList<NetworkNode> Nodes => _nodes;

    /// <summary>Begins a network; nodes may be named in any order.</summary>
    public static BayesianNetworkBuilder Define() => new();

    /// <summary>Draws rows from the joint distribution, parents before children.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">
    /// The randomness. Each node has a stream of its own, of which row i takes element i: more rows, or another node, change no number.
    /// </param>
    /// <remarks>Ancestral (forward) sampling, Koller and Friedman 2009, algorithm 12.1.</remarks>
    public NetworkSamples Sample(int count, RandomKey key)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double[][] columns = new double[_nodes.Length][];
        foreach (int node in Graph.Order)
            columns[node] = _nodes[node].Draw(ParentColumns(node, columns), count, key.Split(_nodes[node].Name));
        return new NetworkSamples(this, columns, count);
    }

    /// <summary>log p of one full assignment, in nats; -∞ where it is impossible.</summary>
    /// <param name="assignment">A value for every node.</param>
    /// <exception cref="ArgumentException">A node is missing, unknown, named twice, or cannot have the value.</exception>
    public double LogProb(params ReadOnlySpan<(string Node, NodeValue Value)> assignment)
    {
        Evidence evidence = new(this, assignment, "LogProb");
        string[] missing = [.. _nodes.Where((_, i) => !evidence.Knows(i)).Select(static node => node.Name)];
        if (missing.Length > 0)
        {
            throw new ArgumentException($"LogProb: the assignment has no value for {string.Join(", ", missing)}; give every node one, "
                + "or ask for Probability, which sums over the others.");
        }

        return LogProb([.. _nodes.Select((_, i) => new[] { evidence[i] })])[0];
    }

    /// <summary>log p of every row, in nats.</summary>
    /// <exception cref="ArgumentException">The samples are of another network.</exception>
    public double[] LogProb(NetworkSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (!ReferenceEquals(samples.Network, this))
            throw new ArgumentException("LogProb: the samples are of another network; make them with Sample, Weigh or Rows of this one.");
        return LogProb(samples.Columns);
    }

    /// <summary>
    /// Rows from data: a column for each node, the numbers of a continuous one, the indices of the states of a discrete one.
    /// </summary>
    /// <exception cref="ArgumentException">A node has no column, a column no node, lengths differ, or a value cannot be.</exception>
    public NetworkSamples Rows(IReadOnlyDictionary<string, double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (string name in columns.Keys) Graph.Index(name, "Rows");
        double[][] kept = new double[_nodes.Length][];
        for (int i = 0; i < kept.Length; i++)
        {
            NetworkNode node = _nodes[i];
            if (!columns.TryGetValue(node.Name, out double[]? column))
                throw new ArgumentException($"Rows: there is no column for '{node.Name}'; give one for every node.");
            if (column.Length != columns[_nodes[0].Name].Length)
            {
                throw new ShapeException($"Rows: '{node.Name}' has {column.Length} values and '{_nodes[0].Name}' "
                    + $"{columns[_nodes[0].Name].Length}; every column needs one for each row.");
            }

            int bad = Array.FindIndex(column, x => !node.Allows(x));
            if (bad >= 0)
            {
                string allowed = node.IsDiscrete ? $"the indices 0 to {node.States.Count - 1} of its states" : "finite numbers";
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Rows: '{node.Name}' is {column[bad]} in row {bad}; it takes {allowed}."));
            }

            kept[i] = [.. column];
        }

        return new NetworkSamples(this, kept, kept.Length == 0 ? 0 : kept[0].Length);
    }

    /// <summary>P(node | evidence) of a discrete node, exactly, by variable elimination.</summary>
    /// <param name="node">The node asked for.</param>
    /// <param name="given">The evidence, discrete or continuous: <c>[("john", true), ("height", 1.83)]</c>.</param>
    /// <remarks>
    /// Nodes that bear on neither the question nor the evidence are left out; a continuous node must be one of these or be given. Koller
    /// and Friedman 2009, algorithm 9.1, each time eliminating the variable whose table is the smallest.
    /// </remarks>
    /// <exception cref="ImpossibleEvidenceException">The evidence has probability 0.</exception>
    /// <exception cref="InvalidOperationException">
    /// A continuous node would have to be integrated out, or a table would be too large; the message names it.
    /// </exception>
    public Marginal Posterior(string node, params ReadOnlySpan<(string Node, NodeValue Value)> given)
    {
        int query = Graph.Index(node, "Posterior");
        if (!_nodes[query].IsDiscrete) throw NotDiscrete(node);
        Evidence evidence = new(this, given, "Posterior");
        double[] values = VariableElimination.Run(this, evidence, query, "Posterior", out double logScale);
        double sum = values.Sum();
        if (!(sum > 0) || double.IsNegativeInfinity(logScale)) throw Impossible("Posterior", evidence);
        return new Marginal(_nodes[query], Array.ConvertAll(values, value => value / sum), evidence.ToString());
    }

    /// <summary>P(evidence), exactly, by variable elimination; for continuous evidence its density.</summary>
    /// <inheritdoc cref="LogProbability" path="/param|/exception"/>
    public double Probability(params ReadOnlySpan<(string Node, NodeValue Value)> evidence) => Math.Exp(LogProbability(evidence));

    /// <summary>log P(evidence) in nats, exactly, by variable elimination; -∞ if it is impossible.</summary>
    /// <param name="evidence">Values of some nodes.</param>
    /// <exception cref="InvalidOperationException">
    /// A continuous node would have to be integrated out, or a table would be too large; the message names it.
    /// </exception>
    public double LogProbability(params ReadOnlySpan<(string Node, NodeValue Value)> evidence)
    {
        Evidence known = new(this, evidence, "Probability");
        double[] values = VariableElimination.Run(this, known, -1, "Probability", out double logScale);
        return Math.Log(values[0]) + logScale;
    }

    /// <summary>Goes through all configurations of the nodes not given: exact, and all marginals at once.</summary>
    /// <param name="given">The evidence.</param>
    /// <exception cref="ImpossibleEvidenceException">The evidence has probability 0.</exception>
    /// <exception cref="InvalidOperationException">There are too many configurations, or a continuous node is not given.</exception>
    public Enumeration Enumerate(params ReadOnlySpan<(string Node, NodeValue Value)> given) =>
        new(this, new Evidence(this, given, "Enumerate"));

    /// <summary>
    /// Draws rows from the nodes not given and weighs them by how well they explain the evidence; for networks of any kind.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="key">The randomness, as of <see cref="Sample"/>.</param>
    /// <param name="given">The evidence, discrete or continuous.</param>
    /// <remarks>
    /// Likelihood weighting: importance sampling in which given nodes keep their values and each row has the weight Π p(given node |
    /// parents). Koller and Friedman 2009, algorithm 12.2.
    /// </remarks>
    /// <exception cref="ImpossibleEvidenceException">Every weight is 0.</exception>
    public WeightedSamples Weigh(int count, RandomKey key, params ReadOnlySpan<(string Node, NodeValue Value)> given)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Evidence evidence = new(this, given, "Weigh");
        double[][] columns = new double[_nodes.Length][];
        double[] logWeights = new double[count];
        foreach (int node in Graph.Order)
        {
            double[][] parents = ParentColumns(node, columns);
            if (!evidence.Knows(node))
            {
                columns[node] = _nodes[node].Draw(parents, count, key.Split(_nodes[node].Name));
                continue;
            }

            columns[node] = new double[count];
            Array.Fill(columns[node], evidence[node]);
            double[] logs = _nodes[node].LogProb(columns[node], parents);
            for (int i = 0; i < count; i++) logWeights[i] += logs[i];
        }

        return new WeightedSamples(new NetworkSamples(this, columns, count), logWeights, evidence);
    }

    /// <summary>The factorisation of the joint density.</summary>
    public override string ToString() => Graph.Factorise().Text;

    internal double[] LogProb(double[][] columns)
    {
        double[] logs = new double[columns.Length == 0 ? 1 : columns[0].Length];
        for (int node = 0; node < _nodes.Length; node++)
        {
            double[] own = _nodes[node].LogProb(columns[node], ParentColumns(node, columns));
            for (int i = 0; i < logs.Length; i++) logs[i] += own[i];
        }

        return logs;
    }

    internal double[][] ParentColumns(int node, double[][] columns) =>
        Array.ConvertAll(_nodes[node].ParentIndices, parent => columns[parent]);

    internal string Show(int node, double value) =>
        _nodes[node].IsDiscrete ? _nodes[node].States[(int)value] : value.ToString("G6", CultureInfo.InvariantCulture);

    internal static ImpossibleEvidenceException Impossible(string asked, Evidence evidence) => new(
        $"{asked}: the evidence {evidence} has probability 0, and nothing can be conditioned on it. "
        + "Check its values, or the zeros of the tables.");

    internal static ArgumentException NotDiscrete(string node) => new(
        $"Posterior: '{node}' is continuous; use Weigh(count, key, given).Mean(\"{node}\") for an estimate.");

    private static void CheckParents(NetworkNode node, Dictionary<string, int> index)
    {
        for (int k = 0; k < node.Parents.Count; k++)
        {
            string parent = node.Parents[k];
            if (parent is null || !index.ContainsKey(parent))
            {
                throw new ArgumentException($"BayesianNetwork: '{node.Name}' has the parent '{parent}', which is no node; "
                    + $"the nodes are {string.Join(", ", index.Keys)}. Declare it, or mend the name.");
            }

            if (node.Parents.Take(k).Contains(parent, StringComparer.Ordinal))
                throw new ArgumentException($"BayesianNetwork: '{node.Name}' names the parent '{parent}' twice; name it once.");
        }
    }
}
