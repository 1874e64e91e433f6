using System.Globalization;

namespace Latent.Graphs;

/// <summary>
/// A value of a node of a <see cref="BayesianNetwork"/>: a state by its name, true or false for a node with these two states, or a number
/// for a continuous node.
/// </summary>
public readonly record struct NodeValue
{
    private readonly object? _value;

    private NodeValue(object value)
    {
        _value = value;
    }

    /// <summary>A state by its name.</summary>
    public static implicit operator NodeValue(string state) => new(state ?? throw new ArgumentNullException(nameof(state)));

    /// <summary>The state named <c>true</c> or <c>false</c>.</summary>
    public static implicit operator NodeValue(bool value) => new(value ? "true" : "false");

    /// <summary>The value of a continuous node.</summary>
    public static implicit operator NodeValue(double value) => new(value);

    /// <summary>A state by its place among the node's states, from 0.</summary>
    public static NodeValue State(int index) => new(index);

    /// <summary>The value as messages show it.</summary>
    public override string ToString() => Convert.ToString(_value, CultureInfo.InvariantCulture) ?? "nothing";

    /// <summary>The number that stands for this value in a column: the index of a state, or the number itself.</summary>
    internal double Resolve(NetworkNode node, string asked)
    {
        string found = this + (_value is int ? " (an index)" : _value is double ? " (a number)" : "");
        if (!node.IsDiscrete)
        {
            return _value is double number && double.IsFinite(number) ? number : throw new ArgumentException(
                $"{asked}: '{node.Name}' is continuous and cannot be {found}; give a finite number.");
        }

        int index = _value switch
        {
            int i => i >= 0 && i < node.States.Count ? i : -1,
            string state => node.States.Index().Where(entry => string.Equals(entry.Item, state, StringComparison.Ordinal))
                .Select(static entry => entry.Index).DefaultIfEmpty(-1).First(),
            _ => -1,
        };
        return index >= 0 ? index : throw new ArgumentException(
            $"{asked}: '{node.Name}' cannot be {found}; its states are {string.Join(", ", node.States)}. Give one of them by its name.");
    }
}
