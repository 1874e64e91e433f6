using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Objectives;

public sealed class ObjectiveStateTests
{
    [Fact]
    public void Numbers_are_found_by_name_and_joined()
    {
        ObjectiveState state = new ObjectiveState([new("b", 0.1 + 0.2)]).With([new("a", -0.0)]);
        Assert.Equal(["a", "b"], state.Values.Keys);
        Assert.Equal(0.1 + 0.2, state["b"]);
        Assert.True(double.IsNegative(state["a"]));
    }

    [Fact]
    public void Wrong_states_are_refused_by_name()
    {
        ObjectiveState state = new([new("multiplier", 1)]);
        Assert.Equal(
            "Objective state: 'average' is missing; there is: multiplier. It belongs to another objective.",
            Assert.Throws<ArgumentException>(() => state["average"]).Message);
        Assert.Contains("'multiplier' is given twice", Assert.Throws<ArgumentException>(() => state.With([new("multiplier", 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("'x' is NaN", Assert.Throws<ArgumentException>(() => new ObjectiveState([new("x", double.NaN)])).Message, StringComparison.Ordinal);
        Assert.Equal(
            "Objective state: 'multiplier' means nothing to 'elbo', which knows: none.",
            Assert.Throws<ArgumentException>(() => new Elbo().Restore(state)).Message);
        new Elbo().Restore(ObjectiveState.Empty);
    }

    [Fact]
    public void A_measure_is_found_by_its_name()
    {
        ObjectiveTerms terms = new(Tensor.Zeros([]), Tensor.Zeros([1]), []) { Measures = [new Measure("beta", 0.5)] };
        Assert.Equal(0.5, terms.Measured("beta"));
        Assert.Equal("There is no measure 'alpha'; there is: beta.", Assert.Throws<KeyNotFoundException>(() => terms.Measured("alpha")).Message);
    }

    [Fact]
    public void An_objective_evaluates_the_trace_its_mode_makes()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Latent.Data.Batch batch = Latent.Data.Batch.Of("x", pass.From(Models.LinearGaussian.X, [1, 3]));
        Elbo elbo = new() { Samples = 3 };
        Trace trace = Models.LinearGaussian.BestDiagonal().Trace(pass, batch, elbo.Mode);
        Assert.Equal(3, trace.Samples);
        Assert.Equal(elbo.Evaluate(Models.LinearGaussian.BestDiagonal(), batch, pass).Loss.Item(), elbo.Evaluate(trace).Loss.Item());
    }
}
