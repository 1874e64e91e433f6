namespace Latent.Graphs;

public sealed partial class DirectedGraph
{
    /// <summary>
    /// Whether the graph separates a from b once some nodes are given: then a and b are independent given these in every distribution that
    /// factorises along the graph. Linear in the size of the graph.
    /// </summary>
    /// <param name="a">A node.</param>
    /// <param name="b">Another node.</param>
    /// <param name="given">The nodes given; none of them a or b.</param>
    /// <remarks>
    /// Directed separation: every path from a to b has a common effect (→ v ←) that neither is given nor has a given descendant, or another
    /// inner node that is given. Sound always; a node that is a <see cref="NodeKind.Deterministic"/> function may imply more.
    /// Koller and Friedman 2009, algorithm 3.1 and theorem 3.3; J. Pearl, "Probabilistic reasoning in intelligent systems", 1988.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no node of such a name, or a node stands on two sides.</exception>
    public bool AreSeparated(string a, string b, params ReadOnlySpan<string> given) => AreSeparated([a], [b], given);

    /// <summary>Whether the graph separates all nodes of a set from all of another once some nodes are given.</summary>
    /// <inheritdoc cref="AreSeparated(string, string, ReadOnlySpan{string})" path="/remarks|/exception"/>
    public bool AreSeparated(ReadOnlySpan<string> a, ReadOnlySpan<string> b, ReadOnlySpan<string> given) =>
        FindActivePath(a, b, given) is null;

    /// <summary>The answer of <see cref="AreSeparated(string, string, ReadOnlySpan{string})"/> with its reason in words.</summary>
    /// <inheritdoc cref="AreSeparated(string, string, ReadOnlySpan{string})" path="/param|/exception"/>
    public Separation Explain(string a, string b, params ReadOnlySpan<string> given)
    {
        int[]? active = FindActivePath([a], [b], given);
        bool[] isGiven = new bool[_nodes.Length];
        foreach (string name in given) isGiven[_index[name]] = true;
        return Separation.Of(this, _index[a], _index[b], isGiven, active ?? ShortestTrail(_index[a], _index[b]), active is null);
    }

    /// <summary>
    /// A shortest path that lets influence flow, as indices; null if there is none. The search walks over (node, direction of arrival). A
    /// shortest active walk never meets a node twice: leaving out what lies between the two visits would leave it active.
    /// </summary>
    private int[]? FindActivePath(ReadOnlySpan<string> from, ReadOnlySpan<string> to, ReadOnlySpan<string> given)
    {
        Side[] sides = new Side[_nodes.Length];
        Place(sides, from, Side.A);
        Place(sides, to, Side.B);
        Place(sides, given, Side.Given);
        bool[] opens = Opens(given);
        // State 2i: at node i, coming up from a child (or starting); 2i + 1: coming down from a parent. Holds where it came from.
        int[] cameFrom = new int[2 * _nodes.Length];
        Array.Fill(cameFrom, Unseen);
        Queue<int> open = new();
        foreach (string name in from)
        {
            open.Enqueue(2 * _index[name]);
            cameFrom[2 * _index[name]] = Start;
        }

        while (open.TryDequeue(out int state))
        {
            int node = state / 2;
            bool down = state % 2 == 1, isGiven = sides[node] == Side.Given;
            if (sides[node] == Side.B) return Trace(cameFrom, state);
            // A chain or a common cause conducts unless given; a common effect only if it or a descendant is given.
            if (down ? opens[node] : !isGiven) Enter(_parents[node], 0);
            if (!isGiven) Enter(_children[node], 1);

            void Enter(int[] others, int direction)
            {
                foreach (int other in others)
                {
                    int next = (2 * other) + direction;
                    if (cameFrom[next] != Unseen) continue;
                    cameFrom[next] = state;
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }

    private const int Unseen = -2, Start = -1;

    private enum Side
    {
        None,
        A,
        B,
        Given,
    }

    private void Place(Side[] sides, ReadOnlySpan<string> names, Side side)
    {
        if (names.IsEmpty && side != Side.Given)
            throw new ArgumentException("AreSeparated: a side has no nodes; name at least one on each side.");
        foreach (string name in names)
        {
            int i = Index(name, "AreSeparated");
            if (sides[i] != Side.None && sides[i] != side)
            {
                throw new ArgumentException($"AreSeparated: '{name}' stands {Words(sides[i])} and {Words(side)}; "
                    + "the question needs three sets without common nodes.");
            }

            sides[i] = side;
        }

        static string Words(Side side) => side switch
        {
            Side.A => "on the first side",
            Side.B => "on the second side",
            _ => "among the given nodes",
        };
    }

    /// <summary>For every node, whether it is given or has a given descendant: what opens it as a common effect.</summary>
    private bool[] Opens(ReadOnlySpan<string> given)
    {
        bool[] opens = new bool[_nodes.Length];
        foreach (string name in given) opens[_index[name]] = true;
        for (int k = _order.Length - 1; k >= 0; k--)
            opens[_order[k]] |= Array.Exists(_children[_order[k]], child => opens[child]);
        return opens;
    }

    private static int[] Trace(int[] cameFrom, int state)
    {
        List<int> path = [];
        for (; state != Start; state = cameFrom[state]) path.Add(state / 2);
        path.Reverse();
        return [.. path];
    }

    /// <summary>A shortest path against or along edges, blocked or not; null if nothing connects the two.</summary>
    private int[]? ShortestTrail(int a, int b)
    {
        int[] cameFrom = new int[_nodes.Length];
        Array.Fill(cameFrom, Unseen);
        cameFrom[a] = Start;
        Queue<int> open = new([a]);
        while (open.TryDequeue(out int node))
        {
            if (node == b)
            {
                List<int> path = [];
                for (; node != Start; node = cameFrom[node]) path.Add(node);
                path.Reverse();
                return [.. path];
            }

            foreach (int other in _parents[node].Concat(_children[node]))
            {
                if (cameFrom[other] != Unseen) continue;
                cameFrom[other] = node;
                open.Enqueue(other);
            }
        }

        return null;
    }
}
