using System.Globalization;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>Gathers the nodes of a <see cref="BayesianNetwork"/>, in any order; <see cref="Build"/> checks them together.</summary>
public sealed class BayesianNetworkBuilder
{
    private static readonly string[] FalseTrue = ["false", "true"];
    private readonly List<NetworkNode> _nodes = [];

    /// <summary>A node with the states false and true, without parents.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="probability">P(true).</param>
    public BayesianNetworkBuilder Binary(string name, double probability) => Binary(name, [], [probability]);

    /// <summary>A node with the states false and true.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parents">Discrete nodes.</param>
    /// <param name="probabilities">
    /// P(true | parents) for each configuration of the parents, the last parent changing fastest: for two binary parents
    /// (false, false), (false, true), (true, false), (true, true).
    /// </param>
    public BayesianNetworkBuilder Binary(string name, string[] parents, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return Discrete(name, FalseTrue, parents, Array.ConvertAll(probabilities, static p => new[] { 1 - p, p }));
    }

    /// <summary>A discrete node without parents.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="states">The names of its states.</param>
    /// <param name="probabilities">The probability of each state.</param>
    public BayesianNetworkBuilder Discrete(string name, string[] states, double[] probabilities) =>
        Discrete(name, states, [], [probabilities]);

    /// <summary>A discrete node with a conditional probability table.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="states">The names of its states.</param>
    /// <param name="parents">Discrete nodes.</param>
    /// <param name="table">
    /// A row for each configuration of the parents, the last parent changing fastest; in it the probability of each state.
    /// </param>
    public BayesianNetworkBuilder Discrete(string name, string[] states, string[] parents, double[][] table)
    {
        ArgumentNullException.ThrowIfNull(parents);
        ArgumentNullException.ThrowIfNull(table);
        CheckStates(name, states);
        foreach (double[] row in table) ArgumentNullException.ThrowIfNull(row, nameof(table));
        return Add(new TableNode(name, [.. states], [.. parents], Array.ConvertAll(table, static row => row.ToArray())));
    }

    /// <summary>A discrete node whose probabilities are a function of its parents' values, continuous ones among them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="states">The names of its states.</param>
    /// <param name="parents">Nodes of any kind.</param>
    /// <param name="probabilities">From n rows of values to probabilities [n, states], such as a softmax.</param>
    public BayesianNetworkBuilder Discrete(string name, string[] states, string[] parents, Func<ParentValues, Tensor> probabilities)
    {
        ArgumentNullException.ThrowIfNull(parents);
        ArgumentNullException.ThrowIfNull(probabilities);
        CheckStates(name, states);
        return Add(new FunctionNode(name, [.. states], [.. parents], probabilities));
    }

    /// <summary>A normal node without parents, N(mean, scale²).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mean">μ.</param>
    /// <param name="scale">The standard deviation σ &gt; 0.</param>
    public BayesianNetworkBuilder Gaussian(string name, double mean, double scale) => LinearGaussian(name, [], [], mean, scale);

    /// <summary>A linear-Gaussian node: N(intercept + Σ weightᵢ·parentᵢ, scale²).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parents">Nodes; of a discrete one the index of its state counts.</param>
    /// <param name="weights">One for each parent.</param>
    /// <param name="intercept">The mean where all parents are 0.</param>
    /// <param name="scale">The standard deviation σ &gt; 0.</param>
    /// <remarks>Koller and Friedman 2009, definition 5.14.</remarks>
    public BayesianNetworkBuilder LinearGaussian(string name, string[] parents, double[] weights, double intercept, double scale)
    {
        ArgumentNullException.ThrowIfNull(parents);
        ArgumentNullException.ThrowIfNull(weights);
        if (parents.Length != weights.Length)
        {
            throw new ShapeException(
                $"BayesianNetwork: '{name}' has {parents.Length} parents and {weights.Length} weights; give one for each.");
        }

        if (!(scale > 0 && double.IsFinite(scale)))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"BayesianNetwork: the scale of '{name}' is {scale}; it must be positive and finite."));
        }

        double[] kept = [.. weights];
        return Continuous(name, parents, values =>
        {
            Tensor mean = values.Pass.Full([values.Count], intercept, DType.Float64);
            for (int i = 0; i < parents.Length; i++) mean += kept[i] * values[parents[i]];
            return Normal.FromScale(mean, scale);
        });
    }

    /// <summary>A continuous node without parents.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="distribution">A distribution over one number, a count for instance; give its parameters in float64.</param>
    public BayesianNetworkBuilder Continuous(string name, Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return Continuous(name, [], _ => distribution);
    }

    /// <summary>A continuous node with any conditional distribution over one number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parents">Nodes of any kind.</param>
    /// <param name="conditional">From n rows of the parents' values, float64 [n], to n distributions: batch [n], event [].</param>
    /// <example>
    /// <code>
    /// .Continuous("height", ["sex", "age"], v => Normal.FromScale(v.Select("sex", 162, 176) - 0.05 * v["age"], 7.0))
    /// </code>
    /// </example>
    public BayesianNetworkBuilder Continuous(string name, string[] parents, Func<ParentValues, Distribution> conditional)
    {
        ArgumentNullException.ThrowIfNull(parents);
        ArgumentNullException.ThrowIfNull(conditional);
        return Add(new DistributionNode(name, [.. parents], conditional));
    }

    /// <summary>Checks the nodes together and makes the network.</summary>
    /// <exception cref="CyclicGraphException">There is a cycle; the message names it.</exception>
    /// <exception cref="ShapeException">A table has not one row for each configuration, or a row not one entry for each state.</exception>
    /// <exception cref="ArgumentException">
    /// A name is used twice, a parent is unknown or cannot be one, or a row is no distribution; the message names the row and its sum.
    /// </exception>
    public BayesianNetwork Build() => new([.. _nodes]);

    private BayesianNetworkBuilder Add(NetworkNode node)
    {
        _nodes.Add(node);
        return this;
    }

    private static void CheckStates(string name, string[] states)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (states.Length == 0)
            throw new ArgumentException($"BayesianNetwork: '{name}' has no states; a discrete node needs at least one.");
        foreach (string state in states)
        {
            if (string.IsNullOrWhiteSpace(state)) throw new ArgumentException($"BayesianNetwork: a state of '{name}' has no name.");
            if (states.Count(other => string.Equals(other, state, StringComparison.Ordinal)) > 1)
                throw new ArgumentException($"BayesianNetwork: '{name}' has two states named '{state}'; names tell states apart.");
        }
    }
}
