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
        int points = axes.Aggregate(1, static (n, axis) => n * axis.Values.Length);
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
        double cell = 1;
        int inner = points;
        foreach (Axis axis in axes)
        {
            inner /= axis.Values.Length;
            cell *= axis.Cell;
            int width = axis.Values[0].Length, stride = inner;
            double[] column = [.. Enumerable.Range(0, points).SelectMany(i => axis.Values[i / stride % axis.Values.Length])];
            values.Add(axis.Site, pass.From(column, [points, width]));
        }

        Trace trace = toy.Model.Trace(pass, toy.Rows(pass, points), TraceMode.Given(values));
        Tensor logP = pass.Full([points], 0, DType.Float64), logQ = logP;
        foreach (Site site in trace.Sites)
        {
            logP += site.LogP().Reshape(-1);
            if (site.Kind == SiteKind.Latent) logQ += site.LogQ().Reshape(-1);
        }

        // Sample k's value along axis k of a cube with K axes.
        int tuples = (int)Math.Pow(points, samples);
        Tensor p = Tuples(logP, points, samples, tuples), q = Tuples(logQ, points, samples, tuples);
        Tensor probability = (q.Sum(0) + (samples * Math.Log(cell))).Exp();
        Tensor value = (probability * bound(p, q)).Sum();
        Gradients gradients = pass.Backward(value);
        return (value.Item(), gradients.Parameters.ToDictionary(static x => x.Name, x => gradients[x].ToDoubles(), StringComparer.Ordinal));
    }

    /// <summary>log 1/K Σ w, [K, n] to [n].</summary>
    public static Tensor LogMeanExp(Tensor logWeights) => logWeights.LogSumExp(0) - Math.Log(logWeights.Shape[0]);

    private static Tensor Tuples(Tensor values, int points, int samples, int tuples)
    {
        if (samples == 1) return values.Reshape(1, points);
        Tensor[] columns = new Tensor[samples];
        for (int k = 0; k < samples; k++)
        {
            int before = (int)Math.Pow(points, k), after = tuples / before / points;
            columns[k] = values.Reshape(1, points, 1).BroadcastTo([before, points, after]).Reshape(tuples);
        }

        return Ops.Stack(columns);
    }
}
