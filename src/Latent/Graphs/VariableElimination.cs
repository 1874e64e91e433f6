using System.Globalization;

namespace Latent.Graphs;

/// <summary>
/// Exact inference: the joint distribution as a product of tables, from which variables are summed out one by one. Koller and Friedman
/// 2009,
/// algorithm 9.1; the order is greedy, each time the variable whose elimination makes the smallest table (section 9.4.3.2).
/// </summary>
internal static class VariableElimination
{
    public const int LargestTable = 1 << 24;

    /// <summary>
    /// The table of the query (or a single number without one, -1) under the evidence, up to exp(<paramref name="logScale"/>).
    /// </summary>
    public static double[] Run(BayesianNetwork network, Evidence evidence, int query, string asked, out double logScale)
    {
        bool[] relevant = Relevant(network, evidence, query);
        CheckDiscrete(network, evidence, relevant, asked);
        List<Factor> factors = [];
        for (int node = 0; node < relevant.Length; node++)
        {
            if (!relevant[node]) continue;
            CheckSize(network, node, network.Nodes[node].ParentIndices.Append(node).Where(v => !evidence.Knows(v)), asked);
            factors.Add(Factor.Of(network, node, evidence));
        }

        // Who shares a table with whom; to eliminate a variable is to make its company share one.
        SortedSet<int>[] company = Array.ConvertAll(relevant, static _ => new SortedSet<int>());
        foreach (Factor factor in factors)
        {
            foreach (int v in factor.Variables) company[v].UnionWith(factor.Variables);
        }

        double[] sizes = Array.ConvertAll(company, others => Size(network, others));
        List<int> left = [.. Enumerable.Range(0, relevant.Length).Where(node => relevant[node] && !evidence.Knows(node) && node != query)];
        while (left.Count > 0)
        {
            int next = left.MinBy(variable => sizes[variable]);
            CheckSize(network, next, company[next], asked);
            Factor[] touching = [.. factors.Where(factor => factor.Variables.Contains(next))];
            factors.RemoveAll(factor => factor.Variables.Contains(next));
            factors.Add(Factor.MultiplyAndSum(touching, next, network));
            left.Remove(next);
            foreach (int other in company[next])
            {
                if (other == next) continue;
                company[other].UnionWith(company[next]);
                company[other].Remove(next);
                sizes[other] = Size(network, company[other]);
            }
        }

        Factor result = Factor.MultiplyAndSum(factors, -1, network);
        logScale = result.LogScale;
        if (query < 0 || !evidence.Knows(query)) return result.Values;
        // What is given is certain.
        double[] certain = new double[network.Nodes[query].States.Count];
        certain[(int)evidence[query]] = result.Values[0];
        return certain;
    }

    /// <summary>The query, the evidence and their ancestors; all others sum to 1 (barren nodes, Shachter 1986).</summary>
    private static bool[] Relevant(BayesianNetwork network, Evidence evidence, int query)
    {
        bool[] relevant = new bool[network.Nodes.Count];
        for (int k = relevant.Length - 1; k >= 0; k--)
        {
            int node = network.Graph.Order[k];
            relevant[node] |= node == query || evidence.Knows(node);
            if (!relevant[node]) continue;
            foreach (int parent in network.Nodes[node].ParentIndices) relevant[parent] = true;
        }

        return relevant;
    }

    private static void CheckDiscrete(BayesianNetwork network, Evidence evidence, bool[] relevant, string asked)
    {
        for (int node = 0; node < relevant.Length; node++)
        {
            if (!relevant[node] || evidence.Knows(node) || network.Nodes[node].IsDiscrete) continue;
            throw new InvalidOperationException(
                $"{asked}: '{network.Nodes[node].Name}' is continuous, bears on the answer and is not given; "
                + "exact inference sums over discrete nodes only. Use Weigh(count, key, given), which estimates by samples.");
        }
    }

    private static double Size(BayesianNetwork network, IEnumerable<int> variables) =>
        variables.Aggregate(1.0, (product, v) => product * network.Nodes[v].States.Count);

    private static void CheckSize(BayesianNetwork network, int node, IEnumerable<int> variables, string asked)
    {
        int[] scope = [.. variables.Order()];
        double size = Size(network, scope);
        if (size <= LargestTable) return;
        string names = string.Join(", ", scope.Select(v => network.Nodes[v].Name));
        string entries = size.ToString("0.###e0", CultureInfo.InvariantCulture);
        throw new InvalidOperationException(
            $"{asked}: summing over '{network.Nodes[node].Name}' needs a table of {entries} entries, over {names}; "
            + $"the limit is {LargestTable}. Give more evidence, or use Weigh(count, key, given), which estimates by samples.");
    }
}
