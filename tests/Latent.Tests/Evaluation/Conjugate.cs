using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

/// <summary>
/// z ~ N(0, I), x | z ~ N(cz, r²) in as many dimensions: everything an evaluation measures is known in closed form. By default q is the
/// posterior, N(cx/(c² + r²), r²/(c² + r²)); options break it.
/// </summary>
internal static class Conjugate
{
    public const double C = 1.5;
    public const double R = 0.8;

    /// <summary>Var x = c² + r².</summary>
    public const double Marginal = (C * C) + (R * R);

    /// <summary>Var z given x.</summary>
    public const double Posterior = R * R / Marginal;

    /// <summary>E log p(x) over the model's own data, per dimension.</summary>
    public static double LogLikelihood => -0.5 * (Math.Log(2 * Math.PI * Marginal) + 1);

    /// <summary>I(x; z) per dimension.</summary>
    public static double Information => 0.5 * Math.Log(Marginal / (R * R));

    /// <param name="width">Dimensions of z and x.</param>
    /// <param name="shift">Added to q's mean.</param>
    /// <param name="scale">Multiplies q's standard deviation.</param>
    /// <param name="slope">Multiplies q's mean; 0 with <paramref name="prior"/> for a collapsed model.</param>
    /// <param name="prior">Whether q is the prior in the last dimensions from this one on.</param>
    /// <param name="decode">Replaces cz.</param>
    public static LatentModel Model(
        int width = 2, double shift = 0, double scale = 1, double slope = 1, int prior = int.MaxValue, Func<Trace, Tensor, Tensor>? decode = null)
    {
        return new Lambda(t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(width), () =>
            {
                double[] on = [.. Enumerable.Range(0, width).Select(i => i < prior ? 1.0 : 0)];
                Tensor mask = t.Pass.From(on, [width]);
                Tensor mean = mask * ((t.Observed("x") * (slope * C / Marginal)) + shift);
                return Normal.FromLogScale(mean, (0.0 * mean) + (mask * Math.Log(scale * Math.Sqrt(Posterior))), eventAxes: 1);
            });
            t.Observe("x", () => Normal.FromLogScale(
                decode is null ? C * z : decode(t, z), t.Pass.Full([], Math.Log(R), DType.Float64), eventAxes: 1));
        });
    }

    /// <summary>Draws of the model's x.</summary>
    public static IDataset Data(int count, int width = 2, ulong seed = 7, double deviation = -1)
    {
        double[] values = new double[count * width];
        RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(values);
        double factor = deviation < 0 ? Math.Sqrt(Marginal) : deviation;
        for (int i = 0; i < values.Length; i++)
            values[i] *= factor;
        return Of($"conjugate {seed}", values, width);
    }

    public static IDataset Of(string name, double[] values, int width) =>
        new ColumnDataset(name, new ValueColumn(new DataColumn("x", [width]) { Type = DType.Float64 }, values));

    public static EvaluationContext Context(ulong seed = 1) => new(RandomKey.FromSeed(seed));
}
