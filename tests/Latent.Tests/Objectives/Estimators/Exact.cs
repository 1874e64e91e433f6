using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>Expectations over q, and their gradients, as sums over a grid of all latent values.</summary>
internal static class Exact
{
    /// <summary>A site's axis of the grid: its values, [n, event], and what a cell measures.</summary>
    public sealed record Axis(string Site, double[][] Values, double Cell)
    {
        /// <summary>All vectors of bits.</summary>
        public static Axis Bits(string site, int width = 1) => new(
            site, [.. Enumerable.Range(0, 1 << width).Select(i => Enumerable.Range(0, width).Select(j => (double)((i >> j) & 1)).ToArray())], 1);

        /// <summary>
        /// Equidistant points. For an integrand like a normal density of scale s the sum is off by about exp(-2π²s²/step²) of it, and by what
        /// lies outside.
        /// </summary>
        public static Axis Line(string site, double limit, double step) => new(
            site, [.. Enumerable.Range(0, (int)Math.Round(2 * limit / step) + 1).Select(i => new[] { -limit + (i * step) })], step);
    }

    /// <summary>E[f(log w₁, ..., log w_K)] with z₁, ..., z_K ~ q, and its gradients by the model's parameters.</summary>
    /// <param name="toy">The model.</param>
    /// <param name="samples">K: the sum has (points of the grid)^K terms.</param>
    /// <param name="bound">f: [K, n] to [n].</param>
    /// <param name="axes">The grid, every latent site an axis.</param>
    public static (double Value, Dictionary<string, double[]> Gradients) Expectation(
        Toy toy, int samples, Func<Tensor, Tensor> bound, params Axis[] axes) =>
        Expectation(toy, samples, (logP, logQ) => bound(logP - logQ), axes);

    /// <summary>The same where f is of log p and log q, [K, n] each.</summary>
    public static (double Value, Dictionary<string, double[]> Gradients) Expectation(
        Toy toy, int samples, Func<Tensor, Tensor, Tensor> bound, params Axis[] axes)
    {
        using Pass pass = Pass.Training();
        Trace trace = OnGrid(toy, pass, axes);
        Tensor logP = Sum(trace, static site => site.LogP()), logQ = Sum(trace, static site => site.Kind == SiteKind.Latent ? site.LogQ() : null);
        Tensor p = Tuples(logP, samples), q = Tuples(logQ, samples);
        double cell = axes.Aggregate(1.0, static (product, axis) => product * axis.Cell);
        return Differentiated(pass, ((q.Sum(0) + (samples * Math.Log(cell))).Exp() * bound(p, q)).Sum());
    }

    /// <summary>
    /// The bound of two samples where the bit y is summed out of each weight; where it comes before z, each weight has a draw of z for each
    /// value of the bit.
    /// </summary>
    /// <param name="toy">A model with a bit y and a normal z.</param>
    /// <param name="bitFirst">Whether y comes before z.</param>
    /// <param name="partially">Whether q's parameters learn by the mean of single samples.</param>
    public static (double Value, Dictionary<string, double[]> Gradients) WithBitSummedOut(Toy toy, bool bitFirst, bool partially)
    {
        (double value, Dictionary<string, double[]> gradients) = Pairs(2);
        if (partially)
        {
            Dictionary<string, double[]> single = Pairs(1).Gradients;
            foreach (Parameter parameter in toy.OfQ)
            {
                if (single.TryGetValue(parameter.Name, out double[]? gradient)) gradients[parameter.Name] = gradient;
            }
        }

        return (value, gradients);

        (double Value, Dictionary<string, double[]> Gradients) Pairs(int samples)
        {
            using Pass pass = Pass.Training();
            Axis bit = Axis.Bits("y"), line = Axis.Line("z", 7.2, bitFirst ? 0.6 : 0.3);
            Trace trace = OnGrid(toy, pass, bitFirst ? [bit, line] : [line, bit]);
            int points = line.Values.Length;
            Tensor joint = Sum(trace, static site => site.LogP()), draw = trace["z"].LogQ().Reshape(-1);
            Tensor logWeights, logProbability;
            if (bitFirst)
            {
                joint = (joint - draw).Reshape(2, points);
                draw = draw.Reshape(2, points);
                logWeights = Ops.Stack([Across(joint, 0), Across(joint, 1)]).LogSumExp(0);
                logProbability = Across(draw, 0) + Across(draw, 1) + (2 * Math.Log(line.Cell));
            }
            else
            {
                logProbability = draw.Reshape(points, 2).Slice(1, 0, 1).Reshape(points) + Math.Log(line.Cell);
                logWeights = (joint - draw).Reshape(points, 2).LogSumExp(1);
            }

            return Differentiated(pass, (Tuples(logProbability, samples).Sum(0).Exp() * LogMeanExp(Tuples(logWeights, samples))).Sum());

            // The values of one bit along an axis of its own.
            Tensor Across(Tensor x, int value) => (value == 0 ? x.Rows(0, 1).Reshape(points, 1) : x.Rows(1, 1).Reshape(1, points))
                .BroadcastTo([points, points]).Reshape(-1);
        }
    }

    /// <summary>log 1/K Σ w, [K, n] to [n].</summary>
    public static Tensor LogMeanExp(Tensor logWeights) => logWeights.LogSumExp(0) - Math.Log(logWeights.Shape[0]);

    private static Trace OnGrid(Toy toy, Pass pass, Axis[] axes)
    {
        int points = axes.Aggregate(1, static (n, axis) => n * axis.Values.Length), inner = points;
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
        foreach (Axis axis in axes)
        {
            inner /= axis.Values.Length;
            int stride = inner;
            double[] column = [.. Enumerable.Range(0, points).SelectMany(i => axis.Values[i / stride % axis.Values.Length])];
            values.Add(axis.Site, pass.From(column, [points, axis.Values[0].Length]));
        }

        return toy.Model.Trace(pass, toy.Rows(pass, points), TraceMode.Given(values));
    }

    private static Tensor Sum(Trace trace, Func<Site, Tensor?> term) =>
        trace.Sites.Select(term).OfType<Tensor>().Select(static x => x.Reshape(-1)).Aggregate(static (a, b) => a + b);

    private static (double Value, Dictionary<string, double[]> Gradients) Differentiated(Pass pass, Tensor value)
    {
        Gradients gradients = pass.Backward(value);
        return (value.Item(), gradients.Parameters.ToDictionary(static x => x.Name, x => gradients[x].ToDoubles(), StringComparer.Ordinal));
    }

    // [n] -> [K, n^K]: sample k's value along axis k of a cube with K axes.
    private static Tensor Tuples(Tensor values, int samples)
    {
        int points = values.Shape[0];
        if (samples == 1) return values.Reshape(1, points);
        int tuples = (int)Math.Pow(points, samples);
        Tensor[] columns = new Tensor[samples];
        for (int k = 0; k < samples; k++)
        {
            int before = (int)Math.Pow(points, k), after = tuples / before / points;
            columns[k] = values.Reshape(1, points, 1).BroadcastTo([before, points, after]).Reshape(tuples);
        }

        return Ops.Stack(columns);
    }
}
