using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>
/// Gradients through draws against sums over a grid. A mean of 20,000 examples' gradients must lie within 5 standard errors (a level of
/// 6e-7 per number): it detects a bias of about 4 % of one example's standard deviation.
/// </summary>
public sealed class PathEstimatorTests(ITestOutputHelper output)
{
    private const int Passes = 1000, Rows = 20;

    private static readonly Exact.Axis Grid = Exact.Axis.Line("z", 8, 0.2);

    public static TheoryData<string> ElboEstimators => new("reparameterized", "sticking-the-landing", "doubly-reparameterized", "closed form");

    [Theory]
    [MemberData(nameof(ElboEstimators))]
    public void Of_the_ELBO_all_have_the_exact_mean(string name)
    {
        Toy toy = Toy.Line();
        (double value, Dictionary<string, double[]> exact) = Exact.Expectation(toy, 1, static l => l.Sum(0), Grid);
        Assert.Equal(-1.9070820845, value, 1e-9);
        Elbo objective = name == "closed form" ? new Elbo() : new Elbo { Kl = KlEstimate.Sampled, Path = Named(name) };
        Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        Report(name, new Sampled(toy, objective, toy.OfQ, Passes, Rows), all.Deviation(exact));
        Assert.InRange(all.Deviation(exact), 0, 5);
    }

    [Theory]
    [InlineData(1, "reparameterized")]
    [InlineData(1, "sticking-the-landing")]
    [InlineData(1, "doubly-reparameterized")]
    [InlineData(2, "reparameterized")]
    [InlineData(2, "doubly-reparameterized")]
    [InlineData(3, "reparameterized")]
    [InlineData(3, "doubly-reparameterized")]
    public void Of_the_importance_weighted_bound_all_have_the_exact_mean(int samples, string name)
    {
        Toy toy = Toy.Line();
        Exact.Axis grid = samples == 3 ? Exact.Axis.Line("z", 5.6, 0.4) : Grid;
        (double value, Dictionary<string, double[]> exact) = Exact.Expectation(toy, samples, Exact.LogMeanExp, grid);
        Assert.Equal(new[] { -1.9070820845, -1.8606581277, -1.8484965806 }[samples - 1], value, samples == 3 ? 1e-6 : 1e-9);
        ImportanceWeighted objective = new() { Samples = samples, Path = Named(name) };
        Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        Report($"{name}, K = {samples}", new Sampled(toy, objective, toy.OfQ, Passes, Rows), all.Deviation(exact));
        Assert.InRange(all.Deviation(exact), 0, 5);
    }

