using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class BoundEvaluationTests
{
    [Fact]
    public void At_the_posterior_the_bound_is_the_likelihood()
    {
        IDataset data = Conjugate.Of("worked example", [.. LinearGaussian.X, .. LinearGaussian.X], 3);
        BoundResult result = BoundEvaluation.Run(LinearGaussian.Exact(), data, new BoundOptions { Samples = 20_000 }, Conjugate.Context());
        // log p(x | z) varies by about 1.5 over q: the mean of 40,000 draws is within 4 deviations of 0.0075.
        Assert.Equal(LinearGaussian.LogLikelihood, result.Elbo.Value, 0.03);
        Assert.Equal(LinearGaussian.ExactKl, result.Kl.Value, 1e-9);
        Assert.Equal(result.Elbo.Value, result.LogLikelihood.Value - result.Kl.Value, 12);
        Assert.Equal(["z", "x"], result.Sites.Select(static s => s.Site));
        Assert.Equal([TermKind.Kl, TermKind.LogLikelihood], result.Sites.Select(static s => s.Kind));
        Assert.Equal(KlEstimate.ClosedForm, result.Sites[0].Kl);
    }

    [Fact]
    public void Another_q_loses_what_it_is_known_to_lose()
    {
        IDataset data = Conjugate.Of("worked example", [.. Enumerable.Repeat(LinearGaussian.X, 4).SelectMany(static x => x)], 3);
        BoundOptions options = new() { Samples = 10_000 };
        Assert.Equal(LinearGaussian.BestDiagonalElbo, BoundEvaluation.Run(LinearGaussian.BestDiagonal(), data, options, Conjugate.Context()).Elbo.Value, 0.03);
        // Under the prior log p(x | z) varies by about 7: 4 deviations of the mean of 40,000 draws are 0.14.
        Assert.Equal(LinearGaussian.PriorElbo, BoundEvaluation.Run(LinearGaussian.Prior(), data, options, Conjugate.Context()).Elbo.Value, 0.15);
    }

    [Fact]
    public void The_standard_error_is_that_of_the_examples_own_bounds()
    {
        // q is the posterior, so of each example the bound is log p(x) in expectation; with many samples it is nearly that.
        IDataset data = Conjugate.Data(400);
        BoundResult result = BoundEvaluation.Run(Conjugate.Model(), data, new BoundOptions { Samples = 2000 }, Conjugate.Context());
        RunningMoments exact = default;
        double[] x = EvaluationData.Values(data, "x", [.. Enumerable.Range(0, 400)], Conjugate.Context());
        for (int i = 0; i < 400; i++)
        {
            double squares = (x[2 * i] * x[2 * i]) + (x[(2 * i) + 1] * x[(2 * i) + 1]);
            exact.Add(-Math.Log(2 * Math.PI * Conjugate.Marginal) - (0.5 * squares / Conjugate.Marginal));
        }

        Assert.Equal(exact.Estimate.Value, result.Elbo.Value, 0.01);
        Assert.Equal(exact.Estimate.StandardError, result.Elbo.StandardError, 0.002);
    }

    [Fact]
    public void A_divergence_without_a_closed_form_is_taken_by_samples()
    {
        Lambda model = new(t =>
        {
            Tensor z = t.Latent("z", Laplace.FromScale(t.Pass.Full([1], 0, DType.Float64), t.Pass.Full([1], 1, DType.Float64), eventAxes: 1),
                () => StudentT.FromScale(t.Pass.Full([], 5, DType.Float64), t.Observed("x"), t.Pass.Full([], 1, DType.Float64), eventAxes: 1));
            t.Observe("x", () => Normal.FromLogScale(z, t.Pass.Full([], 0, DType.Float64), eventAxes: 1));
        });
        BoundResult result = BoundEvaluation.Run(model, Conjugate.Data(20, width: 1), new BoundOptions { Samples = 10 }, Conjugate.Context());
        Assert.Equal(KlEstimate.Sampled, result.Sites[0].Kl);
        Assert.True(double.IsFinite(result.Elbo.Value));
    }

    [Fact]
    public void Bits_of_levels_are_the_bound_by_elements()
    {
        IDataset data = TinyVae.Images(40).With(new Flatten(), new Binarize());
        BoundResult result = BoundEvaluation.Run(TinyVae.Make(), data, new BoundOptions(), Conjugate.Context());
        Assert.Equal(BitsKind.Probability, result.Bits!.Kind);
        Assert.Equal(6, result.Bits.Elements);
        Assert.Equal(-result.Elbo.Value / (6 * Math.Log(2)), result.Bits.Value.Value, 12);
        Assert.Equal(result.Elbo.StandardError / (6 * Math.Log(2)), result.Bits.Value.StandardError, 12);
    }

    [Fact]
    public void Bits_of_densities_take_the_volume_of_transforms_into_account()
    {
        IDataset raw = Conjugate.Data(300, deviation: 50);
        IDataset scaled = raw.With(new Standardize().Fit(raw));
        LatentModel model = Conjugate.Model();
        BoundResult one = BoundEvaluation.Run(model, scaled, new BoundOptions { Samples = 3 }, Conjugate.Context());
        Standardize fitted = (Standardize)new Standardize().Fit(raw);
        double volume = -Math.Log(fitted.Deviation[0]) - Math.Log(fitted.Deviation[1]);
        Assert.Equal(BitsKind.Density, one.Bits!.Kind);
        Assert.Equal(volume, one.Bits.LogVolume, 12);
        Assert.Equal(-(one.Elbo.Value + volume) / (2 * Math.Log(2)), one.Bits.Value.Value, 12);
    }

    [Fact]
    public void Bits_of_dequantised_levels_speak_of_the_levels_and_those_of_levels_as_they_are_of_nothing()
    {
        LatentModel model = new Lambda(
            t =>
            {
                Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.Standard([t.Count, 1], 1, t.DType, t.Pass));
                t.Observe("x", () => Normal.FromLogScale((0.0 * z) + t.Pass.Full([6], 0.5), t.Pass.Full([], -1), eventAxes: 1));
            },
            ParameterScopes.Single());
        IDataset images = TinyVae.Images(20).With(new Flatten());
        Assert.Null(BoundEvaluation.Run(model, images, new BoundOptions(), Conjugate.Context()).Bits);
        BoundResult result = BoundEvaluation.Run(model, images.With(new Dequantize()), new BoundOptions(), Conjugate.Context());
        Assert.Equal(BitsKind.DequantizedLevels, result.Bits!.Kind);
        Assert.Equal(-(result.Elbo.Value - (6 * Math.Log(256))) / (6 * Math.Log(2)), result.Bits.Value.Value, 12);
    }

    [Fact]
    public void An_empty_set_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => BoundEvaluation.Run(TinyVae.Make(), TinyVae.Images(0), new BoundOptions(), Conjugate.Context()));
        Assert.StartsWith("tiny holds no examples to evaluate on.", error.Message, StringComparison.Ordinal);
    }
}
