namespace Latent.Graphs;

/// <summary>
/// A table over some discrete variables, the last changing fastest, its largest entry scaled to 1: an entry stands for value·exp(LogScale).
/// </summary>
/// <param name="Variables">Indices of nodes, ascending.</param>
/// <param name="Sizes">The number of states of each.</param>
/// <param name="Values">The entries.</param>
/// <param name="LogScale">The logarithm of what all entries are multiplied by; -∞ if all are 0.</param>
internal sealed record Factor(int[] Variables, int[] Sizes, double[] Values, double LogScale)
{
    /// <summary>p(node | parents) as a table over the unknown ones among node and parents, the known ones at their values.</summary>
    public static Factor Of(BayesianNetwork network, int node, Evidence evidence)
    {
        NetworkNode own = network.Nodes[node];
        int[] family = [.. own.ParentIndices, node];
        int[] variables = [.. family.Where(v => !evidence.Knows(v)).Order()];
        int[] sizes = Array.ConvertAll(variables, v => network.Nodes[v].States.Count);
        double[][] columns = Configurations(sizes);
        int rows = columns.Length == 0 ? 1 : columns[0].Length;
        double[] Column(int v)
        {
            int at = Array.IndexOf(variables, v);
            if (at >= 0) return columns[at];
            double[] constant = new double[rows];
            Array.Fill(constant, evidence[v]);
            return constant;
        }

        double[] logs = own.LogProb(Column(node), Array.ConvertAll(own.ParentIndices, Column));
        double largest = logs.Max();
        double[] values = double.IsNegativeInfinity(largest) ? new double[rows] : Array.ConvertAll(logs, log => Math.Exp(log - largest));
        return new Factor(variables, sizes, values, largest);
    }

    /// <summary>All configurations of variables of these sizes, a column for each, the last changing fastest.</summary>
    public static double[][] Configurations(int[] sizes)
    {
        int total = sizes.Aggregate(1, static (product, size) => checked(product * size));
        double[][] columns = new double[sizes.Length][];
        int run = 1;
        for (int k = sizes.Length - 1; k >= 0; k--)
        {
            columns[k] = new double[total];
            for (int i = 0; i < total; i++) columns[k][i] = i / run % sizes[k];
            run *= sizes[k];
        }

        return columns;
    }

    /// <summary>The product of factors, summed over one variable unless it is -1.</summary>
    public static Factor MultiplyAndSum(IReadOnlyList<Factor> factors, int eliminated, BayesianNetwork network)
    {
        // The variable summed over is the last, so that the terms of a sum stand side by side and are added in a fixed order.
        int[] kept = [.. factors.SelectMany(static f => f.Variables).Distinct().Where(v => v != eliminated).Order()];
        int[] scope = eliminated < 0 ? kept : [.. kept, eliminated];
        int[] sizes = Array.ConvertAll(scope, v => network.Nodes[v].States.Count);
        int total = sizes.Aggregate(1, static (product, size) => product * size);
        double[] product = new double[total];
        Array.Fill(product, 1);
        double logScale = 0;
        foreach (Factor factor in factors)
        {
            logScale += factor.LogScale;
            factor.MultiplyInto(product, scope, sizes);
            logScale += Rescale(product);
        }

        int terms = eliminated < 0 ? 1 : sizes[^1];
        double[] sums = new double[total / terms];
        for (int i = 0; i < total; i++) sums[i / terms] += product[i];
        return new Factor(kept, sizes[..kept.Length], sums, logScale + Rescale(sums));
    }

    /// <summary>Divides by the largest entry, so that products of many small numbers do not underflow.</summary>
    /// <returns>The logarithm of that entry: -∞ if all are 0, which stay.</returns>
    private static double Rescale(double[] values)
    {
        double largest = values.Max();
        if (largest is > 0 and not 1)
        {
            for (int i = 0; i < values.Length; i++) values[i] /= largest;
        }

        return Math.Log(largest);
    }

    private void MultiplyInto(double[] product, int[] scope, int[] sizes)
    {
        int[] steps = new int[scope.Length];
        int step = 1;
        for (int k = Variables.Length - 1; k >= 0; k--)
        {
            steps[Array.IndexOf(scope, Variables[k])] = step;
            step *= Sizes[k];
        }

        int[] digits = new int[scope.Length];
        int own = 0;
        for (int i = 0; i < product.Length; i++)
        {
            product[i] *= Values[own];
            // Count up like an odometer, moving in this factor's table by the steps of its own variables.
            for (int k = scope.Length - 1; k >= 0; k--)
            {
                own += steps[k];
                if (++digits[k] < sizes[k]) break;
                own -= steps[k] * sizes[k];
                digits[k] = 0;
            }
        }
    }
}
