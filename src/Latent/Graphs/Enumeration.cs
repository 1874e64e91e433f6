using System.Globalization;

namespace Latent.Graphs;

/// <summary>Exact inference by going through every configuration of the nodes that are not given.</summary>
/// <remarks>
/// The plainest method, exponential in the number of nodes, and the definition that others are tested against. It gives the marginals of
/// all nodes and the most probable configuration at once. At most 2²⁴ configurations. A continuous node must be given, or have no
/// discrete or given descendants, and then is left out.
/// </remarks>
public sealed class Enumeration
{
    private const int LargestCount = 1 << 24, ChunkRows = 1 << 14;
    private readonly BayesianNetwork _network;
    private readonly Evidence _evidence;
    private readonly double[][] _marginals;

    internal Enumeration(BayesianNetwork network, Evidence evidence)
    {
        _network = network;
        _evidence = evidence;
        bool[] kept = Kept(network, evidence);
        int[] free = [.. Enumerable.Range(0, kept.Length).Where(node => kept[node] && !evidence.Knows(node))];
        int[] sizes = Array.ConvertAll(free, node => network.Nodes[node].States.Count);
        double total = sizes.Aggregate(1.0, static (product, size) => product * size);
        if (total > LargestCount)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"Enumerate: the {free.Length} nodes not given have {total:0.###e0} configurations; the limit is {LargestCount}. "
                + $"Use Posterior or Probability, which sum over one node after the other, or Weigh, which estimates by samples."));
        }

        Count = (int)total;
        _marginals = Array.ConvertAll(Enumerable.Range(0, kept.Length).ToArray(), node => new double[network.Nodes[node].States.Count]);
        double largest = double.NegativeInfinity, sum = 0;
        int best = 0;
        for (int start = 0; start < Count; start += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, Count - start);
            double[][] columns = Columns(start, rows, free, sizes);
            double[] logs = new double[rows];
            for (int node = 0; node < kept.Length; node++)
            {
                if (!kept[node]) continue;
                double[] own = network.Nodes[node].LogProb(columns[node], network.ParentColumns(node, columns));
                for (int i = 0; i < rows; i++) logs[i] += own[i];
            }

            Add(start, columns, logs);
        }

        if (!(sum > 0)) throw BayesianNetwork.Impossible("Enumerate", evidence);
        LogProbability = largest + Math.Log(sum);
        MostProbable = Describe(best, free, sizes);
        MostProbableProbability = 1 / sum;
        foreach (double[] marginal in _marginals)
        {
            for (int s = 0; s < marginal.Length; s++) marginal[s] /= sum;
        }

        // Everything is kept relative to the largest joint probability so far; a larger one rescales what has been gathered.
        void Add(int start, double[][] columns, double[] logs)
        {
            int first = Array.IndexOf(logs, logs.Max());
            if (logs[first] > largest)
            {
                double shrink = double.IsNegativeInfinity(largest) ? 0 : Math.Exp(largest - logs[first]);
                sum *= shrink;
                foreach (double[] marginal in _marginals)
                {
                    for (int s = 0; s < marginal.Length; s++) marginal[s] *= shrink;
                }

                (largest, best) = (logs[first], start + first);
            }

            if (double.IsNegativeInfinity(largest)) return;
            for (int i = 0; i < logs.Length; i++)
            {
                double p = Math.Exp(logs[i] - largest);
                sum += p;
                foreach (int node in free) _marginals[node][(int)columns[node][i]] += p;
            }
        }
    }

    /// <summary>How many configurations there were.</summary>
    public int Count { get; }

    /// <summary>log P(evidence) in nats; for continuous evidence of its density.</summary>
    public double LogProbability { get; }

    /// <summary>P(evidence); for continuous evidence its density.</summary>
    public double Probability => Math.Exp(LogProbability);

    /// <summary>The most probable configuration of the nodes not given: names and states. Of several, the first.</summary>
    public IReadOnlyDictionary<string, string> MostProbable { get; }

    /// <summary>The probability of <see cref="MostProbable"/> given the evidence.</summary>
    public double MostProbableProbability { get; }

    /// <summary>P(node | evidence) of a discrete node.</summary>
    /// <exception cref="ArgumentException">There is no such node, or it is continuous.</exception>
    public Marginal Posterior(string node)
    {
        int index = _network.Graph.Index(node, "Posterior");
        if (!_network.Nodes[index].IsDiscrete) throw BayesianNetwork.NotDiscrete(node);
        double[] probabilities = [.. _marginals[index]];
        if (_evidence.Knows(index)) probabilities[(int)_evidence[index]] = 1;
        return new Marginal(_network.Nodes[index], probabilities, _evidence.ToString());
    }

    /// <summary>All nodes but the continuous ones that nothing kept depends on.</summary>
    private static bool[] Kept(BayesianNetwork network, Evidence evidence)
    {
        bool[] kept = new bool[network.Nodes.Count];
        for (int k = kept.Length - 1; k >= 0; k--)
        {
            int node = network.Graph.Order[k];
            kept[node] |= evidence.Knows(node) || network.Nodes[node].IsDiscrete;
            if (!kept[node]) continue;
            foreach (int parent in network.Nodes[node].ParentIndices) kept[parent] = true;
        }

        for (int node = 0; node < kept.Length; node++)
        {
            if (!kept[node] || evidence.Knows(node) || network.Nodes[node].IsDiscrete) continue;
            throw new InvalidOperationException(
                $"Enumerate: '{network.Nodes[node].Name}' is continuous, others depend on it and it is not given; "
                + "only discrete nodes can be enumerated. Use Weigh(count, key, given), which estimates by samples.");
        }

        return kept;
    }

    private double[][] Columns(int start, int rows, int[] free, int[] sizes)
    {
        double[][] columns = new double[_network.Nodes.Count][];
        for (int node = 0; node < columns.Length; node++)
        {
            columns[node] = new double[rows];
            if (_evidence.Knows(node)) Array.Fill(columns[node], _evidence[node]);
        }

        int run = 1;
        for (int k = free.Length - 1; k >= 0; k--)
        {
            double[] column = columns[free[k]];
            for (int i = 0; i < rows; i++) column[i] = (start + i) / run % sizes[k];
            run *= sizes[k];
        }

        return columns;
    }

    private Dictionary<string, string> Describe(int configuration, int[] free, int[] sizes)
    {
        string[] states = new string[free.Length];
        for (int k = free.Length - 1; k >= 0; k--)
        {
            states[k] = _network.Nodes[free[k]].States[configuration % sizes[k]];
            configuration /= sizes[k];
        }

        return free.Zip(states).ToDictionary(pair => _network.Nodes[pair.First].Name, static pair => pair.Second, StringComparer.Ordinal);
    }
}
