using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Models.Posteriors;

/// <summary>Posteriors other than the diagonal Gaussian, each against closed forms, quadrature or enumeration.</summary>
public sealed class PosteriorTests
{
    private static readonly double[] s_x = [1, 0, 1, 1, 0, 0];

    [Fact]
    public void A_full_covariance_is_that_of_the_factor_the_layers_give()
    {
        Vae model = Make(new FullGaussianPosterior(), 3);
        using Pass pass = Pass.Evaluation();
        Dictionary<string, double[]> w = model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.ToDoubles());
        double[] hidden = Affine(w, "encoder.0", s_x).Select(Math.Tanh).ToArray();
        double[] mean = Affine(w, "encoder.mean", hidden), log = Affine(w, "encoder.log_scale", hidden), below = Affine(w, "encoder.factor", hidden);
        double[,] factor = { { Math.Exp(log[0]), 0, 0 }, { below[0], Math.Exp(log[1]), 0 }, { below[1], below[2], Math.Exp(log[2]) } };
        var q = (MultivariateNormal)model.Encode(pass, pass.From(s_x, [1, 6]));
        Assert.All(q.Mean.ToDoubles().Zip(mean), static pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        double[] covariance = q.Covariance.ToDoubles();
        double kl = 0;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double sum = 0;
                for (int k = 0; k < 3; k++) sum += factor[i, k] * factor[j, k];
                Assert.Equal(sum, covariance[(3 * i) + j], 1e-12);
                if (i == j) kl += 0.5 * (sum + (mean[i] * mean[i]) - 1) - log[i];
            }
        }

        // ½[tr Σ + μᵀμ - D - log |Σ|].
        Assert.Equal(kl, new Elbo().Evaluate(model, Batch.Of("x", pass.From(s_x, [1, 6])), pass).Kl.Item(), 1e-12);
    }

    [Fact]
    public void A_full_covariance_whose_factor_is_diagonal_is_the_diagonal_posterior()
    {
        Vae full = Make(new FullGaussianPosterior(), 3), diagonal = Make(new GaussianPosterior(), 3);
        foreach (Parameter parameter in full.Parameters)
        {
            if (parameter.Name.StartsWith("encoder.factor", StringComparison.Ordinal)) parameter.Set(Tensor.Zeros(parameter.Shape, DType.Float64));
            else diagonal.Parameters.First(other => other.Name == parameter.Name).Set(parameter.Value);
        }

        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Batch batch = Batch.Of("x", pass.From(s_x, [1, 6]));
        Assert.Equal(new Elbo().Evaluate(diagonal, batch, pass).Bound.Item(), new Elbo().Evaluate(full, batch, pass).Bound.Item(), 1e-12);
    }

    [Fact]
    public void The_bound_on_a_circle_is_that_of_quadrature()
    {
        Vae model = Make(new VonMisesFisherPosterior(), 2);
        const int points = 2000;
        double[] angles = [.. Enumerable.Range(0, points).Select(static i => 2 * Math.PI * i / points)];
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(5));
        Tensor circle = pass.From([.. angles.SelectMany(static a => new[] { Math.Cos(a), Math.Sin(a) })], [points, 2]);
        Tensor x = pass.From(s_x, [1, 6]);
        double[] logLikelihood = model.Decode(pass, circle).LogProb(x).ToDoubles();
        var posterior = (VonMisesFisher)model.Encode(pass, x);
        Assert.True(posterior.Concentration.Item() > 1);
        double[] q = [.. posterior.LogProb(circle).ToDoubles().Select(Math.Exp)];
        double step = 2 * Math.PI / points, uniform = 1 / (2 * Math.PI);
        Assert.Equal(1, q.Sum() * step, 1e-9);
        double kl = q.Sum(p => p * Math.Log(p / uniform)) * step, fit = q.Zip(logLikelihood, static (p, l) => p * l).Sum() * step;
        double evidence = Math.Log(logLikelihood.Sum(l => Math.Exp(l) * uniform * step));
        ObjectiveTerms terms = new Elbo { Samples = 20_000 }.Evaluate(model, Batch.Of("x", x), pass);
        Assert.Equal(kl, terms.Kl.ToDoubles()[0], 1e-7);
        // 20,000 draws; 5 standard errors.
        double[] draws = terms.LogLikelihood.ToDoubles();
        double error = Math.Sqrt(draws.Average(d => (d - fit) * (d - fit)) / draws.Length);
        Assert.InRange(draws.Average(), fit - (5 * error), fit + (5 * error));
        Assert.True(fit - kl < evidence);
    }

    [Theory]
    [InlineData("encoder.concentration.bias")]
    [InlineData("encoder.mean.bias")]
    public void The_gradient_of_the_bound_on_a_circle_is_that_of_quadrature(string name)
    {
        Vae model = Make(new VonMisesFisherPosterior(), 2);
        Parameter parameter = model.Parameters.First(p => p.Name == name);
        double[] values = parameter.Value.ToDoubles(), moved = [.. values];
        moved[0] += 1e-4;
        double above = Bound(moved);
        moved[0] -= 2e-4;
        double expected = (above - Bound(moved)) / 2e-4;
        parameter.Set(Tensor.From(values, parameter.Shape));
        double[] found = new double[40];
        for (int i = 0; i < found.Length; i++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed((ulong)i));
            ObjectiveTerms terms = new Elbo { Samples = 500 }.Evaluate(model, Batch.Of("x", pass.From(s_x, [1, 6])), pass);
            found[i] = -pass.Backward(terms.Loss)[parameter].ToDoubles()[0];
        }

        // 40 estimates of 500 draws; 5 standard errors.
        double mean = found.Average(), error = Math.Sqrt(found.Sum(g => (g - mean) * (g - mean)) / (39.0 * 40));
        Assert.InRange(mean, expected - (5 * error), expected + (5 * error));

        double Bound(double[] at)
        {
            parameter.Set(Tensor.From(at, parameter.Shape));
            const int points = 400;
            using Pass pass = Pass.Evaluation();
            double[] angles = [.. Enumerable.Range(0, points).Select(static i => 2 * Math.PI * i / points)];
            Tensor circle = pass.From([.. angles.SelectMany(static a => new[] { Math.Cos(a), Math.Sin(a) })], [points, 2]), x = pass.From(s_x, [1, 6]);
            double[] logLikelihood = model.Decode(pass, circle).LogProb(x).ToDoubles(), logQ = model.Encode(pass, x).LogProb(circle).ToDoubles();
            return logQ.Select((l, i) => Math.Exp(l) * (logLikelihood[i] - l - Math.Log(2 * Math.PI))).Sum() * 2 * Math.PI / points;
        }
    }

    [Fact]
    public void The_code_of_an_example_is_a_point_of_the_sphere()
    {
        Vae model = Make(new VonMisesFisherPosterior(), 4);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(6));
        foreach (TraceMode mode in new[] { TraceMode.Encode, TraceMode.Reconstruct, TraceMode.Posterior(), TraceMode.Generate(5) })
        {
            Trace trace = model.Trace(pass, mode == TraceMode.Encode || trace_needs(mode) ? Batch.Of("x", pass.From(s_x, [1, 6])) : null, mode);
            Assert.All(trace["z"].Value!.Square().Sum(-1).ToDoubles(), static length => Assert.Equal(1, length, 1e-12));
        }

        static bool trace_needs(TraceMode mode) => mode is not TraceMode.GenerateMode;
    }

    [Fact]
    public void One_number_is_no_direction()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(new VonMisesFisherPosterior(), 1));
        Assert.Equal(
            "von-mises-fisher: latents is 1; a direction has at least 2 numbers. They are the dimension of the space around the sphere.", error.Message);
    }

    [Fact]
    public void The_bound_of_choices_is_that_of_enumeration()
    {
        Vae model = Make(new GumbelSoftmaxPosterior { Classes = 3 }, 2);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(7));
        Tensor x = pass.From(s_x, [1, 6]);
        double[] probs = model.Encode(pass, x).Mean.ToDoubles();
        double fit = 0, kl = 0, evidence = 0;
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                double[] code = new double[6];
                (code[a], code[3 + b]) = (1, 1);
                double logLikelihood = model.Decode(pass, pass.From(code, [1, 2, 3])).LogProb(x).Item(), q = probs[a] * probs[3 + b];
                fit += q * logLikelihood;
                kl += q * Math.Log(q * 9);
                evidence += Math.Exp(logLikelihood) / 9;
            }
        }

        ObjectiveTerms terms = new Elbo { Samples = 20_000 }.Evaluate(model, Batch.Of("x", x), pass);
        Assert.Equal(kl, terms.Kl.ToDoubles()[0], 1e-12);
        double[] draws = terms.LogLikelihood.ToDoubles();
        double error = Math.Sqrt(draws.Average(d => (d - fit) * (d - fit)) / draws.Length);
        Assert.InRange(draws.Average(), fit - (5 * error), fit + (5 * error));
        Assert.True(fit - kl < Math.Log(evidence));
    }

    [Fact]
    public void Relaxed_draws_lie_in_the_simplex_and_have_a_bound_by_samples()
    {
        Vae model = Make(new GumbelSoftmaxPosterior { Classes = 3, Relaxed = true, Temperature = 0.7 }, 2);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(8));
        Batch batch = Batch.Of("x", pass.From(s_x, [1, 6]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior(100));
        Assert.All(trace["z"].Value!.Sum(-1).ToDoubles(), static sum => Assert.Equal(1, sum, 1e-12));
        Assert.Equal([100, 2, 3], trace["z"].Value!.Shape.Span.ToArray());
        // E_q[p(z)/q(z)] = 1: 20,000 draws, 5 standard errors.
        double[] ratios = [.. model.Trace(pass, batch, TraceMode.Posterior(20_000))["z"].LogP().ToDoubles()];
        double[] logQ = model.Trace(pass, batch, TraceMode.Posterior(20_000))["z"].LogQ().ToDoubles();
        for (int i = 0; i < ratios.Length; i++) ratios[i] = Math.Exp(ratios[i] - logQ[i]);
        double mean = ratios.Average(), error = Math.Sqrt(ratios.Average(r => (r - mean) * (r - mean)) / ratios.Length);
        Assert.InRange(mean, 1 - (5 * error), 1 + (5 * error));
        Assert.True(new Elbo { Kl = KlEstimate.Sampled, Samples = 50 }.Evaluate(model, batch, pass).Bound.Item() < 0);
    }

    [Fact]
    public void The_temperature_follows_its_schedule_down_to_the_least()
    {
        GumbelSoftmaxPosterior settings = new()
        {
            Classes = 3,
            Temperature = new ExponentialShape { Initial = 2, Factor = 0.5, Every = 100 },
            LeastTemperature = 0.25,
        };
        Vae model = Make(settings, 2);
        Assert.Equal(2, Temperature(Pass.Training(default, 0)));
        Assert.Equal(1, Temperature(Pass.Training(default, 100)), 1e-12);
        Assert.Equal(0.5, Temperature(Pass.Evaluation(default, null, 200)), 1e-12);
        Assert.Equal(0.25, Temperature(Pass.Training(default, 10_000)));
        // Nothing is trained any more.
        Assert.Equal(0.25, Temperature(Pass.Evaluation()));

        double Temperature(Pass pass)
        {
            using (pass)
            {
                var q = (Independent)model.Encode(pass, pass.From(s_x, [1, 6]));
                return ((StraightThroughOneHotCategorical)q.Base).Temperature.Item();
            }
        }
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Refused("gumbel-softmax: classes is 1; a choice is among at least 2.", new GumbelSoftmaxPosterior { Classes = 1 });
        Refused("gumbel-softmax: leastTemperature is 0; a temperature is positive.", new GumbelSoftmaxPosterior { LeastTemperature = 0 });
        Refused(
            "gumbel-softmax: temperature counts epochs; a posterior knows the steps alone. Let the schedule count these: \"unit\": \"step\".",
            new GumbelSoftmaxPosterior { Temperature = new LinearShape { Over = 3, Unit = ScheduleUnit.Epoch } });

        static void Refused(string message, PosteriorConfig posterior) => Assert.Equal(message, Assert.Throws<ArgumentException>(() => Make(posterior, 2)).Message);
    }

    private static Vae Make(PosteriorConfig posterior, int latents) => new(
        new VaeConfig { Latents = latents, Encoder = MlpConfig.Of(4) with { Activation = Activation.Tanh }, Posterior = posterior, Likelihood = new BernoulliLikelihood() },
        new DataColumn("x", [6]) { Levels = 2 }, ParameterScope.Initialize(RandomKey.FromSeed(3), DType.Float64));

    private static double[] Affine(Dictionary<string, double[]> w, string layer, double[] x)
    {
        double[] weight = w[layer + ".weight"], bias = w[layer + ".bias"];
        return [.. bias.Select((b, o) => b + x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum())];
    }
}
