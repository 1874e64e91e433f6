using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Tensors;
using Latent.Tests.Models;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>The score function together with what else an objective can do. Level and detection as in <see cref="PathEstimatorTests"/>.</summary>
public sealed class ScoreOptionTests(ITestOutputHelper output)
{
    private const int Passes = 1000, Rows = 20;

    public static TheoryData<string> Weights => new("beta", "beta sampled", "free bits below", "free bits above", "free bits per dimension", "capacity");

    [Theory]
    [MemberData(nameof(Weights))]
    public void Weights_of_the_KL_are_weights_of_the_signal(string name)
    {
        // KL of the two bits is about 0.02 and 0.03 nats.
        Elbo Objective(ScoreFunction? score) => name switch
        {
            "beta" => new Elbo { Beta = 0.3, Score = score },
            "beta sampled" => new Elbo { Beta = 3.0, Kl = KlEstimate.Sampled, Score = score },
            "free bits below" => new Elbo { FreeBits = FreeBits.PerSite(0.5), Score = score },
            "free bits above" => new Elbo { FreeBits = FreeBits.PerSite(0.01), Beta = 4.0, Score = score },
            "free bits per dimension" => new Elbo { FreeBits = FreeBits.PerDimension(0.025), Score = score },
            _ => new Elbo { Capacity = new Capacity(0.5, 5), Score = score },
        };
        Compare(Toy.Bits(), Objective(new ScoreFunction(new RunningMean())), Toy.Bits(DiscreteSite.Enumerated), Objective(null));
    }

    [Theory]
    [InlineData(KlEstimate.ClosedForm)]
    [InlineData(KlEstimate.Sampled)]
    public void A_variable_drawn_from_a_learned_prior_has_its_score_too(KlEstimate kl) => Compare(
        Toy.PriorThenBit(), new Elbo { Samples = 2, Kl = kl, Score = new ScoreFunction(Baseline.LeaveOneOut) },
        Toy.PriorThenBit(DiscreteSite.Enumerated), new Elbo());

