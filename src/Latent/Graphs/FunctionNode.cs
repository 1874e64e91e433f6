using System.Globalization;
using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>
/// A discrete node whose probabilities are a function of the parents' values, such as a logistic one of continuous parents.
/// </summary>
internal sealed class FunctionNode(string name, string[] states, string[] parents, Func<ParentValues, Tensor> probabilities)
    : NetworkNode(name, parents, states)
{
    internal override void Check()
    {
    }

    internal override double[] Draw(double[][] parents, int rows, RandomKey key)
    {
        double[] uniform = new double[rows], drawn = new double[rows];
        key.Uniform(uniform);
        double[] table = Table(parents, rows);
        for (int i = 0; i < rows; i++) drawn[i] = TableNode.Choose(table.AsSpan(i * States.Count, States.Count), uniform[i]);
        return drawn;
    }

    internal override double[] LogProb(double[] values, double[][] parents)
    {
        double[] table = Table(parents, values.Length), logs = new double[values.Length];
        for (int i = 0; i < logs.Length; i++) logs[i] = Math.Log(table[(i * States.Count) + (int)values[i]]);
        return logs;
    }

    private double[] Table(double[][] parents, int rows)
    {
        using Pass pass = Pass.Evaluation();
        Tensor made = probabilities(new ParentValues(this, parents, rows, pass))
            ?? throw new InvalidOperationException($"BayesianNetwork: the probabilities of '{Name}' are null; return a tensor.");
        if (made.Shape != Shape.Create([rows, States.Count]))
        {
            throw new ShapeException($"BayesianNetwork: the probabilities of '{Name}' have shape {made.Shape} for {rows} rows of "
                + $"{States.Count} states; they must have shape [{rows}, {States.Count}].");
        }

        double[] table = made.ToDoubles();
        for (int i = 0; i < rows; i++)
        {
            double sum = 0, least = double.PositiveInfinity;
            foreach (double p in table.AsSpan(i * States.Count, States.Count))
            {
                sum += p;
                least = Math.Min(least, p);
            }

            // Single precision is enough for a function, so the room for rounding is larger than for a table that somebody wrote.
            if (!(least >= 0 && Math.Abs(sum - 1) <= 1e-5))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"BayesianNetwork: the probabilities of '{Name}' in row {i} sum to {sum:0.######}, the least is {least:0.######}; "
                    + $"they must not be negative and sum to 1, as those of Softmax do."));
            }
        }

        return table;
    }
}
