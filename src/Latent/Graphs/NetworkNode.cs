using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>A variable of a <see cref="BayesianNetwork"/> with its conditional distribution given its parents.</summary>
public abstract class NetworkNode
{
    private protected NetworkNode(string name, IReadOnlyList<string> parents, IReadOnlyList<string> states)
    {
        Name = name;
        Parents = parents;
        States = states;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The parents in the order in which the conditional distribution takes them.</summary>
    public IReadOnlyList<string> Parents { get; }

    /// <summary>The names of the states of a discrete node; none for a continuous one.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>Whether the node has finitely many states.</summary>
    public bool IsDiscrete => States.Count > 0;

    /// <summary>The indices of the parents in the network, set when the network is built.</summary>
    internal int[] ParentIndices { get; private set; } = [];

    /// <summary>The parents themselves.</summary>
    internal NetworkNode[] ParentNodes { get; private set; } = [];

    /// <summary>Whether a number can stand in this node's column.</summary>
    internal bool Allows(double x) => IsDiscrete ? x >= 0 && x < States.Count && x == Math.Floor(x) : double.IsFinite(x);

    internal void Connect(int[] indices, NetworkNode[] nodes)
    {
        ParentIndices = indices;
        ParentNodes = nodes;
        Check();
    }

    /// <summary>Checks what can be checked once the parents are known.</summary>
    internal abstract void Check();

    /// <summary>Draws a value for every row, given the parents' columns.</summary>
    /// <param name="parents">A column for each parent: numbers, or indices of states.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="key">The randomness; row i uses element i.</param>
    internal abstract double[] Draw(double[][] parents, int rows, RandomKey key);

    /// <summary>log p(value | parents) of every row, in nats.</summary>
    internal abstract double[] LogProb(double[] values, double[][] parents);
}
