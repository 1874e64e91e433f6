using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>The losses of named objectives are those of their papers, from the terms of one trace.</summary>
public sealed class NamedObjectiveTests
{
    [Fact]
    public void The_TCVAE_weighs_the_total_correlation_alone()
    {
        (Trace trace, ObjectiveTerms elbo) = Traced(new Elbo { Kl = KlEstimate.Sampled });
        MinibatchSampling sampling = MinibatchSampling.Weighted(90);
        ObjectiveTerms terms = new Regularized(new Elbo { Kl = KlEstimate.Sampled }, new KlDecomposition(sampling).Times(5)).Evaluate(trace);
        double expected = -elbo.LogLikelihood.Mean().Item() + terms.Measured("kl-decomposition.mutual-information")
            + (6 * terms.Measured("kl-decomposition.total-correlation")) + terms.Measured("kl-decomposition.dimension-wise");
        Assert.Equal(expected, terms.Loss.Item(), 1e-12);
        ObjectiveTerms closed = Regularized.BetaTcVae(6, sampling).Evaluate(trace);
        double kl = elbo.Kl.Mean().Item() - new Elbo().Evaluate(trace).Kl.Mean().Item();
        Assert.Equal(expected - kl, closed.Loss.Item(), 1e-12);
    }

    [Fact]
    public void InfoVAE_WAE_and_DIP_are_their_formulas()
    {
        (Trace trace, ObjectiveTerms elbo) = Traced(new Elbo());
        double fit = elbo.LogLikelihood.Mean().Item(), kl = elbo.Kl.Mean().Item();
        double mmd = new MmdPenalty().Evaluate(trace).Value.Item();
        Assert.Equal(-fit + (0.7 * kl) + (19.3 * mmd), Regularized.InfoVae(0.3, 20).Evaluate(trace).Loss.Item(), 1e-12);
        Assert.Equal(-fit + (8 * mmd), Regularized.WaeMmd(8, randomEncoder: true).Evaluate(trace).Loss.Item(), 1e-12);
        double dip = new DipPenalty(DipCovariance.Codes) { OffDiagonal = 2, Diagonal = 3 }.Evaluate(trace).Value.Item();
        Assert.Equal(-fit + kl + dip, Regularized.DipVae(DipCovariance.Codes, 2, 3).Evaluate(trace).Loss.Item(), 1e-12);
    }

    [Fact]
    public void A_deterministic_WAE_compares_means_with_the_prior()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Regularized wae = Regularized.WaeMmd(8);
        Trace trace = model.Trace(pass, model.Batch(), wae.Mode);
        Assert.Equal(model.Loc, trace["z"].Value!.ToDoubles());
        ObjectiveTerms terms = wae.Evaluate(trace);
        Assert.Equal(new Reconstruction().Evaluate(trace).Loss.Item() + (8 * terms.Measured("mmd")), terms.Loss.Item(), 1e-12);
    }

    private static (Trace Trace, ObjectiveTerms Terms) Traced(Elbo elbo)
    {
        CodeTable model = CodeTable.Small();
        Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior(2));
        return (trace, elbo.Evaluate(trace));
    }
}
