namespace Latent.Graphs;

/// <summary>Samples with weights, which stand for the distribution of a network given evidence.</summary>
/// <remarks>
/// Expectations are E[f | e] ≈ Σ ŵᵢ f(xᵢ) with ŵ = w / Σw (self-normalised importance sampling), with standard error
/// √(Σ ŵᵢ²(f(xᵢ) - E)²): A. B. Owen, "Monte Carlo theory, methods and examples", 2013, equations 9.7 and 9.9. Estimates are as good as
/// <see cref="EffectiveSampleSize"/> is large, and worthless where it is near 1.
/// </remarks>
public sealed class WeightedSamples
{
    private readonly double[] _logWeights;
    private readonly double[] _weights;
    private readonly Evidence _evidence;

    internal WeightedSamples(NetworkSamples samples, double[] logWeights, Evidence evidence)
    {
        Samples = samples;
        _logWeights = logWeights;
        _evidence = evidence;
        double largest = logWeights.Max();
        if (double.IsNegativeInfinity(largest))
        {
            throw new ImpossibleEvidenceException(
                $"Weigh: none of {samples.Count} samples allows the evidence {evidence}: its probability is 0, "
                + "or too small for so few. Check its values; ask Probability if the network is discrete, or take more samples.");
        }

        _weights = Array.ConvertAll(logWeights, log => Math.Exp(log - largest));
        double sum = _weights.Sum(), squares = _weights.Sum(static w => w * w);
        EffectiveSampleSize = sum * sum / squares;
        int n = samples.Count;
        double mean = sum / n;
        // Var(mean w) / mean² is the variance of log(mean w) to first order in 1/n.
        double variance = n == 1 ? double.NaN : _weights.Sum(w => (w - mean) * (w - mean)) / (n - 1.0) / n;
        LogEvidence = new Estimate(largest + Math.Log(mean), Math.Sqrt(variance) / mean);
        for (int i = 0; i < n; i++) _weights[i] /= sum;
    }

    /// <summary>The rows; given nodes have their given values.</summary>
    public NetworkSamples Samples { get; }

    /// <summary>log w of each row, in nats.</summary>
    public IReadOnlyList<double> LogWeights => _logWeights;

    /// <summary>ŵ of each row; they sum to 1.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>(Σw)² / Σw²: how many equally weighted samples would do as well, between 1 and the number of rows (Kong 1992).</summary>
    public double EffectiveSampleSize { get; }

    /// <summary>
    /// log P(evidence) in nats, the logarithm of the mean weight, with its standard error by the delta method; NaN for a single row.
    /// </summary>
    public Estimate LogEvidence { get; }

    /// <summary>E[node | evidence]; of a discrete node, of the indices of its states.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Estimate Mean(string node) => Expectation(node, static x => x);

    /// <summary>E[f(node) | evidence].</summary>
    /// <param name="node">The node.</param>
    /// <param name="function">Of its number, or of the index of its state.</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Estimate Expectation(string node, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        double[] column = Samples.Columns[Samples.Network.Graph.Index(node, "Expectation")];
        return Average(i => function(column[i]));
    }

    /// <summary>P(node | evidence) of a discrete node.</summary>
    /// <exception cref="ArgumentException">There is no such node, or it is continuous.</exception>
    public Marginal Posterior(string node)
    {
        int index = Samples.Network.Graph.Index(node, "Posterior");
        NetworkNode found = Samples.Network.Nodes[index];
        if (!found.IsDiscrete) throw new ArgumentException($"Posterior: '{node}' is continuous; use Mean or Expectation.");
        double[] probabilities = new double[found.States.Count];
        for (int i = 0; i < _weights.Length; i++) probabilities[(int)Samples.Columns[index][i]] += _weights[i];
        return new Marginal(found, probabilities, _evidence.ToString());
    }

    /// <summary>P(some nodes have these values | evidence); nodes must be discrete.</summary>
    /// <exception cref="ArgumentException">A node is unknown, continuous, or cannot have the value.</exception>
    public Estimate Probability(params ReadOnlySpan<(string Node, NodeValue Value)> values)
    {
        Evidence asked = new(Samples.Network, values, "Probability");
        foreach ((string name, _) in values)
        {
            if (!Samples.Network.Nodes[Samples.Network.Graph.Index(name, "Probability")].IsDiscrete)
            {
                throw new ArgumentException(
                    $"Probability: '{name}' is continuous, and a point has probability 0; use Expectation of an interval.");
            }
        }

        double[][] columns = Samples.Columns;
        int[] nodes = [.. Enumerable.Range(0, columns.Length).Where(asked.Knows)];
        return Average(i => Array.TrueForAll(nodes, node => columns[node][i] == asked[node]) ? 1 : 0);
    }

    private Estimate Average(Func<int, double> value)
    {
        double mean = 0, variance = 0;
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] > 0) mean += _weights[i] * value(i);
        for (int i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] == 0) continue;
            double deviation = _weights[i] * (value(i) - mean);
            variance += deviation * deviation;
        }

        return new Estimate(mean, Math.Sqrt(variance));
    }
}
