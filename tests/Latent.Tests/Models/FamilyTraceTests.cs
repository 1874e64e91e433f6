using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>Families of distributions at work as priors, posteriors and likelihoods of traced models.</summary>
public sealed class FamilyTraceTests
{
    private static readonly double[] s_x = [0.5, -1, 0.2, 0.9, -0.3, 0.4, 1.1, -0.8];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_VampPrior_scores_every_sample_against_the_posteriors_at_its_pseudo_inputs(int samples)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor pseudo = pass.Track(Tensor.From([0.1, 0.2, -0.5, 0.7, 1, -1], [3, 2])), weight = pass.Track(Tensor.From([0.5, -0.3], [1, 2]));
        Lambda model = new(t =>
        {
            Tensor z = t.Latent("z", VampPrior.From(Encode(pseudo)), () => Encode(t.Observed("x")));
            t.Observe("x", Normal.FromLogScale(z * weight, -0.5, eventAxes: 1));
        });
        Batch batch = Batch.Of("x", pass.From(s_x, [4, 2]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior(samples));
        double[] actual = trace["z"].LogP().ToDoubles(), z = trace["z"].Value!.ToDoubles();
        Normal components = Encode(pseudo);
        for (int i = 0; i < z.Length; i++)
        {
            double expected = Math.Log(components.LogProb(Tensor.From([z[i]], [1])).ToDoubles().Average(Math.Exp));
            Assert.Equal(expected, actual[i], 1e-12);
        }

        // There is no closed form of the divergence; by samples there is, and its gradient reaches pseudo-inputs and encoder.
        Assert.Throws<KlNotKnownException>(() => new Elbo { Samples = samples }.Evaluate(model, batch, pass));
        Gradients gradients = pass.Backward(new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, batch, pass).Loss);
        Assert.All(gradients[pseudo].ToDoubles(), static g => Assert.NotEqual(0, g));
        Assert.All(gradients[weight].ToDoubles(), static g => Assert.NotEqual(0, g));
        Assert.Equal("[5, 1]", model.Trace(pass, null, TraceMode.Generate(5))["z"].Value!.Shape.ToString());

