using System.Globalization;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>A continuous node: any distribution over one number, its parameters a function of the parents' values.</summary>
internal sealed class DistributionNode(string name, string[] parents, Func<ParentValues, Distribution> conditional)
    : NetworkNode(name, parents, [])
{
    internal override void Check()
    {
    }

    internal override double[] Draw(double[][] parents, int rows, RandomKey key)
    {
        using Pass pass = Pass.Evaluation();
        Distribution distribution = Make(parents, rows, pass);
        return distribution.Sample(key, distribution.BatchShape.Rank == 0 ? [rows] : default).ToDoubles();
    }

    internal override double[] LogProb(double[] values, double[][] parents)
    {
        using Pass pass = Pass.Evaluation();
        double[] logs = Make(parents, values.Length, pass).LogProb(pass.From(values, [values.Length])).ToDoubles();
        int bad = Array.FindIndex(logs, static log => double.IsNaN(log) || double.IsPositiveInfinity(log));
        return bad < 0 ? logs : throw new NonFiniteException(string.Create(CultureInfo.InvariantCulture,
            $"BayesianNetwork: log p of '{Name}' = {values[bad]} is {logs[bad]} in row {bad}; look at the parameters its function gives."));
    }

    private Distribution Make(double[][] parents, int rows, Pass pass)
    {
        Distribution made = conditional(new ParentValues(this, parents, rows, pass))
            ?? throw new InvalidOperationException(
                $"BayesianNetwork: the conditional distribution of '{Name}' is null; return a distribution.");
        if (made.EventShape.Rank > 0 || (made.BatchShape.Rank > 0 && made.BatchShape != Shape.Create([rows])))
        {
            throw new ShapeException($"BayesianNetwork: the distribution of '{Name}' is {made} for {rows} rows; a node is one number "
                + $"a row, so the batch must be [{rows}] (or [] if it depends on nothing) and the event []. Make a vector several nodes.");
        }

        return made.Map(static (parameter, _) => parameter.To(DType.Float64));
    }
}
