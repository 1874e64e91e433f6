using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Models.Priors;

/// <summary>Priors other than the standard one: their densities by brute force and quadrature, and how they start and are fitted.</summary>
public sealed class PriorTests
{
    private static readonly DataColumn s_column = new("x", [6]) { Levels = 2 };

    [Theory]
    [InlineData(PseudoInputRange.Automatic)]
    [InlineData(PseudoInputRange.Sigmoid)]
    [InlineData(PseudoInputRange.Real)]
    public void A_VampPrior_is_the_mean_of_the_posteriors_at_its_pseudo_inputs(PseudoInputRange range)
    {
        Vae model = Make(new GaussianPosterior(), new PseudoInputPrior { Components = 4, Range = range, Deviation = 1 });
        double[] inputs = [.. model.Parameters.First(static p => p.Name == "prior.pseudo_inputs").Value.ToDoubles().Select(u => range switch
        {
            PseudoInputRange.Sigmoid => 1 / (1 + Math.Exp(-u)),
            PseudoInputRange.Real => u,
            _ => Math.Clamp(u, 0, 1),
        })];
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Distribution prior = PriorOf(model, pass);
        foreach (double[] z in new double[][] { [0, 0], [0.3, -1.2], [2, 2.5] })
        {
            double sum = 0;
            for (int k = 0; k < 4; k++)
            {
                var q = (Normal)model.Encode(pass, pass.From(inputs.AsSpan(6 * k, 6), [1, 6]));
                double[] mean = q.Loc.ToDoubles(), scale = q.Scale.ToDoubles();
                double density = 1;
                for (int d = 0; d < 2; d++)
                    density *= Math.Exp(-0.5 * Math.Pow((z[d] - mean[d]) / scale[d], 2)) / (scale[d] * Math.Sqrt(2 * Math.PI));
                sum += density / 4;
            }

            Assert.Equal(Math.Log(sum), prior.LogProb(pass.From(z, [1, 2])).Item(), 1e-12);
        }
    }

    [Theory]
    [InlineData("vamp")]
    [InlineData("mixture")]
    [InlineData("ex-post-mixture")]
    public void Densities_integrate_to_one(string kind)
    {
        bool isFitted = kind == "ex-post-mixture";
        Vae model = Make(new GaussianPosterior(), Prior(kind), isFitted ? DType.Float32 : DType.Float64);
        if (isFitted) _ = Train(model, new Elbo());
        using Pass pass = Pass.Evaluation();
        Distribution prior = PriorOf(model, pass);
        // The trapezoidal rule on [-10, 10]², of a density that is all but 0 at its edges.
        const int points = 401;
        double[] grid = [.. Enumerable.Range(0, points * points).SelectMany(static i => new[] { -10 + (0.05 * (i / points)), -10 + (0.05 * (i % points)) })];
        double[] logs = prior.LogProb(pass.From(grid, [points * points, 2]).To(isFitted ? DType.Float32 : DType.Float64)).ToDoubles();
        Assert.Equal(1, logs.Sum(static l => Math.Exp(l) * 0.05 * 0.05), isFitted ? 1e-4 : 1e-6);
    }

    [Theory]
    [InlineData("vamp")]
    [InlineData("mixture")]
    public void A_prior_that_is_learned_has_the_gradients_of_differences(string kind)
    {
        Vae model = Make(new GaussianPosterior(), Prior(kind));
        VaeNetworkTests.GradientOf(model, new Elbo { Kl = KlEstimate.Sampled, Samples = 2 }, static pass => Batch.Of("x", pass.From([1.0, 0, 1, 1, 0, 0], [1, 6])));
    }

