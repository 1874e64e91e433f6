using System.Globalization;
using Latent.Tensors;

namespace Latent.Graphs;

/// <summary>A discrete node with a table: a row for each configuration of its discrete parents, the last parent changing fastest.</summary>
internal sealed class TableNode(string name, string[] states, string[] parents, double[][] rows) : NetworkNode(name, parents, states)
{
    /// <summary>How far a row's sum may be from 1: room for decimals written to ten digits, not for a slip.</summary>
    private const double SumTolerance = 1e-9;

    private readonly double[] _logs = [.. rows.SelectMany(static row => row).Select(static p => Math.Log(p))];

    internal override void Check()
    {
        if (Array.Find(ParentNodes, static parent => !parent.IsDiscrete) is { } continuous)
        {
            throw new ArgumentException($"BayesianNetwork: '{Name}' has a table, but its parent '{continuous.Name}' is continuous; a table "
                + "has rows for states. Give a function of the parents' values instead of the table.");
        }

        long configurations = ParentNodes.Aggregate(1L, static (product, parent) => product * parent.States.Count);
        if (rows.Length != configurations)
        {
            string named = string.Join(", ", ParentNodes.Select(static p => $"{p.Name} ({p.States.Count} states)"));
            string why = ParentNodes.Length == 0 ? "it has no parents: give 1 row"
                : $"its parents {named} have {configurations} configurations: "
                    + $"give {configurations} rows, the state of the last parent changing fastest";
            throw new ShapeException($"BayesianNetwork: the table of '{Name}' has {rows.Length} rows, but {why}.");
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != States.Count)
            {
                throw new ShapeException($"BayesianNetwork: {RowName(i)} has {rows[i].Length} entries for the {States.Count} states "
                    + $"{string.Join(", ", States)}; give one probability for each.");
            }

            int bad = Array.FindIndex(rows[i], static p => !(p >= 0 && p <= 1));
            if (bad >= 0)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"BayesianNetwork: {RowName(i)} gives {States[bad]} the probability {rows[i][bad]}; it must lie in [0, 1]."));
            }

            double sum = rows[i].Sum();
            if (Math.Abs(sum - 1) > SumTolerance)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"BayesianNetwork: {RowName(i)} sums to {sum:0.##########}; ")
                    + $"a row is a distribution over {string.Join(", ", States)} and sums to 1.");
            }
        }
    }

    internal override double[] Draw(double[][] parents, int count, RandomKey key)
    {
        double[] uniform = new double[count], drawn = new double[count];
        key.Uniform(uniform);
        for (int i = 0; i < count; i++)
        {
            drawn[i] = Choose(rows[Row(parents, i)], uniform[i]);
        }

        return drawn;
    }

    /// <summary>
    /// The state in which the running sum of the probabilities passes u. As u is inside (0, 1), a state of probability 0 is never taken;
    /// what rounding leaves over goes to the last possible state.
    /// </summary>
    internal static int Choose(ReadOnlySpan<double> probabilities, double u)
    {
        int last = probabilities.LastIndexOfAnyExcept(0.0);
        double sum = 0;
        for (int state = 0; state < last; state++)
        {
            sum += probabilities[state];
            if (u < sum) return state;
        }

        return last;
    }

    internal override double[] LogProb(double[] values, double[][] parents)
    {
        double[] logs = new double[values.Length];
        for (int i = 0; i < logs.Length; i++) logs[i] = _logs[(Row(parents, i) * States.Count) + (int)values[i]];
        return logs;
    }

    private int Row(double[][] parents, int i)
    {
        int row = 0;
        for (int k = 0; k < parents.Length; k++) row = (row * ParentNodes[k].States.Count) + (int)parents[k][i];
        return row;
    }

    /// <summary>A row as messages name it: "row 3 of the table of 'wet' (sprinkler = true, rain = false)", counted from 1.</summary>
    private string RowName(int row)
    {
        string[] configuration = new string[ParentNodes.Length];
        int rest = row;
        for (int k = ParentNodes.Length - 1; k >= 0; k--)
        {
            IReadOnlyList<string> values = ParentNodes[k].States;
            configuration[k] = $"{ParentNodes[k].Name} = {values[rest % values.Count]}";
            rest /= values.Count;
        }

        string given = configuration.Length == 0 ? "" : $" ({string.Join(", ", configuration)})";
        return $"row {row + 1} of the table of '{Name}'{given}";
    }
}
