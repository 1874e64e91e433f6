using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
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

    private static PathEstimator Named(string name) => name switch
    {
        "reparameterized" => PathEstimator.Reparameterized,
        "sticking-the-landing" => PathEstimator.StickingTheLanding,
        _ => PathEstimator.DoublyReparameterized,
    };

    private void Report(string name, Sampled gradient, double deviation) =>
        output.WriteLine($"{name}: variance by q's parameters {gradient.Variance:G4}, mean off by {deviation:F1} standard errors");

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