    [Fact]
    public void Pseudo_inputs_start_from_examples_or_from_a_normal_distribution()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(static i => (double)(i * i % 7 % 2))];
        ColumnDataset data = new("ten", new ValueColumn(s_column, values));
        double[] start = Started(new PseudoInputPrior { Components = 25, Deviation = 0, Range = PseudoInputRange.HardTanh });
        // Each is an example, and every example is there before one is there twice more than another.
        int[] rows = [.. start.Chunk(6).Select(u => Enumerable.Range(0, 10).First(row => u.SequenceEqual(values[(6 * row)..((6 * row) + 6)])))];
        Assert.True(rows.Distinct().Count() == values.Chunk(6).Select(static row => string.Join(' ', row)).Distinct().Count());
        double[] logits = Started(new PseudoInputPrior { Components = 5, Deviation = 0, Range = PseudoInputRange.Sigmoid });
        Assert.All(logits, static u => Assert.Equal(Math.Log(99), Math.Abs(u), 1e-9));
        double[] normal = Started(new PseudoInputPrior { Components = 2000, StartFrom = PseudoInputStart.Normal, Mean = 0.05, Deviation = 0.01 });
        // 12,000 draws; 5 standard errors of the mean and of the deviation.
        Assert.InRange(normal.Average(), 0.05 - (5 * 0.01 / Math.Sqrt(12_000)), 0.05 + (5 * 0.01 / Math.Sqrt(12_000)));
        Assert.InRange(Math.Sqrt(normal.Average(static u => (u - 0.05) * (u - 0.05))), 0.01 * (1 - (5 / Math.Sqrt(24_000))), 0.01 * (1 + (5 / Math.Sqrt(24_000))));

        double[] Started(PseudoInputPrior prior)
        {
            Vae model = Make(new GaussianPosterior(), prior);
            model.InitializeFrom(data, RandomKey.FromSeed(5));
            return model.Parameters.First(static p => p.Name == "prior.pseudo_inputs").Value.ToDoubles();
        }
    }

    [Fact]
    public void An_ex_post_prior_is_standard_until_the_networks_are_trained_and_then_fits_their_codes()
    {
        Vae model = Make(new DeltaPosterior(), new ExPostMixturePrior { Components = 1, Smoothing = 1e-9 }, DType.Float32);
        using (Pass pass = Pass.Evaluation())
        {
            Tensor z = pass.From([0.3f, -1f], [1, 2]);
            Assert.Equal(Normal.Standard([2], 1).LogProb(z).Item(), PriorOf(model, pass).LogProb(z).Item(), 1e-6);
        }

        Trainer trainer = Train(model, new Reconstruction());
        Assert.Equal(["networks", "prior"], model.Stages.Select(static stage => stage.Name));
        Assert.Equal((2, 1), (trainer.StageCount, trainer.StageNumber));
        IDataset data = Data();
        using Pass last = Pass.Evaluation();
        double[] codes = model.Trace(last, data.Get(0, data.Count, last, default), TraceMode.Encode)["z"].Value!.ToDoubles();
        double[] mean = [codes.Where(static (_, i) => i % 2 == 0).Average(), codes.Where(static (_, i) => i % 2 == 1).Average()];
        var prior = (Mixture)PriorOf(model, last);
        Assert.Equal(mean[0], prior.Mean.ToDoubles()[0], 1e-6);
        Assert.Equal(mean[1], prior.Mean.ToDoubles()[1], 1e-6);
        double cross = codes.Chunk(2).Average(z => (z[0] - mean[0]) * (z[1] - mean[1]));
        Assert.Equal(cross, ((MultivariateNormal)prior.Components).Covariance.ToDoubles()[1], 1e-6);
    }

    [Fact]
    public void The_networks_are_those_of_a_training_without_the_stage()
    {
        Vae with = Make(new GaussianPosterior(), new ExPostMixturePrior { Components = 3 }, DType.Float32);
        Vae without = Make(new GaussianPosterior(), new StandardPrior(), DType.Float32);
        _ = Train(with, new Elbo());
        _ = Train(without, new Elbo());
        foreach (Parameter parameter in without.Parameters)
            Assert.Equal(parameter.Value.ToDoubles(), with.Parameters.First(other => other.Name == parameter.Name).Value.ToDoubles());
    }

    [Theory]
    [InlineData("mixture")]
    [InlineData("ex-post-mixture")]
    public void Priors_over_real_vectors_refuse_points_of_a_sphere(string kind)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(new VonMisesFisherPosterior(), Prior(kind)));
        Assert.Equal(
            $"{kind}: this prior is over real vectors, and the posterior of 'z' gives values in 'unit sphere'. Take the prior 'standard' or 'vamp', or a "
            + "Gaussian posterior.", error.Message);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Refused("vamp: components is 0; at least one is needed.", new PseudoInputPrior { Components = 0 });
        Refused(
            "vamp: pseudo-inputs start from mean 0.05 and deviation -1; both are finite, the deviation is not negative.", new PseudoInputPrior { Deviation = -1 });
        Refused("mixture: components is 0; at least one is needed.", new MixturePrior { Components = 0 });
        Refused("mixture: spread is -1; a standard deviation is not negative.", new MixturePrior { Spread = -1 });
        Refused("ex-post-mixture: components is 0; at least one is needed.", new ExPostMixturePrior { Components = 0 });
        Refused("ex-post-mixture: iterations is -1; it is not negative.", new ExPostMixturePrior { Iterations = -1 });
        Refused(
            "ex-post-mixture: tolerance is 1E-05 and smoothing 0; the first is not negative, the second positive.", new ExPostMixturePrior { Smoothing = 0 });

        static void Refused(string message, PriorConfig prior) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(() => Make(new GaussianPosterior(), prior)).Message);
    }

    private static PriorConfig Prior(string kind) => kind switch
    {
        "vamp" => new PseudoInputPrior { Components = 3, Deviation = 1, Range = PseudoInputRange.Sigmoid },
        "mixture" => new MixturePrior { Components = 3 },
        _ => new ExPostMixturePrior { Components = 3 },
    };

    private static Vae Make(PosteriorConfig posterior, PriorConfig prior, DType dtype = DType.Float64) => new(
        new VaeConfig
        {
            Latents = 2,
            Encoder = MlpConfig.Of(4) with { Activation = Activation.Tanh },
            Posterior = posterior,
            Prior = prior,
            Likelihood = new BernoulliLikelihood(),
        },
        s_column, ParameterScope.Initialize(RandomKey.FromSeed(3), dtype));

    private static Distribution PriorOf(Vae model, Pass pass) => model.Trace(pass, null, TraceMode.Generate(1))["z"].Prior;

    private static IDataset Data()
    {
        double[] uniform = new double[180];
        RandomKey.FromSeed(9).Uniform(uniform);
        double[] values = [.. uniform.Select(static (u, i) => u < (i % 12 < 6 ? 0.8 : 0.3) ? 1.0 : 0)];
        return new ColumnDataset("thirty", new ValueColumn(s_column, values));
    }

    private static Trainer Train(Vae model, Objective objective)
    {
        TrainingOptions options = new() { Steps = 30, Epochs = 100, BatchSize = 10, EvaluateEverySteps = 10, Patience = null };
        Trainer trainer = new(model, objective, Data(), new AdamConfig { LearningRate = 0.02 }, options, RandomKey.FromSeed(2));
        Assert.Equal(StopReason.Completed, new Fit(trainer).Run().Reason);
        return trainer;
    }
}
