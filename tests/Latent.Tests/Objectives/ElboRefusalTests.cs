using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Objectives.Regularizers;

namespace Latent.Tests.Objectives;

/// <summary>What would be a wrong number without a word is refused with the remedy.</summary>
public sealed class ElboRefusalTests
{
    /// <summary>At the means of q log p(x, z) - log q(z) is no bound: here 1.5 nats above log p(x) for each example.</summary>
    [Fact]
    public void A_trace_of_means_is_refused()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation();
        foreach (TraceMode mode in new[] { TraceMode.Encode, TraceMode.Reconstruct })
        {
            Trace trace = model.Trace(pass, model.Batch(), mode);
            foreach (Objective objective in new Objective[] { new Elbo(), new LeastRate() })
            {
                Assert.Equal(
                    "Elbo: the codes of this trace are means of q (TraceMode.Encode or Reconstruct), and the bound is an expectation over draws: "
                    + "at the means it may exceed log p(x). Make the trace with the objective's Mode, or take Reconstruction.",
                    Assert.Throws<ArgumentException>(() => objective.Evaluate(trace)).Message);
            }
        }
    }

    [Fact]
    public void A_weight_that_a_capacity_replaces_is_refused()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation();
        Elbo objective = new() { Beta = 4, Capacity = new Capacity(5, 100) };
        Assert.Equal(
            "Elbo: Beta and Capacity are both set, and the capacity's Weight takes the place of β; set one of them.",
            Assert.Throws<InvalidOperationException>(() => objective.Evaluate(model, model.Batch(), pass)).Message);
        _ = new Elbo { Capacity = new Capacity(5, 100) }.Evaluate(model, model.Batch(), pass);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_capacity_s_weight_is_a_finite_number_and_not_negative(double weight)
    {
        Capacity valid = new(5, 0);
        Assert.StartsWith(
            "Capacity: the weight γ is a finite number, 0 or more.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Capacity(5, weight)).Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => valid with { Weight = weight });
    }
}