        Normal Encode(Tensor x) => Normal.FromLogScale((x * weight).SumKeepingAxes(-1), -1.0, eventAxes: 1);
    }

    [Fact]
    public void A_direction_has_a_von_Mises_Fisher_posterior_and_a_uniform_prior()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor concentration = pass.Track(Tensor.Full([], 4, DType.Float64));
        Lambda model = new(t =>
        {
            Tensor z = t.Latent(
                "z", HypersphericalUniform.On(2, dtype: t.DType, pass: t.Pass),
                () => VonMisesFisher.FromDirectionConcentration(t.Observed("x"), concentration));
            t.Observe("x", Normal.FromLogScale(z, 0.0, eventAxes: 1));
        });
        ObjectiveTerms terms = new Elbo { Samples = 3 }.Evaluate(model, Batch.Of("x", pass.From(s_x, [4, 2])), pass);
        double expected = Kl.Divergence(
            VonMisesFisher.FromLocConcentration(Tensor.From([1.0, 0], [2]), 4.0), HypersphericalUniform.On(2, dtype: DType.Float64)).Item();
        Assert.Equal("[3, 4]", terms.Kl.Shape.ToString());
        Assert.All(terms.Kl.ToDoubles(), kl => Assert.Equal(expected, kl, 1e-12));
        Assert.NotEqual(0, pass.Backward(terms.Loss)[concentration].Item());
        Tensor generated = model.Trace(pass, null, TraceMode.Generate(6))["z"].Value!;
        Assert.Equal("[6, 2]", generated.Shape.ToString());
        Support.Sphere.Check(generated, "z");
    }

    [Fact]
    public void A_straight_through_posterior_needs_no_other_estimator_and_has_the_divergence_of_the_choice()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor logits = pass.Track(Tensor.From([0.2, -0.4, 1], [1, 3]));
        Lambda model = new(t =>
        {
            Tensor y = t.Latent(
                "y", OneHotCategorical.FromLogits(t.Pass.Full([3], 0, t.DType)), () => StraightThroughOneHotCategorical.FromLogits(logits + t.Observed("x"), 0.5));
            t.Observe("x", Normal.FromLogScale(y.SumKeepingAxes(-1) * Tensor.From([1.0], [1]), 0.0, eventAxes: 1));
        });
        Batch batch = Batch.Of("x", pass.From([0.5, -1.0], [2, 1]));
        ObjectiveTerms terms = new Elbo { Samples = 2 }.Evaluate(model, batch, pass);
        double expected = Kl.Divergence(
            OneHotCategorical.FromLogits(Tensor.From([0.2, -0.4, 1], [3])), OneHotCategorical.FromLogits(Tensor.Zeros([3], DType.Float64))).Item();
        Assert.All(terms.Kl.ToDoubles(), kl => Assert.Equal(expected, kl, 1e-12));
        Assert.All(pass.Backward(terms.Loss)[logits].ToDoubles(), static g => Assert.NotEqual(0, g));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_class_by_its_number_is_summed_out_like_one_by_its_vector(int samples)
    {
        // p(y) = P, x | y ~ Poisson(λ_y).
        double[] prior = [0.36, 0.48, 0.16], rate = [0.5, 2, 7], x = [1, 4];
        using Pass pass = Pass.Evaluation();
        Lambda model = new(t =>
        {
            Tensor y = t.Latent(
                "y", Categorical.FromProbs(t.Pass.From(prior, [3])), () => Categorical.FromLogits(t.Observed("x") * t.Pass.From([0.1, 0.2, -0.3], [1, 3])),
                DiscreteSite.Enumerated);
            int[] classes = Array.ConvertAll(y.ToDoubles(), static v => (int)v);
            t.Observe("x", Poisson.FromRate(t.Pass.From(rate, [3]).Gather(0, classes).Unsqueeze(-1), eventAxes: 1));
        });
        double[] weights = model.Trace(pass, Batch.Of("x", pass.From(x, [2, 1])), TraceMode.Posterior(samples)).LogWeights().ToDoubles();
        for (int i = 0; i < weights.Length; i++)
        {
            double expected = Math.Log(prior.Zip(rate, (p, r) => p * Math.Exp(Poisson.FromRate(r).LogProb(x[i % 2]).Item())).Sum());
            Assert.Equal(expected, weights[i], 1e-5);
        }
    }

    [Fact]
    public void Counts_that_are_missing_are_left_out_of_their_likelihood()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Lambda model = new(t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(2), () => Normal.FromLogScale(t.Pass.Full([2, 2], 0, t.DType), -20, eventAxes: 1));
            NegativeBinomial counts = NegativeBinomial.FromLogMeanLogDispersion(z, 0.7, eventAxes: 1);
            t.Observe("x", ZeroInflatedNegativeBinomial.FromLogits(counts, -1.0));
        });
        Batch batch = Batch.Of("y", pass.From([0.0, 0], [2])).With("x", pass.From([0, double.NaN, 3, 5.0], [2, 2]), pass.From([1.0, 0, 1, 1], [2, 2]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
        var one = ZeroInflatedNegativeBinomial.FromLogits(
            NegativeBinomial.FromLogMeanLogDispersion(Tensor.Zeros([], DType.Float64), 0.7), -1.0);
        double[] expected = one.LogProb(Tensor.From([0.0, 3, 5], [3])).ToDoubles(), actual = trace.LogLikelihood(trace["x"]).ToDoubles();
        Assert.Equal(expected[0], actual[0], 1e-6);
        Assert.Equal(expected[1] + expected[2], actual[1], 1e-6);
    }

    [Fact]
    public void A_relaxed_choice_is_scored_by_its_samples_under_relaxed_prior_and_posterior()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor logits = pass.Track(Tensor.From([0.2, -0.4, 1], [1, 3]));
        Lambda model = new(t =>
        {
            Tensor y = t.Latent(
                "y", ExpRelaxedOneHotCategorical.FromLogits(t.Pass.Full([3], 0, t.DType), 0.5),
                () => ExpRelaxedOneHotCategorical.FromLogits(logits * t.Observed("x"), 0.7));
            t.Observe("x", Normal.FromLogScale(y.Exp().Slice(-1, 0, 1), 0.0, eventAxes: 1));
        });
        ObjectiveTerms terms = new Elbo { Samples = 4, Kl = KlEstimate.Sampled }.Evaluate(model, Batch.Of("x", pass.From([0.5, -1.0], [2, 1])), pass);
        Assert.Equal("[4, 2]", terms.Kl.Shape.ToString());
        Assert.All(pass.Backward(terms.Loss)[logits].ToDoubles(), static g => Assert.True(double.IsFinite(g) && g != 0));
    }
}
