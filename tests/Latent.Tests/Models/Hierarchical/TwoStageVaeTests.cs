using Latent.Data;
using Latent.Data.Columns;
using Latent.Models;
using Latent.Models.Hierarchical;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Models.Hierarchical;

/// <summary>The two-stage VAE: its bound against quadrature over z and u, and its stages against the trainings they are.</summary>
public sealed class TwoStageVaeTests
{
    private static readonly DataColumn s_column = new("x", [4]) { Levels = 2 };
    private static readonly double[] s_x = [1, 0, 1, 1];

    [Fact]
    public void The_bound_is_that_of_quadrature()
    {
        TwoStageVae model = Make();
        Dictionary<string, double[]> w = model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.ToDoubles());
        const int points = 321;
        const double edge = 8, step = 2 * edge / (points - 1);
        double[] grid = [.. Enumerable.Range(0, points).Select(static i => -edge + (step * i))];
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        double[] rows = [.. Enumerable.Repeat(s_x, points).SelectMany(static x => x)];
        double[] likelihood = model.Trace(
            pass, Batch.Of("x", pass.From(rows, [points, 4])), TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From(grid, [points, 1]) }))["x"].LogP().ToDoubles();
        double mean = Affine("encoder.mean", Hidden("encoder.0", s_x))[0], scale = Math.Exp(Affine("encoder.log_scale", Hidden("encoder.0", s_x))[0]);
        double gamma = Math.Exp(Math.Log(1e-3) + Math.Log(1 + Math.Exp(w["second.decoder.log_scale"][0] - Math.Log(1e-3))));
        double bound = 0, evidence = 0, total = 0;
        for (int i = 0; i < points; i++)
        {
            double[] up = Hidden("second.encoder.0", [grid[i]]);
            double m = Affine("second.encoder.mean", up)[0], s = Math.Exp(Affine("second.encoder.log_scale", up)[0]);
            for (int j = 0; j < points; j++)
            {
                double u = grid[j], there = Affine("second.decoder.mean", Hidden("second.decoder.0", [u]))[0];
                double logP = LogNormal(u, 0, 1) + LogNormal(grid[i], there, gamma) + likelihood[i];
                double logQ = LogNormal(grid[i], mean, scale) + LogNormal(u, m, s);
                total += Math.Exp(logQ) * step * step;
                bound += Math.Exp(logQ) * (logP - logQ) * step * step;
                evidence += Math.Exp(logP) * step * step;
            }
        }

        Assert.Equal(1, total, 1e-4);
        ObjectiveTerms terms = new Elbo { Samples = 40_000 }.Evaluate(model, Batch.Of("x", pass.From(s_x, [1, 4])), pass);
        double[] draws = (terms.LogLikelihood - terms.Kl).ToDoubles();
        double error = Math.Sqrt(draws.Average(d => (d - bound) * (d - bound)) / draws.Length);
        // 5 standard errors, and what quadrature leaves.
        Assert.InRange(draws.Average(), bound - (5 * error) - 1e-3, bound + (5 * error) + 1e-3);
        Assert.True(bound < Math.Log(evidence));

        double[] Hidden(string layer, double[] x) => [.. Affine(layer, x).Select(Math.Tanh)];

        double[] Affine(string layer, double[] x)
        {
            double[] weight = w[layer + ".weight"], bias = w[layer + ".bias"];
            return [.. bias.Select((b, o) => b + x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum())];
        }

        static double LogNormal(double x, double mean, double scale) =>
            (-0.5 * Math.Pow((x - mean) / scale, 2)) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));
    }

    [Fact]
    public void The_first_stage_is_a_VAE_to_the_bit_and_the_second_leaves_it_alone()
    {
        TwoStageVae both = Make(DType.Float32);
        Vae first = new(
            new VaeConfig { Latents = 1, Encoder = Network, Posterior = new GaussianPosterior(), Likelihood = new BernoulliLikelihood() }, s_column,
            ParameterScope.Initialize(RandomKey.FromSeed(3)));
        Assert.Equal(["first", "second"], both.Stages.Select(static stage => stage.Name));
        Train(first);
        double[] before = Values(both, second: true);
        Train(both);
        Assert.Equal(Values(first, second: false), Values(both, second: false));
        Assert.NotEqual(before, Values(both, second: true));

        static double[] Values(LatentModel model, bool second) => [.. model.Parameters
            .Where(p => p.Name.StartsWith("second.", StringComparison.Ordinal) == second).SelectMany(static p => p.Value.ToDoubles())];
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new TwoStageVae(new TwoStageVaeConfig { Latents = 2, SecondLatents = 0 }, s_column, ParameterScope.Initialize(default)));
        Assert.StartsWith("two-stage-vae: there are 2 latents and 0 secondLatents; each is at least 1.", error.Message, StringComparison.Ordinal);
    }

    private static MlpConfig Network => MlpConfig.Of(3) with { Activation = Activation.Tanh };

    private static TwoStageVae Make(DType dtype = DType.Float64) => new(
        new TwoStageVaeConfig { Latents = 1, Encoder = Network, Second = Network, Likelihood = new BernoulliLikelihood() }, s_column,
        ParameterScope.Initialize(RandomKey.FromSeed(3), dtype));

    private static void Train(LatentModel model)
    {
        double[] values = [.. Enumerable.Range(0, 80).Select(static i => i * i % 7 < 3 ? 1.0 : 0)];
        TrainingOptions options = new() { Steps = 12, Epochs = 100, BatchSize = 5, EvaluateEverySteps = 4, Patience = null };
        Trainer trainer = new(
            model, new Elbo(), new ColumnDataset("twenty", new ValueColumn(s_column, values)), new AdamConfig { LearningRate = 0.02 }, options, RandomKey.FromSeed(2));
        Assert.Equal(StopReason.Completed, new Fit(trainer).Run().Reason);
    }
}
