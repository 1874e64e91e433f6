using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

public sealed class VaeTests
{
    [Fact]
    public void Parameters_have_PyTorch_like_names_and_shapes() => Assert.Equal(
        [
            "encoder.0.weight [5, 6]", "encoder.0.bias [5]", "encoder.mean.weight [2, 5]", "encoder.mean.bias [2]",
            "encoder.log_scale.weight [2, 5]", "encoder.log_scale.bias [2]", "decoder.0.weight [5, 2]", "decoder.0.bias [5]",
            "decoder.logits.weight [6, 5]", "decoder.logits.bias [6]",
        ],
        TinyVae.Make().Parameters.Select(static parameter => parameter.ToString()));

    [Fact]
    public void Terms_of_the_bound_equal_their_definition_in_double_precision()
    {
        Vae model = TinyVae.Make(dtype: DType.Float64);
        double[] x = [1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0], noise = new double[4];
        RandomKey key = RandomKey.FromSeed(8);
        key.Split("z").For(RandomPurpose.Evaluation).Normal(noise);
        using Pass pass = Pass.Evaluation(key);
        ObjectiveTerms terms = new Elbo().Evaluate(model, Batch.Of("x", pass.From(x, [2, 6])), pass);
        Dictionary<string, double[]> w = model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.ToDoubles());
        for (int row = 0; row < 2; row++)
        {
            double[] hidden = Layer(w, "encoder.0", x[(row * 6)..((row * 6) + 6)], static v => Math.Max(v, 0));
            double[] mean = Layer(w, "encoder.mean", hidden, static v => v), logScale = Layer(w, "encoder.log_scale", hidden, static v => v);
            double[] z = [.. mean.Select((m, i) => m + (Math.Exp(logScale[i]) * noise[(row * 2) + i]))];
            double[] logits = Layer(w, "decoder.logits", Layer(w, "decoder.0", z, static v => Math.Max(v, 0)), static v => v);
            double reconstruction = logits.Select((l, i) => (x[(row * 6) + i] * l) - Math.Log(1 + Math.Exp(l))).Sum();
            double kl = mean.Select((m, i) => (0.5 * ((m * m) + Math.Exp(2 * logScale[i]) - 1)) - logScale[i]).Sum();
            Assert.Equal(reconstruction, terms.LogLikelihood.DoubleSpan[row], 12);
            Assert.Equal(kl, terms.Kl.DoubleSpan[row], 12);
        }

        Assert.Equal((terms.Kl.ToDoubles().Sum() - terms.LogLikelihood.ToDoubles().Sum()) / 2, terms.Loss.Item(), 12);
    }

    [Fact]
    public void The_bound_is_below_the_exact_log_likelihood()
    {
        // Two latents: log p(x) by the trapezoidal rule on [-8, 8]², whose error is far below the gap.
        Vae model = TinyVae.Make(3, DType.Float64);
        double[] x = [1, 1, 1, 0, 0, 0];
        const int points = 161;
        double[] grid = [.. Enumerable.Range(0, points * points).SelectMany(static i => new[] { -8 + (0.1 * (i / points)), -8 + (0.1 * (i % points)) })];
        using Pass pass = Pass.Evaluation();
        Distribution likelihood = model.Decode(pass, pass.From(grid, [points * points, 2]));
        double[] logProb = likelihood.LogProb(pass.From([.. Enumerable.Repeat(x, points * points).SelectMany(static v => v)], [points * points, 6])).ToDoubles();
        double evidence = Math.Log(logProb.Select((l, i) =>
            Math.Exp(l - (0.5 * ((grid[2 * i] * grid[2 * i]) + (grid[(2 * i) + 1] * grid[(2 * i) + 1])))) / (2 * Math.PI) * 0.01).Sum());

        double elbo = new Elbo { Samples = 20_000 }.Evaluate(model, Batch.Of("x", pass.From(x, [1, 6])), pass).Bound.Item();
        Assert.InRange(evidence - elbo, 0.001, 1.5); // the gap is KL(q ‖ posterior) > 0; its standard error here is about 0.005
    }

    private static double[] Layer(Dictionary<string, double[]> weights, string name, double[] x, Func<double, double> f)
    {
        double[] w = weights[name + ".weight"], b = weights[name + ".bias"];
        return [.. b.Select((bias, o) => f(bias + x.Select((v, i) => v * w[(o * x.Length) + i]).Sum()))];
    }
}
