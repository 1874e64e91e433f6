using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Training;

namespace Latent.Tests.Training;

/// <summary>What "the best" is: the bound of a plain objective, the loss where there are penalties, the constraints before all else.</summary>
public sealed class MeritTests
{
    [Fact]
    public void A_plain_objective_is_judged_by_its_bound_and_one_with_penalties_by_its_loss()
    {
        TermSummary low = Summary(loss: 90, bound: -100), high = Summary(loss: 95, bound: -80);
        Elbo plain = new();
        Regularized penalised = new(new Elbo(), new CodeNorm().Times(1));
        Assert.True(Merit.Of(high, plain).IsBetterThan(Merit.Of(low, plain)));
        Assert.True(Merit.Of(low, penalised).IsBetterThan(Merit.Of(high, penalised)));
    }

    [Fact]
    public void Parameters_that_keep_a_constraint_are_better_than_any_that_do_not_and_multipliers_do_not_count()
    {
        Constrained objective = new(new Elbo(), new Constraint(new CodeNorm { Name = "norm" }, 1));
        TermSummary broken = Summary(loss: 80, bound: -80, ("norm.violation", 0.5), ("norm.multiplier", 0));
        TermSummary worse = Summary(loss: 70, bound: -70, ("norm.violation", 0.7), ("norm.multiplier", 0));
        TermSummary kept = Summary(loss: 100, bound: -120, ("norm.violation", -0.1), ("norm.multiplier", 200));
        TermSummary better = Summary(loss: 119, bound: -119, ("norm.violation", -0.1), ("norm.multiplier", 0));
        Assert.True(Merit.Of(broken, objective).IsBetterThan(Merit.Of(worse, objective)));
        Assert.True(Merit.Of(kept, objective).IsBetterThan(Merit.Of(broken, objective)));
        // 100 + 200·0.1 = 120 without the multiplier's part, against 119.
        Assert.True(Merit.Of(better, objective).IsBetterThan(Merit.Of(kept, objective)));
        Assert.Equal([("norm", 0.5)], Merit.Violations(broken));
    }

    private static TermSummary Summary(double loss, double bound, params (string Name, double Value)[] measures) =>
        new(10, loss, bound, [], [.. measures.Select(static m => new Measure(m.Name, m.Value))]);
}
