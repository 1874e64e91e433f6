using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>
/// Gradients at sites whose draws pass none, against sums over all values. Level and detection as in <see cref="PathEstimatorTests"/>.
/// </summary>
public sealed class ScoreFunctionTests(ITestOutputHelper output)
{
    private const int Passes = 1000, Rows = 20;

    private static readonly Exact.Axis Bits = Exact.Axis.Bits("z", 2);

    public static TheoryData<string, int, KlEstimate> ElboCases
    {
        get
        {
            TheoryData<string, int, KlEstimate> cases = [];
            foreach (KlEstimate kl in Enum.GetValues<KlEstimate>())
            {
                foreach (string baseline in new[] { "none", "running-mean", "input" })
                    cases.Add(baseline, 1, kl);
                cases.Add("leave-one-out", 2, kl);
                cases.Add("leave-one-out", 4, kl);
                cases.Add("none", 2, kl);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(ElboCases))]
    public void Of_the_ELBO_every_baseline_gives_the_exact_mean(string baseline, int samples, KlEstimate kl)
    {
        Toy toy = Toy.Bits();
        Dictionary<string, double[]> exact = Exact.Expectation(toy, 1, static l => l.Sum(0), Bits).Gradients;
        Sampled gradient = Sample(toy, new Elbo { Samples = samples, Kl = kl, Score = new ScoreFunction(Made(baseline)) });
        Assert.InRange(Report($"{baseline}, S = {samples}, KL {kl}", gradient, exact), 0, 5);
    }

    [Theory]
    [InlineData("none", 2)]
    [InlineData("running-mean", 2)]
    [InlineData("input", 2)]
    [InlineData("leave-one-out", 2)]
    [InlineData("leave-one-out", 3)]
    public void Of_the_importance_weighted_bound_every_baseline_gives_the_exact_mean(string baseline, int samples)
    {
        Toy toy = Toy.Bits();
        Dictionary<string, double[]> exact = Exact.Expectation(toy, samples, Exact.LogMeanExp, Bits).Gradients;
        Sampled gradient = Sample(toy, new ImportanceWeighted { Samples = samples, Score = new ScoreFunction(Made(baseline)) });
        Assert.InRange(Report($"{baseline}, K = {samples}", gradient, exact), 0, 5);
    }

    [Fact]
    public void Baselines_take_variance_and_leaving_one_out_of_a_bound_takes_most()
    {
        // Every example is the same here, so a running mean knows all that a baseline of the ELBO can; in a bound the draws share one signal.
        Toy toy = Toy.Bits();
        double[] ofElbo = Variances(static baseline => new Elbo { Samples = 4, Kl = KlEstimate.Sampled, Score = new ScoreFunction(baseline) });
        double[] ofBound = Variances(static baseline => new ImportanceWeighted { Samples = 4, Score = new ScoreFunction(baseline) });
        output.WriteLine($"ELBO, 4 samples: leave-one-out {ofElbo[0]:G4}, running mean {ofElbo[1]:G4}, none {ofElbo[2]:G4}");
        output.WriteLine($"bound of 4 samples: VIMCO {ofBound[0]:G4}, running mean {ofBound[1]:G4}, none {ofBound[2]:G4}");
        Assert.True(ofElbo[0] < 0.5 * ofElbo[2] && ofElbo[1] < 0.5 * ofElbo[2]);
        Assert.True(ofBound[0] < 0.5 * ofBound[1] && ofBound[1] < 0.5 * ofBound[2]);

        double[] Variances(Func<Baseline, Objective> objective) =>
            [.. new[] { "leave-one-out", "running-mean", "none" }.Select(name => Sample(toy, objective(Made(name)), toy.OfQ).Variance)];
    }

    [Fact]
    public void A_baseline_that_reads_the_input_has_less_variance_where_inputs_differ()
    {
        // Half of the examples are explained badly whatever z is: their signal is far below the others'.
        Toy toy = Toy.Bits();
        double running = Variance(new RunningMean()), input = Variance(Made("input"));
        output.WriteLine($"running mean {running:G4}, a network that reads the input {input:G4}");
        Assert.True(input < 0.5 * running);

        double Variance(Baseline baseline)
        {
            Elbo objective = new() { Score = new ScoreFunction(baseline) };
            Adam? learner = baseline.Parameters.Count > 0 ? new Adam(baseline.Parameters, 0.02) : null;
            List<double> gradients = [];
            for (int step = 0; step < 1500; step++)
            {
                using Pass pass = Pass.Training(RandomKey.FromSeed(2).At(step), step);
                Tensor x = pass.From([1.5, -4.0], [2, 1]);
                ObjectiveTerms terms = objective.Evaluate(toy.Model, Latent.Data.Batch.Of("x", x), pass);
                Gradients found = pass.Backward(terms.Loss);
                if (step >= 500) gradients.Add(found[toy["q.z"]].DoubleSpan[0]);
                learner?.Step(found);
                objective.Update(terms);
            }

            double mean = gradients.Average();
            return gradients.Average(g => (g - mean) * (g - mean));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_baseline_that_knows_its_own_draw_is_biased(bool bound)
    {
        Toy toy = Toy.Bits();
        Objective objective = bound
            ? new ImportanceWeighted { Samples = 2, Score = new ScoreFunction(new SelfishTwin()) }
            : new Elbo { Samples = 2, Score = new ScoreFunction(new SelfishTwin()) };
        Dictionary<string, double[]> exact =
            (bound ? Exact.Expectation(toy, 2, Exact.LogMeanExp, Bits) : Exact.Expectation(toy, 1, static l => l.Sum(0), Bits)).Gradients;
        double deviation = Report("a baseline that knows its own draw", new Sampled(toy, objective, toy.OfQ, Passes, Rows), exact);
        Assert.True(deviation > 5, "the test does not see the bias of a baseline that depends on its own draw");
    }

    [Fact]
    public void Leaving_one_out_with_a_mean_over_all_samples_is_biased()
    {
        // VIMCO whose geometric mean has the sample itself in it: what is left out comes back in.
        Toy toy = Toy.Bits();
        Dictionary<string, double[]> exact = Exact.Expectation(toy, 2, Exact.LogMeanExp, Bits).Gradients;
        Sampled twin = new(toy, new ImportanceWeighted { Samples = 2, Score = new ScoreFunction(new WrongMeanTwin()) }, toy.OfQ, Passes, Rows);
        Assert.True(Report("a leave-one-out mean over all", twin, exact) > 5, "the test does not see a wrong mean");
    }

    [Fact]
    public void The_baseline_of_a_bound_is_the_bound_without_the_sample()
    {
        // By hand for three samples: sample k replaced by the geometric mean of the other two.
        double[] l = [-1.2, 0.4, -2.5];
        double[] expected = [.. Enumerable.Range(0, 3).Select(k =>
        {
            double others = (l.Sum() - l[k]) / 2;
            return Math.Log((Math.Exp(others) + l.Where((_, i) => i != k).Sum(Math.Exp)) / 3);
        })];
        Tensor found = new PowerMean(1, 1, 1).LeaveOneOut(Tensor.From(l, [3, 1]));
        Assert.Equal(expected, found.ToDoubles().Select(static v => Math.Round(v, 12)), (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Fact]
    public void The_loss_keeps_its_value()
    {
        Toy toy = Toy.Bits();
        double[] values = [.. new[] { "none", "leave-one-out" }.Select(name =>
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(3));
            return new Elbo { Samples = 3, Score = new ScoreFunction(Made(name)) }.Evaluate(toy.Model, toy.Rows(pass, 4), pass).Loss.Item();
        })];
        using Pass training = Pass.Training(RandomKey.FromSeed(3));
        ObjectiveTerms terms = new Elbo { Samples = 3, Score = new ScoreFunction() }.Evaluate(toy.Model, toy.Rows(training, 4), training);
        Assert.Equal(-terms.Bound.Mean().Item(), values[0], 12);
        Assert.Equal(values[0], values[1], 12);
    }

    [Fact]
    public void A_draw_that_passes_no_gradient_is_refused_with_the_remedies()
    {
        Toy toy = Toy.Bits();
        foreach (Objective objective in new Objective[] { new Elbo(), new ImportanceWeighted() })
        {
            using Pass pass = Pass.Training();
            string message = Assert.Throws<InvalidOperationException>(() => objective.Evaluate(toy.Model, toy.Rows(pass, 2), pass)).Message;
            Assert.StartsWith("Site 'z': no gradient passes through a draw of Bernoulli batch [2] event [2]", message, StringComparison.Ordinal);
            Assert.Contains("(DiscreteSite.Enumerated), relax the variable", message, StringComparison.Ordinal);
            Assert.Contains("Score = new ScoreFunction(...)", message, StringComparison.Ordinal);
            // Where nothing is learned there is nothing to refuse.
            using Pass evaluation = Pass.Evaluation();
            _ = objective.Evaluate(toy.Model, toy.Rows(evaluation, 2), evaluation);
        }
    }

    [Fact]
    public void One_sample_cannot_be_left_out()
    {
        Toy toy = Toy.Bits();
        using Pass pass = Pass.Training();
        Assert.Equal(
            "Site 'z': leaving one sample out needs at least 2; the objective draws 1. Set Samples, or take another baseline.",
            Assert.Throws<InvalidOperationException>(() =>
                new Elbo { Score = new ScoreFunction(Baseline.LeaveOneOut) }.Evaluate(toy.Model, toy.Rows(pass, 2), pass)).Message);
        Assert.Equal(
            "Leaving one sample out needs at least 2 in each group: raise Samples, or take another baseline.",
            Assert.Throws<InvalidOperationException>(() => new PowerMean(1, 1, 2).LeaveOneOut(Tensor.Zeros([2, 1], DType.Float64))).Message);
    }

    private static Baseline Made(string name) => name switch
    {
        "none" => Baseline.None,
        "running-mean" => new RunningMean(),
        "leave-one-out" => Baseline.LeaveOneOut,
        _ => new InputBaseline(ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64) / "baseline", "x", 1, 3, "z"),
    };

    // What baselines learn, they learn on the way: at the end of each step, as in a training.
    private static Sampled Sample(Toy toy, Objective objective, IReadOnlyList<Parameter>? parameters = null)
    {
        Sgd? optimizer = objective.Parameters.Count > 0 ? new Sgd(objective.Parameters, 0.02) : null;
        return new Sampled(toy, objective, parameters ?? [.. toy.OfQ, .. toy.OfP], Passes, Rows, learning: (terms, gradients) =>
        {
            optimizer?.Step(gradients);
            objective.Update(terms);
        });
    }

    private double Report(string name, Sampled gradient, Dictionary<string, double[]> exact)
    {
        double deviation = gradient.Deviation(exact);
        output.WriteLine($"{name}: variance {gradient.Variance:G4}, mean off by {deviation:F1} standard errors");
        return deviation;
    }

    // Half of its own signal: on average the gradient loses half.
    private sealed class SelfishTwin : Baseline
    {
        public override string Name => "twin";

        public override Tensor Of(LearningSignal signal) => signal.Values * 0.5;
    }

    private sealed class WrongMeanTwin : Baseline
    {
        public override string Name => "twin";

        public override Tensor Of(LearningSignal signal)
        {
            Tensor l = signal.Trace.LogWeights().Detach();
            Tensor mean = l.MeanKeepingAxes(0);
            Tensor first = Ops.Stack([mean.Reshape(-1), l.Rows(1, 1).Reshape(-1)]), second = Ops.Stack([l.Rows(0, 1).Reshape(-1), mean.Reshape(-1)]);
            return Ops.Stack([Exact.LogMeanExp(first), Exact.LogMeanExp(second)]);
        }
    }
}
