namespace Latent.Graphs;

/// <summary>A directed acyclic graph of named variables: who depends directly on whom.</summary>
/// <remarks>
/// The graph stands for the factorisation p(x₁, ..., xₙ) = Π p(xᵢ | parents of xᵢ) (<see cref="Factorise"/>) and thereby for
/// independences, which <see cref="AreSeparated(string, string, ReadOnlySpan{string})"/> reads off. Immutable. Every list of nodes is in
/// the order of declaration unless its documentation says otherwise. D. Koller, N. Friedman, "Probabilistic graphical models", 2009,
/// chapter 3.
/// </remarks>
/// <example>
/// <code>
/// DirectedGraph graph = DirectedGraph.Parse("cloudy -> sprinkler -> wet; cloudy -> rain -> wet");
/// graph.AreSeparated("sprinkler", "rain", given: ["cloudy"]);   // true
/// </code>
/// </example>
public sealed partial class DirectedGraph
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly GraphNode[] _nodes;
    private readonly GraphEdge[] _edges;
    private readonly int[][] _parents;
    private readonly int[][] _children;
    private readonly int[] _order;

    /// <summary>Makes a graph and checks it.</summary>
    /// <param name="nodes">The nodes; their order is the order of declaration.</param>
    /// <param name="edges">Edges between them, a set: one that is named twice counts once.</param>
    /// <exception cref="CyclicGraphException">There is a cycle; the message names it.</exception>
    /// <exception cref="ArgumentException">A name is empty, has control characters or is used twice, an edge names no node, or a
    /// <see cref="NodeKind.Given"/> node has a parent.</exception>
    public DirectedGraph(IEnumerable<GraphNode> nodes, IEnumerable<GraphEdge> edges)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        _nodes = [.. nodes];
        _edges = [.. edges.Distinct()];
        for (int i = 0; i < _nodes.Length; i++)
        {
            string name = CheckName(_nodes[i]?.Name);
            if (!_index.TryAdd(name, i))
                throw new ArgumentException($"DirectedGraph: two nodes are named '{name}'; a name stands for one variable.");
        }

        _parents = Adjacency(static edge => edge.Child, static edge => edge.Parent);
        _children = Adjacency(static edge => edge.Parent, static edge => edge.Child);
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Kind == NodeKind.Given && _parents[i].Length > 0)
            {
                throw new ArgumentException($"DirectedGraph: '{_nodes[i].Name}' is given, but has the parents {Names(_parents[i])}; "
                    + "what all is conditioned on has no distribution. Remove these edges, or make it observed.");
            }
        }

        _order = Sort(_children, _parents);
        if (_order.Length < _nodes.Length) throw new CyclicGraphException(FindCycle());
    }

    /// <summary>The nodes in the order of declaration.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>The edges in the order given, each once.</summary>
    public IReadOnlyList<GraphEdge> Edges => _edges;

    /// <summary>The names with parents before children; among nodes that are free to come next, the one declared first.</summary>
    public IReadOnlyList<string> TopologicalOrder => Array.ConvertAll(_order, i => _nodes[i].Name);

    /// <summary>The node of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public GraphNode this[string name] => _nodes[Index(name, "DirectedGraph")];

    /// <summary>Whether there is a node of that name.</summary>
    public bool Contains(string name) => _index.ContainsKey(name);

    /// <summary>The nodes with an edge into this one.</summary>
    /// <exception cref="ArgumentException">There is no node of that name.</exception>
    public IReadOnlyList<string> Parents(string node) => NameList(_parents[Index(node, "Parents")]);

    /// <summary>The nodes that an edge from this one enters.</summary>
    /// <exception cref="ArgumentException">There is no node of that name.</exception>
    public IReadOnlyList<string> Children(string node) => NameList(_children[Index(node, "Children")]);

    /// <summary>The nodes from which a directed path leads to this one, itself excluded.</summary>
    /// <exception cref="ArgumentException">There is no node of that name.</exception>
    public IReadOnlyList<string> Ancestors(string node) => Reached(Index(node, "Ancestors"), _parents);

    /// <summary>The nodes to which a directed path leads from this one, itself excluded.</summary>
    /// <exception cref="ArgumentException">There is no node of that name.</exception>
    public IReadOnlyList<string> Descendants(string node) => Reached(Index(node, "Descendants"), _children);

    /// <summary>
    /// The Markov blanket: parents, children, and the children's other parents. Given these, the node is independent of all others.
    /// </summary>
    /// <exception cref="ArgumentException">There is no node of that name.</exception>
    public IReadOnlyList<string> MarkovBlanket(string node)
    {
        int i = Index(node, "MarkovBlanket");
        SortedSet<int> blanket = [.. _parents[i], .. _children[i]];
        foreach (int child in _children[i]) blanket.UnionWith(_parents[child]);
        blanket.Remove(i);
        return NameList(blanket);
    }

    /// <summary>
    /// The edges of the moral graph: every edge without its direction, and an edge between any two parents of one child. Each pair once,
    /// the one declared first on the left.
    /// </summary>
    public IReadOnlyList<(string A, string B)> MoralEdges()
    {
        SortedSet<(int, int)> pairs = [];
        for (int child = 0; child < _nodes.Length; child++)
        {
            int[] family = [.. _parents[child], child];
            foreach (int a in family)
            {
                foreach (int b in family)
                    if (a < b) pairs.Add((a, b));
            }
        }

        return [.. pairs.Select(pair => (_nodes[pair.Item1].Name, _nodes[pair.Item2].Name))];
    }

    /// <summary>The same graph with these nodes observed.</summary>
    /// <exception cref="ArgumentException">There is no node of such a name.</exception>
    public DirectedGraph Observe(params ReadOnlySpan<string> names) => With(NodeKind.Observed, names);

    /// <summary>The same graph with these nodes of another kind.</summary>
    /// <exception cref="ArgumentException">There is no node of such a name, or a given node would have parents.</exception>
    public DirectedGraph With(NodeKind kind, params ReadOnlySpan<string> names)
    {
        GraphNode[] nodes = [.. _nodes];
        foreach (string name in names)
        {
            int i = Index(name, "DirectedGraph");
            nodes[i] = nodes[i] with { Kind = kind };
        }

        return new DirectedGraph(nodes, _edges);
    }

    /// <summary>The factorisation of the joint density along the graph, p(x, y, z) = p(x | y, z) p(y) p(z), as text and as LaTeX.</summary>
    /// <param name="density">The letter of the density: p for a generative model, q for an inference network.</param>
    public Factorisation Factorise(string density = "p") => new(this, density);

    /// <summary>Nodes and edges in the form <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        IEnumerable<string> alone = _nodes.Where((_, i) => _parents[i].Length + _children[i].Length == 0).Select(static node => node.Name);
        return string.Join("; ", alone.Concat(_edges.Select(static edge => edge.ToString())));
    }

    internal int Index(string name, string asked)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_index.TryGetValue(name, out int index)) return index;
        string nodes = _nodes.Length == 0 ? "it has none" : "its nodes are " + string.Join(", ", _nodes.Select(static node => node.Name));
        throw new ArgumentException($"{asked}: the graph has no node '{name}'; {nodes}.");
    }

    internal ReadOnlySpan<int> ParentsOf(int node) => _parents[node];

    internal ReadOnlySpan<int> ChildrenOf(int node) => _children[node];

    internal ReadOnlySpan<int> Order => _order;

    /// <summary>Children before parents; among nodes that are free to come next, the one declared first.</summary>
    internal int[] ChildrenFirst() => Sort(_parents, _children);

    internal static string CheckName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("DirectedGraph: a node has no name; name every variable.");
        if (name.Any(char.IsControl))
        {
            string shown = string.Concat(name.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
            throw new ArgumentException($"DirectedGraph: the name '{shown}' has a control character; use letters, digits and signs.");
        }

        return name;
    }

    private int[][] Adjacency(Func<GraphEdge, string> from, Func<GraphEdge, string> to)
    {
        SortedSet<int>[] lists = [.. _nodes.Select(static _ => new SortedSet<int>())];
        foreach (GraphEdge edge in _edges) lists[EdgeEnd(edge, from(edge))].Add(EdgeEnd(edge, to(edge)));
        return Array.ConvertAll(lists, static list => list.ToArray());
    }

    private int EdgeEnd(GraphEdge edge, string name)
    {
        if (name is not null && _index.TryGetValue(name, out int index)) return index;
        string nodes = _nodes.Length == 0 ? "there are no nodes" : "the nodes are " + string.Join(", ", _nodes.Select(static n => n.Name));
        throw new ArgumentException(
            $"DirectedGraph: the edge {edge} names '{name}', which is no node; {nodes}. Declare it, or mend the name.");
    }

    /// <summary>Kahn's algorithm, the free node with the smallest index first; nodes on or behind a cycle are left out.</summary>
    private static int[] Sort(int[][] next, int[][] previous)
    {
        int[] waiting = Array.ConvertAll(previous, static list => list.Length);
        PriorityQueue<int, int> free = new();
        for (int i = 0; i < waiting.Length; i++)
            if (waiting[i] == 0) free.Enqueue(i, i);
        List<int> order = new(waiting.Length);
        while (free.TryDequeue(out int node, out _))
        {
            order.Add(node);
            foreach (int follower in next[node])
                if (--waiting[follower] == 0) free.Enqueue(follower, follower);
        }

        return [.. order];
    }

    /// <summary>A cycle: of the nodes that could not be sorted each has a parent among them, so going up must come round.</summary>
    private List<string> FindCycle()
    {
        HashSet<int> left = [.. Enumerable.Range(0, _nodes.Length).Except(_order)];
        List<int> way = [];
        int node = left.Min();
        while (!way.Contains(node))
        {
            way.Add(node);
            node = _parents[node].First(left.Contains);
        }

        List<int> cycle = way[way.IndexOf(node)..];
        cycle.Reverse();
        int first = cycle.IndexOf(cycle.Min());
        return [.. cycle[first..].Concat(cycle[..first]).Append(cycle[first]).Select(i => _nodes[i].Name)];
    }

    private string[] Reached(int start, int[][] next)
    {
        bool[] seen = new bool[_nodes.Length];
        Stack<int> open = new([start]);
        while (open.TryPop(out int node))
        {
            foreach (int other in next[node])
            {
                if (seen[other]) continue;
                seen[other] = true;
                open.Push(other);
            }
        }

        return NameList(Enumerable.Range(0, seen.Length).Where(i => seen[i]));
    }

    private string[] NameList(IEnumerable<int> indices) => [.. indices.Select(i => _nodes[i].Name)];

    private string Names(IEnumerable<int> indices) => string.Join(", ", NameList(indices));
}
