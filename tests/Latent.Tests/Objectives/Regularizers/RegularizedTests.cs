using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

public sealed class RegularizedTests
{
    [Fact]
    public void Penalties_are_added_with_their_weights_of_the_step_on_one_trace()
    {
        CodeTable model = CodeTable.Small();
        int runs = 0;
        Lambda counted = new(
            t =>
            {
                runs++;
                model.Run(t);
            },
            model.Parameters);
        using Pass pass = Pass.Training(RandomKey.FromSeed(1), step: 5);
        Objective objective = new Regularized(
            new Elbo { Samples = 2 }, new Rate().Times(Schedule.Linear(0, 1, steps: 10)), new Distortion().Times(-2));
        ObjectiveTerms terms = objective.Evaluate(counted, model.Batch(), pass);
        Assert.Equal(1, runs);
        double rate = terms.Kl.Mean().Item(), distortion = -terms.LogLikelihood.Mean().Item();
        Assert.Equal([("rate", rate), ("rate.weight", 0.5), ("distortion", distortion), ("distortion.weight", -2)], terms.Measures.Select(static m => (m.Name, m.Value)));
        Assert.Equal(rate + distortion + (0.5 * rate) - (2 * distortion), terms.Loss.Item(), 1e-12);
        Assert.Equal("elbo + rate + distortion", objective.Name);
    }

    [Fact]
    public void A_weight_of_zero_leaves_the_gradient_as_it_was()
    {
        CodeTable model = CodeTable.Small();
        Assert.Equal(Gradient(new Elbo()), Gradient(new Regularized(new Elbo(), new KlDecomposition(MinibatchSampling.Weighted(9)).Times(0))));

        double[] Gradient(Objective objective)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(1));
            return pass.Backward(objective.Evaluate(model, model.Batch(), pass).Loss)[model.Parameters[0]].ToDoubles();
        }
    }

    [Fact]
    public void Two_penalties_of_one_name_are_refused() => Assert.Equal(
        "Two penalties are named 'rate'; set Name on one of them, so that reports tell them apart.",
        Assert.Throws<ArgumentException>(static () => new Regularized(new Elbo(), new Rate().Times(1), new Rate().Times(2))).Message);
}
