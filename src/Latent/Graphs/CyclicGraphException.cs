namespace Latent.Graphs;

/// <summary>A graph that should be acyclic has a cycle; the message names it in order.</summary>
public sealed class CyclicGraphException : ArgumentException
{
    internal CyclicGraphException(IReadOnlyList<string> cycle)
        : base($"DirectedGraph: the graph has a cycle, {string.Join(" -> ", cycle)}; a factorisation p(child | parents) needs an acyclic "
            + "graph. Remove or turn around one of these edges.")
    {
        Cycle = cycle;
    }

    /// <summary>The cycle along its edges; the first node is repeated at the end.</summary>
    public IReadOnlyList<string> Cycle { get; }
}
