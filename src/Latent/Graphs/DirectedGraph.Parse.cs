namespace Latent.Graphs;

public sealed partial class DirectedGraph
{
    /// <summary>
    /// Reads a graph from text: chains of names joined by <c>-></c> or <c>&lt;-</c>, separated by <c>;</c>, commas or new lines.
    /// </summary>
    /// <param name="text">For instance <c>"cloudy -> sprinkler -> wet &lt;- rain &lt;- cloudy"</c>; a name alone is a node without edges.
    /// Nodes are declared where they first appear, and are latent; see <see cref="Observe"/>.</param>
    /// <exception cref="FormatException">A name is missing beside an arrow.</exception>
    /// <exception cref="CyclicGraphException">There is a cycle; the message names it.</exception>
    public static DirectedGraph Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<GraphNode> nodes = [];
        HashSet<string> declared = new(StringComparer.Ordinal);
        List<GraphEdge> edges = [];
        foreach (string chain in text.Split([';', ',', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string? previous = null;
            bool reversed = false;
            for (int start = 0; start <= chain.Length;)
            {
                int arrow = NextArrow(chain, start);
                string name = chain[start..arrow].Trim();
                if (name.Length == 0)
                {
                    throw new FormatException(
                        $"DirectedGraph: '{chain}' has an arrow without a name beside it; write \"a -> b\" or \"a <- b\".");
                }

                if (declared.Add(name)) nodes.Add(new GraphNode(name));
                if (previous is not null) edges.Add(reversed ? new GraphEdge(name, previous) : new GraphEdge(previous, name));
                if (arrow == chain.Length) break;
                previous = name;
                reversed = chain[arrow] == '<';
                start = arrow + 2;
            }
        }

        return new DirectedGraph(nodes, edges);
    }

    private static int NextArrow(string chain, int start)
    {
        for (int i = start; i + 1 < chain.Length; i++)
            if (chain.AsSpan(i, 2) is "->" or "<-") return i;
        return chain.Length;
    }
}
