using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;
using Latent.Tests.Objectives.Regularizers;

namespace Latent.Tests.Objectives.Constraints;

public sealed class ConstrainedTests
{
    [Fact]
    public void The_loss_is_the_Lagrangian_and_all_is_measured()
    {
        CodeTable model = CodeTable.Small();
        Constrained objective = new(
            new Elbo(),
            new Constraint(new Rate(), Schedule.Linear(2, 1, steps: 10)) { InitialMultiplier = 3 },
            new Constraint(new Distortion(), 1.5) { InitialMultiplier = 0.5, StepSize = 0.25 });
        using Pass pass = Pass.Training(RandomKey.FromSeed(1), step: 5);
        ObjectiveTerms terms = objective.Evaluate(model, model.Batch(), pass);
        double rate = terms.Kl.Mean().Item(), distortion = -terms.LogLikelihood.Mean().Item();
        Assert.Equal(rate + distortion + (3 * (rate - 1.5)) + (0.5 * (distortion - 1.5)), terms.Loss.Item(), 1e-12);
        Assert.Equal(
            [
                ("rate", rate), ("rate.multiplier", 3), ("rate.violation", rate - 1.5), ("rate.bound", 1.5), ("rate.step-size", 0.01),
                ("distortion", distortion), ("distortion.multiplier", 0.5), ("distortion.violation", distortion - 1.5), ("distortion.bound", 1.5),
                ("distortion.step-size", 0.25),
            ],
            terms.Measures.Select(static m => (m.Name, m.Value)));
        Assert.Equal("elbo with rate bounded, distortion bounded", objective.Name);
        objective.Update(terms);
        Assert.Equal(3 + (0.01 * (rate - 1.5)), objective.State["rate.multiplier"]);
    }

    [Theory]
    [InlineData(MultiplierUpdate.Additive, 0)]
    [InlineData(MultiplierUpdate.Additive, 0.5)]
    [InlineData(MultiplierUpdate.Exponential, 0)]
    [InlineData(MultiplierUpdate.Exponential, 0.5)]
    public void Multipliers_follow_their_rule(MultiplierUpdate rule, double average)
    {
        Constrained objective = new(
            new Elbo(), new Constraint(new Rate(), 1) { Update = rule, Average = average, InitialMultiplier = 0.4, LargestMultiplier = 0.6 });
        double multiplier = 0.4, followed = double.NaN;
        foreach (double violation in new[] { 0.3, -0.7, -0.9, 1.5, 0.4 })
        {
            objective.Update(Terms(violation, stepSize: 0.5));
            followed = double.IsNaN(followed) || average == 0 ? violation : (average * followed) + ((1 - average) * violation);
            multiplier = rule == MultiplierUpdate.Additive ? multiplier + (0.5 * followed) : multiplier * Math.Exp(0.5 * followed);
            multiplier = Math.Clamp(multiplier, 0, 0.6);
            Assert.Equal(multiplier, objective.State["rate.multiplier"], 1e-12);
        }

        Assert.Equal(average > 0, objective.State.Values.ContainsKey("rate.average"));
    }

    /// <summary>Twenty steps, and ten steps, a state and a fresh objective for ten more, end in the same bits.</summary>
    [Fact]
    public void A_training_resumes_to_the_bit()
    {
        Assert.Equal(Run(0), Run(10));

        static double[] Run(int restartAt)
        {
            ScalarCode model = new(0.4);
            Adam adam = new(model.Parameters, 0.01);
            Objective objective = Make();
            for (int step = 0; step < 20; step++)
            {
                if (step == restartAt && step > 0)
                {
                    ObjectiveState saved = new(objective.State.Values);
                    objective = Make();
                    objective.Restore(saved);
                }

                using Pass pass = Pass.Training(RandomKey.FromSeed(7).At(step), step);
                ObjectiveTerms terms = objective.Evaluate(model, ScalarCode.TwoClasses(0.8, 16), pass);
                adam.Step(pass.Backward(terms.Loss));
                objective.Update(terms);
            }

            return [.. model.Parameters.SelectMany(static p => p.Value.ToDoubles()), .. objective.State.Values.Values];
        }

        // A constraint on an objective with a constraint: both states are saved.
        static Objective Make() => new Regularized(
            new Constrained(
                new Constrained(new Elbo(), new Constraint(new Rate(), 0.3) { StepSize = 0.1 }),
                new Constraint(new AggregatedMutualInformation("y"), 0.05)
                {
                    Update = MultiplierUpdate.Exponential,
                    InitialMultiplier = 1,
                    Average = 0.9,
                }),
            new Distortion().Times(0.1));
    }

