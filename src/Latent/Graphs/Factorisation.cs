namespace Latent.Graphs;

/// <summary>A joint density as the product of each variable's density given its parents.</summary>
/// <remarks>
/// As the field writes it, children before their parents: p(x, y, z) = p(x | y, z) p(y) p(z). What is
/// <see cref="NodeKind.Given"/> stands behind the bar on the left too, and a <see cref="NodeKind.Deterministic"/> node is replaced by its
/// own parents. Koller and Friedman 2009, definition 3.4 (the chain rule for Bayesian networks).
/// </remarks>
public sealed class Factorisation
{
    private readonly string _density;
    private readonly IReadOnlyList<string> _given;

    internal Factorisation(DirectedGraph graph, string density)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(density);
        _density = density;
        // What is given comes last, as declared: q(z2 | z1, x).
        int[] order = [.. graph.ChildrenFirst().Where(i => graph.Nodes[i].Kind != NodeKind.Given),
            .. Enumerable.Range(0, graph.Nodes.Count).Where(i => graph.Nodes[i].Kind == NodeKind.Given)];
        int[] place = new int[order.Length];
        for (int k = 0; k < order.Length; k++) place[order[k]] = k;
        Factors = [.. order.Where(i => graph.Nodes[i].Kind is NodeKind.Latent or NodeKind.Observed).Select(Factor)];
        _given = [.. order.Where(i => graph.Nodes[i].Kind == NodeKind.Given && graph.ChildrenOf(i).Length > 0)
            .Select(i => graph.Nodes[i].Name)];

        ConditionalFactor Factor(int node)
        {
            // The places also order the parents, so that a list of variables reads alike everywhere.
            SortedSet<int> parents = [];
            Stack<int> open = new(graph.ParentsOf(node).ToArray());
            while (open.TryPop(out int parent))
            {
                if (graph.Nodes[parent].Kind != NodeKind.Deterministic) parents.Add(place[parent]);
                else foreach (int grandparent in graph.ParentsOf(parent)) open.Push(grandparent);
            }

            return new ConditionalFactor(graph.Nodes[node].Name, [.. parents.Select(k => graph.Nodes[order[k]].Name)]);
        }
    }

    /// <summary>The factors, children before parents.</summary>
    public IReadOnlyList<ConditionalFactor> Factors { get; }

    /// <summary>
    /// The equation as plain text: <c>p(x, y, z) = p(x | y, z) p(y) p(z)</c>; without its left side if that is the only factor.
    /// </summary>
    public string Text => Write(static name => name, " | ", " ");

    /// <summary>The equation for LaTeX's mathematics mode: <c>p(x, y, z) = p(x \mid y, z)\, p(y)\, p(z)</c>.</summary>
    public string Latex => Write(static name => VariableName.Of(name).ToLatex(), @" \mid ", @"\, ");

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private string Write(Func<string, string> name, string bar, string times)
    {
        if (Factors.Count == 0) return "1";
        string joint = Term(Factors.Select(static factor => factor.Variable), _given);
        string product = string.Join(times, Factors.Select(factor => Term([factor.Variable], factor.Parents)));
        return string.Equals(joint, product, StringComparison.Ordinal) ? joint : $"{joint} = {product}";

        string Term(IEnumerable<string> variables, IReadOnlyList<string> conditions)
        {
            string left = string.Join(", ", variables.Select(name));
            return conditions.Count == 0 ? $"{_density}({left})" : $"{_density}({left}{bar}{string.Join(", ", conditions.Select(name))})";
        }
    }
}

/// <summary>One factor p(variable | parents) of a <see cref="Factorisation"/>.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Parents">What it directly depends on.</param>
public sealed record ConditionalFactor(string Variable, IReadOnlyList<string> Parents);
