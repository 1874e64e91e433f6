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

    /// <summary>How draws of a normal beside an enumerated bit come about.</summary>
    public enum Noise
    {
        /// <summary>The normal is drawn before.</summary>
        NormalFirst,

        /// <summary>After, both of one number.</summary>
        Shared,

        /// <summary>After, each of its own.</summary>
        OfTheirOwn,

        /// <summary>After, each of its own; and it is no normal but another bit.</summary>
        Bit,
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

    /// <summary>E[log w + weight·log q(y | ...)] over the observed sites y that q can infer, and its gradients.</summary>
    public static Dictionary<string, double[]> WithClassification(Toy toy, double weight, params Axis[] axes)
    {
        using Pass pass = Pass.Training();
        Trace trace = OnGrid(toy, pass, axes);
        Tensor draw = Sum(trace, static site => site.Kind == SiteKind.Latent ? site.LogQ() : null);
        Tensor labels = Sum(trace, static site => site.Kind == SiteKind.Observed && site.Posterior is not null ? site.LogQ() : null);
        Tensor value = Sum(trace, static site => site.LogP()) - draw + (weight * labels);
        return Differentiated(pass, (draw.Exp() * value).Sum()).Gradients;
    }

    /// <summary>
    /// The bound of two samples where the bit y is summed out of each weight; where it comes before z, each weight has a draw of z for each
    /// value of the bit.
    /// </summary>
    /// <param name="toy">A model with a bit y and another variable z.</param>
    /// <param name="noise">The order of y and z, and whether draws for the two values of y come of one number or of two.</param>
    /// <param name="partially">Whether q's parameters learn by the mean of single samples.</param>
    public static Dictionary<string, double[]> WithBitSummedOut(Toy toy, Noise noise, bool partially)
    {
        Dictionary<string, double[]> gradients = Samples(2);
        if (!partially) return gradients;
        Dictionary<string, double[]> single = Samples(1);
        foreach (Parameter parameter in toy.OfQ)
        {
            if (single.TryGetValue(parameter.Name, out double[]? gradient)) gradients[parameter.Name] = gradient;
        }

        return gradients;

        Dictionary<string, double[]> Samples(int samples)
        {
            using Pass pass = Pass.Training();
            (Tensor logWeights, Tensor logProbability) = noise switch
            {
                Noise.NormalFirst => NormalFirst(toy, pass),
                Noise.Shared => Shared(toy, pass),
                Noise.Bit => OfTheirOwn(toy, pass, Axis.Bits("z")),
                _ => OfTheirOwn(toy, pass, Axis.Line("z", 7.2, 0.6)),
            };
            return Differentiated(pass, (Tuples(logProbability, samples).Sum(0).Exp() * LogMeanExp(Tuples(logWeights, samples))).Sum()).Gradients;
        }
    }

    /// <summary>log 1/K Σ w, [K, n] to [n].</summary>
    public static Tensor LogMeanExp(Tensor logWeights) => logWeights.LogSumExp(0) - Math.Log(logWeights.Shape[0]);

    private static (Tensor LogWeights, Tensor LogProbability) NormalFirst(Toy toy, Pass pass)
    {
        Axis line = Axis.Line("z", 7.2, 0.3);
        Trace trace = OnGrid(toy, pass, [line, Axis.Bits("y")]);
        int points = line.Values.Length;
        Tensor draw = trace["z"].LogQ().Reshape(-1), joint = Sum(trace, static site => site.LogP());
        return ((joint - draw).Reshape(points, 2).LogSumExp(1), draw.Reshape(points, 2).Slice(1, 0, 1).Reshape(points) + Math.Log(line.Cell));
    }

    // A grid of noise: z = m + n·y + s·ε of both bits follows from it, and gradients pass through it.
    private static (Tensor LogWeights, Tensor LogProbability) Shared(Toy toy, Pass pass)
    {
        double[] noise = [.. Enumerable.Range(0, 61).Select(static i => -9 + (0.3 * i))];
        Tensor epsilon = pass.From([.. noise, .. noise], [122, 1]), y = pass.From([.. noise.Select(static _ => 0.0), .. noise.Select(static _ => 1.0)], [122, 1]);
        Tensor z = pass[toy["q.m"]] + (y * pass[toy["q.n"]]) + (pass[toy["q.s"]].Exp() * epsilon);
        Trace trace = toy.Model.Trace(
            pass, toy.Rows(pass, 122), TraceMode.Given(new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["y"] = y, ["z"] = z }));
        Tensor joint = Sum(trace, static site => site.LogP()) - trace["z"].LogQ().Reshape(-1);
        Tensor probability = pass.From([.. noise.Select(static e => (-0.5 * e * e) - (0.5 * Math.Log(2 * Math.PI)) + Math.Log(0.3))], [61]);
        return (joint.Reshape(2, 61).LogSumExp(0), probability);
    }

    private static (Tensor LogWeights, Tensor LogProbability) OfTheirOwn(Toy toy, Pass pass, Axis line)
    {
        Trace trace = OnGrid(toy, pass, [Axis.Bits("y"), line]);
        int points = line.Values.Length;
        Tensor draw = trace["z"].LogQ().Reshape(-1);
        Tensor joint = (Sum(trace, static site => site.LogP()) - draw).Reshape(2, points);
        draw = draw.Reshape(2, points);
        return (
            Ops.Stack([Across(joint, 0), Across(joint, 1)]).LogSumExp(0),
            Across(draw, 0) + Across(draw, 1) + (2 * Math.Log(line.Cell)));

        // The draws of one bit along an axis of its own.
        Tensor Across(Tensor x, int bit) => (bit == 0 ? x.Rows(0, 1).Reshape(points, 1) : x.Rows(1, 1).Reshape(1, points))
            .BroadcastTo([points, points]).Reshape(-1);
    }

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