    [Fact]
    public void A_state_that_does_not_fit_changes_nothing()
    {
        Constrained objective = new(new Elbo(), new Constraint(new Rate(), 1) { InitialMultiplier = 2 });
        Assert.Equal(
            "Objective state: 'rate.multiplier' is missing; there is: mmd.multiplier. It belongs to another objective.",
            Assert.Throws<ArgumentException>(() => objective.Restore(new ObjectiveState([new("mmd.multiplier", 1)]))).Message);
        Assert.Equal(
            "Objective state: 'mmd.multiplier' means nothing to 'elbo', which knows: none.",
            Assert.Throws<ArgumentException>(() => objective.Restore(new ObjectiveState([new("mmd.multiplier", 1), new("rate.multiplier", 5)]))).Message);
        Assert.Equal(
            "Objective state: 'rate.multiplier' is -1; a multiplier is at least 0.",
            Assert.Throws<ArgumentException>(() => objective.Restore(new ObjectiveState([new("rate.multiplier", -1)]))).Message);
        Assert.Equal(2, objective.State["rate.multiplier"]);
    }

    [Fact]
    public void Settings_that_contradict_are_refused()
    {
        Assert.Contains(
            "the exponential rule never leaves a multiplier of 0",
            Assert.Throws<ArgumentException>(static () => new Constrained(
                new Elbo(), new Constraint(new Rate(), 1) { Update = MultiplierUpdate.Exponential })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Constraint: Average must be in [0, 1).",
            Assert.Throws<ArgumentOutOfRangeException>(static () => new Constraint(new Rate(), 1) { Average = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Constraint: InitialMultiplier must be at least 0.",
            Assert.Throws<ArgumentOutOfRangeException>(static () => new Constraint(new Rate(), 1) { InitialMultiplier = -1 }).Message,
            StringComparison.Ordinal);
        Constrained objective = new(new Elbo(), new Constraint(new Rate(), 1));
        Assert.Contains(
            "its violation is NaN; the multiplier cannot follow it",
            Assert.Throws<ArgumentException>(() => objective.Update(Terms(double.NaN, 0.1))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "its step size is -0.1; it must be at least 0",
            Assert.Throws<ArgumentException>(() => objective.Update(Terms(1, -0.1))).Message, StringComparison.Ordinal);
    }

    /// <summary>A prior without a closed form: by samples, as many as are asked for; closed forms of one's own are looked up too.</summary>
    [Fact]
    public void The_least_rate_and_the_rate_take_any_prior()
    {
        Lambda model = new(static t => t.Observe("x", Normal.FromScale(
            t.Latent(
                "z",
                Mixture.FromProbs(t.Pass.From([0.3, 0.7], [2]), Normal.FromScale(t.Pass.From([-1.0, 1], [2, 1]), 0.5, eventAxes: 1)),
                () => Normal.FromScale(t.Observed("x"), 0.6, eventAxes: 1)),
            1.0,
            eventAxes: 1)));
        Batch batch = Batch.Of("x", Tensor.From([0.2, 0.4, -0.3], [3, 1])).With("y", Tensor.Zeros([3, 1], DType.Float64));
        Constrained geco = Constrained.Geco(1.5, rate: new LeastRate { Kl = KlEstimate.Sampled, Samples = 3 });
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = model.Trace(pass, batch, geco.Mode);
        ObjectiveTerms terms = geco.Base.Evaluate(trace);
        Assert.Equal(3, trace.Samples);
        Assert.Equal(trace.Kl(trace["z"], KlEstimate.Sampled).Mean().Item(), terms.Loss.Item(), 1e-12);
        _ = geco.Evaluate(trace);
        Assert.Throws<KlNotKnownException>(() => new LeastRate().Evaluate(trace));

        KlRegistry registry = KlRegistry.Default.With(KlRule.Of<Normal, Mixture>("0.25", static (q, _) => Tensor.Full([q.BatchShape[0]], 0.25, DType.Float64)));
        Assert.Equal(0.25, new LeastRate { Registry = registry }.Evaluate(trace).Loss.Item(), 1e-12);
        Assert.Equal(0.25, new Rate { Registry = registry }.Evaluate(trace).Value.Item(), 1e-12);
        PenaltyTerms bound = new VariationalMutualInformation("y", 0) { Registry = registry }.Evaluate(trace);
        Assert.Equal(0.25, bound.Measures.Single(static m => string.Equals(m.Name, "rate", StringComparison.Ordinal)).Value, 1e-12);
    }

    [Fact]
    public void The_least_rate_is_the_KL_term_alone()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = model.Trace(pass, model.Batch(), new LeastRate().Mode);
        ObjectiveTerms terms = new LeastRate().Evaluate(trace), elbo = new Elbo().Evaluate(trace);
        Assert.Equal(elbo.Kl.Mean().Item(), terms.Loss.Item());
        Assert.Equal(elbo.Bound.ToDoubles(), terms.Bound.ToDoubles());
    }

    private static ObjectiveTerms Terms(double violation, double stepSize) => new(Tensor.Zeros([]), Tensor.Zeros([1]), [])
    {
        Measures = [new Measure("rate.violation", violation), new Measure("rate.step-size", stepSize)],
    };
}