    [Fact]
    public void Dropping_the_score_of_a_bound_of_two_samples_is_biased_and_refused()
    {
        Toy toy = Toy.Line();
        Dictionary<string, double[]> exact = Exact.Expectation(toy, 2, Exact.LogMeanExp, Grid).Gradients;
        Sampled naive = new(toy, new StuckTwin(2), toy.OfQ, Passes, Rows);
        output.WriteLine($"the broken twin is {naive.Deviation(exact):F1} standard errors off");
        Assert.True(naive.Deviation(exact) > 5, "the test does not see the bias of a dropped score");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new Sampled(
            toy, new ImportanceWeighted { Samples = 2, Path = PathEstimator.StickingTheLanding }, toy.OfQ, 1));
        Assert.Equal(
            "iwae: dropping the score of log q from a bound of 2 samples biases its gradient (Tucker et al. 2019); set Path = "
            + "PathEstimator.DoublyReparameterized, which has no such bias and is the same for one sample.",
            error.Message);
    }

    [Fact]
    public void Sticking_the_landing_has_no_variance_at_the_posterior()
    {
        // p(z | x) = N(0.75, 0.5): log w is the same for every z, so its gradient through z is 0.
        Toy toy = Toy.Line(0.75, Math.Sqrt(0.5));
        Sampled stuck = new(toy, new Elbo { Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding }, toy.OfQ, 50);
        Sampled full = new(toy, new Elbo { Kl = KlEstimate.Sampled }, toy.OfQ, 50), closed = new(toy, new Elbo(), toy.OfQ, 50);
        Sampled twice = new(toy, new ImportanceWeighted { Samples = 5, Path = PathEstimator.DoublyReparameterized }, toy.OfQ, 50);
        output.WriteLine($"sticking {stuck.Variance:G2}, twice {twice.Variance:G2}, whole {full.Variance:G4}, closed form {closed.Variance:G4}");
        Assert.InRange(stuck.Variance, 0, 1e-28);
        Assert.InRange(twice.Variance, 0, 1e-28);
        Assert.True(full.Variance > 0.1 && closed.Variance > 0.1);
    }

    [Fact]
    public void The_signal_of_two_paths_does_not_drown_in_noise_as_samples_are_added()
    {
        // Rainforth et al. 2018, theorem 1: it falls as 1/√K with one path. Tucker et al. 2019, section 8: it rises as √K with two.
        Toy toy = Toy.Line();
        double[] one = Ratios(PathEstimator.Reparameterized), two = Ratios(PathEstimator.DoublyReparameterized);
        output.WriteLine($"K = 1, 8, 64: one path {string.Join(", ", one.Select(static r => r.ToString("F3")))}; "
            + $"two {string.Join(", ", two.Select(static r => r.ToString("F3")))}");
        Assert.True(two[1] > 1.5 * two[0] && two[2] > 1.5 * two[1]);
        Assert.True(one[2] < 0.7 * one[0]);

        double[] Ratios(PathEstimator path) => [.. new[] { 1, 8, 64 }.Select(samples =>
            new Sampled(toy, new ImportanceWeighted { Samples = samples, Path = path }, toy.OfQ, 500).SignalToNoise)];
    }

    [Theory]
    [InlineData("elbo")]
    [InlineData("iwae")]
    [InlineData("piwae")]
    public void Where_one_posterior_depends_on_another_draw_the_mean_is_exact(string bound)
    {
        Toy toy = Toy.Chain();
        Exact.Axis[] grid = bound == "elbo"
            ? [Exact.Axis.Line("z1", 8, 0.25), Exact.Axis.Line("z2", 8, 0.25)]
            : [Exact.Axis.Line("z1", 6, 0.5), Exact.Axis.Line("z2", 6, 0.5)];
        Dictionary<string, double[]> exact = bound == "elbo"
            ? Exact.Expectation(toy, 1, static l => l.Sum(0), grid).Gradients
            : Exact.Expectation(toy, 2, Exact.LogMeanExp, grid).Gradients;
        // Partially: q learns by the mean of single samples, p by the bound of both.
        if (bound == "piwae")
        {
            Dictionary<string, double[]> single = Exact.Expectation(toy, 1, static l => l.Sum(0), grid).Gradients;
            foreach (Parameter parameter in toy.OfQ)
                exact[parameter.Name] = single[parameter.Name];
        }

        foreach (PathEstimator path in new[] { PathEstimator.Reparameterized, PathEstimator.DoublyReparameterized })
        {
            Objective objective = bound switch
            {
                "elbo" => new Elbo { Kl = KlEstimate.Sampled, Path = path },
                "iwae" => new ImportanceWeighted { Samples = 2, Path = path },
                _ => new PartiallyImportanceWeighted { Samples = 1, Groups = 2, Path = path },
            };
            Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
            Report($"{bound}, {path}", new Sampled(toy, objective, toy.OfQ, Passes / 4, Rows), all.Deviation(exact));
            Assert.InRange(all.Deviation(exact), 0, 5);
        }
    }

    [Fact]
    public void Where_one_posterior_depends_on_another_draw_there_is_no_variance_at_the_posterior()
    {
        Toy toy = Toy.Chain(exact: true);
        foreach (Objective objective in new Objective[]
        {
            new Elbo { Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
            new ImportanceWeighted { Samples = 3, Path = PathEstimator.DoublyReparameterized },
        })
            Assert.InRange(new Sampled(toy, objective, toy.OfQ, 50).Variance, 0, 1e-26);
        // The parameters as constants wherever they come from, draws included: right on average, but not without noise.
        double careless = new Sampled(toy, new CarelessTwin(), toy.OfQ, 50).Variance;
        output.WriteLine($"dropping what passes through a posterior's parameters too: variance {careless:G4}");
        Assert.True(careless > 1e-2);
    }

    [Theory]
    [InlineData("iwae")]
    [InlineData("miwae")]
    [InlineData("piwae")]
    [InlineData("piwae-one-path")]
    [InlineData("ciwae")]
    [InlineData("renyi")]
    public void Weighting_gradients_on_their_way_equals_running_the_model_again(string name)
    {
        Toy toy = Toy.Line();
        MultiSampleBound objective = name switch
        {
            "iwae" => new ImportanceWeighted { Samples = 4, Path = PathEstimator.DoublyReparameterized },
            "miwae" => new ImportanceWeighted { Samples = 2, Groups = 3, Path = PathEstimator.DoublyReparameterized },
            "piwae" => new PartiallyImportanceWeighted { Samples = 2, Groups = 3, Path = PathEstimator.DoublyReparameterized },
            "piwae-one-path" => new PartiallyImportanceWeighted { Samples = 2, Groups = 3 },
            "ciwae" => new CombinedImportanceWeighted { Samples = 4, ElboWeight = 0.3, Path = PathEstimator.DoublyReparameterized },
            _ => new Renyi { Samples = 4, Order = 0.4, Path = PathEstimator.DoublyReparameterized },
        };
        double[][] found = [.. new[] { true, false }.Select(hooked =>
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(5));
            TraceMode mode = hooked ? objective.Mode : TraceMode.Posterior(objective.Form().Draws);
            ObjectiveTerms terms = objective.Evaluate(toy.Model.Trace(pass, toy.Rows(pass, 3), mode));
            Gradients gradients = pass.Backward(terms.Loss);
            return (double[])[terms.Loss.Item(), .. toy.Model.Parameters.SelectMany(p => gradients[p].ToDoubles())];
        })];
        Assert.Equal(found[1], found[0], static (a, b) => Math.Abs(a - b) < 1e-13);
    }

    [Theory]
    [InlineData("iwae")]
    [InlineData("piwae")]
    public void A_penalty_on_the_same_trace_is_not_weighted_with_it(string name)
    {
        Toy toy = Toy.Line();
        MultiSampleBound bound = name == "iwae"
            ? new ImportanceWeighted { Samples = 4, Path = PathEstimator.DoublyReparameterized }
            : new PartiallyImportanceWeighted { Samples = 2, Groups = 2 };
        Regularized both = new(bound, new Distortion().Times(3));
        double[] alone = Gradient(pass => bound.Evaluate(toy.Model, toy.Rows(pass, 3), pass).Loss);
        double[] penalty = Gradient(pass => new Distortion().Evaluate(toy.Model.Trace(pass, toy.Rows(pass, 3), TraceMode.Posterior(4))).Value);
        double[] sum = Gradient(pass => both.Evaluate(toy.Model, toy.Rows(pass, 3), pass).Loss);
        Assert.Equal(alone.Zip(penalty, static (a, b) => a + (3 * b)), sum, static (a, b) => Math.Abs(a - b) < 1e-12);

        double[] Gradient(Func<Pass, Tensor> loss)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(6));
            Gradients gradients = pass.Backward(loss(pass));
            return [.. toy.Model.Parameters.SelectMany(p => gradients[p].ToDoubles())];
        }
    }

    private static PathEstimator Named(string name) => name switch
    {
        "reparameterized" => PathEstimator.Reparameterized,
        "sticking-the-landing" => PathEstimator.StickingTheLanding,
        _ => PathEstimator.DoublyReparameterized,
    };

    private void Report(string name, Sampled gradient, double deviation) =>
        output.WriteLine($"{name}: variance by q's parameters {gradient.Variance:G4}, mean off by {deviation:F1} standard errors");

    private sealed class CarelessTwin : Objective
    {
        public override string Name => "twin";

        public override ObjectiveTerms Evaluate(Trace trace)
        {
            Tensor bound = trace.LogWeights(static site => site.LogQDetached());
            return new ObjectiveTerms(-bound.Mean(), bound.Mean(0), []);
        }
    }

    // Sticking the landing where it does not hold: w̃ where w̃² belongs.
    private sealed class StuckTwin(int samples) : Objective
    {
        public override string Name => "twin";

        public override TraceMode Mode => TraceMode.Posterior(samples);

        public override ObjectiveTerms Evaluate(Trace trace)
        {
            Tensor bound = Exact.LogMeanExp(trace.LogWeights(static site => site.LogQDetached()));
            return new ObjectiveTerms(-bound.Mean(), bound, []);
        }
    }
}
