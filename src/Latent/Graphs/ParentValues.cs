using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>
/// The values of a node's parents in n rows at once, for a function that makes the node's conditional distribution of them.
/// </summary>
public sealed class ParentValues
{
    private readonly NetworkNode _node;
    private readonly double[][] _columns;

    internal ParentValues(NetworkNode node, double[][] columns, int count, Pass pass)
    {
        _node = node;
        _columns = columns;
        Count = count;
        Pass = pass;
    }

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>The pass that owns the tensors.</summary>
    public Pass Pass { get; }

    /// <summary>A parent's values, float64 [n]: the numbers of a continuous parent, the indices of the states of a discrete one.</summary>
    /// <exception cref="ArgumentException">The node has no parent of that name.</exception>
    public Tensor this[string parent] => Pass.From(_columns[Index(parent)], [Count]);

    /// <summary>For a discrete parent, the number that belongs to its state, float64 [n].</summary>
    /// <param name="parent">The name of a discrete parent.</param>
    /// <param name="numbers">A number for each state.</param>
    /// <exception cref="ArgumentException">There is no such parent, it is continuous, or the numbers are not one for each
    /// state.</exception>
    public Tensor Select(string parent, params ReadOnlySpan<double> numbers)
    {
        int index = Index(parent);
        int states = _node.ParentNodes[index].States.Count;
        if (states != numbers.Length)
        {
            string has = states == 0 ? "is continuous; use its values instead" : $"has {states} states; give one number for each";
            throw new ArgumentException($"Select: {numbers.Length} numbers for the parent '{parent}' of '{_node.Name}', which {has}.");
        }

        double[] selected = new double[Count];
        for (int i = 0; i < selected.Length; i++) selected[i] = numbers[(int)_columns[index][i]];
        return Pass.From(selected, [Count]);
    }

    private int Index(string parent)
    {
        for (int i = 0; i < _node.Parents.Count; i++)
            if (string.Equals(_node.Parents[i], parent, StringComparison.Ordinal)) return i;
        string parents = _node.Parents.Count == 0 ? "it has none" : "its parents are " + string.Join(", ", _node.Parents);
        throw new ArgumentException($"BayesianNetwork: '{_node.Name}' asks for the parent '{parent}'; {parents}. Declare it as a parent.");
    }
}
