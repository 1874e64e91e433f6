using System.Text;

namespace Latent.Graphs;

/// <summary>Whether a graph separates two nodes, with a path that shows why; its text is a sentence.</summary>
public sealed class Separation
{
    private readonly string _text;

    private Separation(bool isSeparated, IReadOnlyList<string> path, string pathText, string text)
    {
        IsSeparated = isSeparated;
        Path = path;
        PathText = pathText;
        _text = text;
    }

    /// <summary>Whether every path is blocked.</summary>
    public bool IsSeparated { get; }

    /// <summary>
    /// The nodes of a path between the two: a shortest active one if they are not separated, otherwise a shortest one, which is blocked;
    /// empty if nothing connects them.
    /// </summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The path with its arrows, as <c>sprinkler -> wet &lt;- rain</c>; empty if nothing connects the two.</summary>
    public string PathText { get; }

    /// <summary>The answer as a sentence, with the reason at each inner node of the path that decides.</summary>
    public override string ToString() => _text;

    internal static Separation Of(DirectedGraph graph, int a, int b, bool[] given, int[]? path, bool isSeparated)
    {
        string Name(int i) => graph.Nodes[i].Name;
        string[] known = [.. Enumerable.Range(0, given.Length).Where(i => given[i]).Select(Name)];
        string condition = known.Length == 0 ? "given nothing" : "given " + string.Join(", ", known);
        string verdict = $"{Name(a)} and {Name(b)} are {(isSeparated ? "" : "not ")}separated {condition}";
        if (path is null) return new(isSeparated, [], "", $"{verdict}: nothing connects them.");

        StringBuilder arrows = new(Name(path[0]));
        for (int k = 1; k < path.Length; k++) arrows.Append(PointsTo(graph, path[k - 1], path[k]) ? " -> " : " <- ").Append(Name(path[k]));
        List<string> reasons = [];
        for (int k = 1; k + 1 < path.Length; k++)
        {
            (bool blocks, string reason) = Judge(graph, path[k - 1], path[k], path[k + 1], given);
            if (blocks == isSeparated) reasons.Add(reason);
        }

        string why = string.Join(", ", reasons);
        string text = isSeparated ? $"{verdict}: every path is blocked, such as {arrows} ({why})."
            : reasons.Count == 0 ? $"{verdict}: {arrows} is an edge."
            : $"{verdict}: {arrows} is active ({why}).";
        return new(isSeparated, [.. path.Select(Name)], arrows.ToString(), text);
    }

    /// <summary>Whether the inner node of left - node - right blocks the path, and why or why not.</summary>
    private static (bool Blocks, string Reason) Judge(DirectedGraph graph, int left, int node, int right, bool[] given)
    {
        string name = graph.Nodes[node].Name;
        bool fromLeft = PointsTo(graph, left, node), fromRight = PointsTo(graph, right, node);
        if (!fromLeft || !fromRight)
        {
            string role = fromLeft || fromRight ? "between" : "a common cause";
            return (given[node], $"{name}, {role}, is {(given[node] ? "" : "not ")}given");
        }

        if (given[node]) return (false, $"{name}, a common effect, is given");
        string? below = graph.Descendants(name).FirstOrDefault(d => given[graph.Index(d, "Explain")]);
        return below is null
            ? (true, $"{name}, a common effect, is not given, nor anything it leads to")
            : (false, $"{name}, a common effect, leads to {below}, which is given");
    }

    private static bool PointsTo(DirectedGraph graph, int parent, int child) => graph.ChildrenOf(parent).Contains(child);
}
