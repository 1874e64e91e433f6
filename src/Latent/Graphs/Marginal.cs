using System.Globalization;

namespace Latent.Graphs;

/// <summary>The distribution of one discrete node, given evidence.</summary>
public sealed class Marginal
{
    private readonly NetworkNode _node;
    private readonly double[] _probabilities;
    private readonly string _given;

    internal Marginal(NetworkNode node, double[] probabilities, string given)
    {
        _node = node;
        _probabilities = probabilities;
        _given = given;
    }

    /// <summary>The name of the node.</summary>
    public string Node => _node.Name;

    /// <summary>The names of the states.</summary>
    public IReadOnlyList<string> States => _node.States;

    /// <summary>The probability of each state.</summary>
    public IReadOnlyList<double> Probabilities => _probabilities;

    /// <summary>The probability of a state.</summary>
    /// <exception cref="ArgumentException">The node has no such state.</exception>
    public double this[NodeValue state] => _probabilities[(int)state.Resolve(_node, "Marginal")];

    /// <summary>For instance <c>P(rain | wet = true): false 0.2921, true 0.7079</c>.</summary>
    public override string ToString()
    {
        string bar = _given.Length == 0 ? "" : " | " + _given;
        IEnumerable<string> states = _probabilities.Select(static p => p.ToString("0.0000", CultureInfo.InvariantCulture));
        return $"P({Node}{bar}): {string.Join(", ", States.Zip(states, static (state, p) => $"{state} {p}"))}";
    }
}