    [Fact]
    public void Beside_an_enumerated_variable_the_ELBO_s_mean_is_exact() => Compare(
        Toy.BitThenBit(), new Elbo { Samples = 2, Score = new ScoreFunction(Baseline.LeaveOneOut) },
        Toy.BitThenBit(DiscreteSite.Enumerated), new Elbo());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Beside_an_enumerated_variable_the_weighted_bound_s_mean_is_exact(bool leaveOneOut)
    {
        Toy toy = Toy.BitThenBit();
        Baseline baseline = leaveOneOut ? Baseline.LeaveOneOut : Baseline.None;
        Dictionary<string, double[]> exact = Exact.WithBitSummedOut(toy, Exact.Noise.Bit, partially: false);
        Sampled all = new(toy, new ImportanceWeighted { Samples = 2, Score = new ScoreFunction(baseline) }, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        Assert.InRange(Report(baseline.Name, all, exact), 0, 5);
        // Draws that come of one number for all values of y are no independent draws: each score would count for the others too.
        using Pass pass = Pass.Training();
        Assert.Contains("noise of their own", Assert.Throws<ArgumentException>(() =>
            new ImportanceWeighted { Samples = 2, Score = new ScoreFunction(baseline) }
                .Evaluate(toy.Model.Trace(pass, toy.Rows(pass, 2), TraceMode.Posterior(2)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_observed_was_not_drawn_and_has_no_score()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter q = scope.Parameter("q", [1, 2], Initializer.Zeros), effect = scope.Parameter("effect", [2], Initializer.Constant(0.7));
        Lambda model = new(
            t =>
            {
                Tensor y = t.LatentOrObserved(
                    "y", Bernoulli.FromLogits(t.Pass.Full([2], 0.2, DType.Float64), 1),
                    () => Bernoulli.FromLogits((0.0 * t.Observed("x")) + t.Pass[q], 1));
                t.Observe("x", Normal.FromLogScale((y * t.Pass[effect]).SumKeepingAxes(-1), 0.0, 1));
            },
            scope.Parameters);
        foreach (Objective objective in new Objective[]
        {
            new Elbo { Score = new ScoreFunction() },
            new ImportanceWeighted { Samples = 3, Score = new ScoreFunction(Baseline.LeaveOneOut) },
        })
        {
            foreach (bool labelled in new[] { true, false })
            {
                using Pass pass = Pass.Training(RandomKey.FromSeed(3));
                Batch batch = Batch.Of("x", pass.From([0.5, 2], [2, 1]))
                    .With("y", pass.From([1.0, 0, 1, 1], [2, 2]), pass.Full([2], labelled ? 1 : 0, DType.Float64));
                Gradients gradients = pass.Backward(objective.Evaluate(model, batch, pass).Loss);
                Assert.Equal(labelled, gradients[q].ToDoubles().All(static g => g == 0));
                Assert.Contains(gradients[effect].ToDoubles(), static g => g != 0);
            }
        }
    }

    [Fact]
    public void A_running_mean_is_the_objective_s_state()
    {
        Toy toy = Toy.Bits();
        Elbo first = Made();
        for (int step = 0; step < 3; step++)
            Step(first, step);
        Elbo second = Made();
        second.Restore(first.State);
        Assert.Equal(["baseline/z"], second.State.Values.Keys);
        Assert.Equal(Step(first, 3), Step(second, 3));
        Assert.Equal(first.State.Values, second.State.Values);
        Assert.NotEqual(Step(Made(), 4)[0], Step(first, 4)[0]);
        Assert.Contains("means nothing to 'elbo'", Assert.Throws<ArgumentException>(() => new Elbo().Restore(first.State)).Message, StringComparison.Ordinal);
        Assert.Contains("[0, 1)", Assert.Throws<ArgumentOutOfRangeException>(static () => new RunningMean(1)).Message, StringComparison.Ordinal);

        static Elbo Made() => new() { Score = new ScoreFunction(new RunningMean(0.8)) };

        double[] Step(Elbo objective, int step)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(5).At(step), step);
            ObjectiveTerms terms = objective.Evaluate(toy.Model, toy.Rows(pass, 3), pass);
            double[] gradient = pass.Backward(terms.Loss)[toy["q.z"]].ToDoubles();
            objective.Update(terms);
            return gradient;
        }
    }

    [Fact]
    public void A_network_of_baselines_says_which_sites_it_knows()
    {
        Toy toy = Toy.Bits();
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64) / "baseline";
        InputBaseline baseline = new(scope, "x", 1, 3, "a", "b");
        Elbo objective = new() { Score = new ScoreFunction(baseline) };
        Assert.Equal(
            ["baseline.hidden.0.weight [3, 1]", "baseline.hidden.0.bias [3]", "baseline.output.weight [2, 3]", "baseline.output.bias [2]"],
            objective.Parameters.Select(static p => p.ToString()));
        using Pass pass = Pass.Training();
        Assert.Equal(
            "InputBaseline: site 'z' needs a baseline; this one was made for a, b.",
            Assert.Throws<InvalidOperationException>(() => objective.Evaluate(toy.Model, toy.Rows(pass, 2), pass)).Message);
    }

    // An estimate against the same objective with every value gone through, whose gradient has no noise.
    private void Compare(Toy toy, Objective objective, Toy enumerated, Objective exactly)
    {
        using Pass pass = Pass.Training();
        Gradients gradients = pass.Backward(exactly.Evaluate(enumerated.Model, enumerated.Rows(pass, 1), pass).Loss);
        Dictionary<string, double[]> exact = gradients.Parameters.ToDictionary(
            static p => p.Name, p => gradients[p].ToDoubles().Select(static g => -g).ToArray(), StringComparer.Ordinal);
        Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows, learning: (terms, _) => objective.Update(terms));
        Assert.InRange(Report(objective.ToString()!, all, exact), 0, 5);
    }

    private double Report(string name, Sampled gradient, Dictionary<string, double[]> exact)
    {
        double deviation = gradient.Deviation(exact);
        output.WriteLine($"{name}: variance {gradient.Variance:G4}, mean off by {deviation:F1} standard errors");
        return deviation;
    }
}
