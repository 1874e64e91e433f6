using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives;

public sealed class ReconstructionTests
{
    [Fact]
    public void It_is_the_log_likelihood_at_the_posterior_mean_whatever_the_key()
    {
        // W·m + b of the worked example, and log N(x; ·, ¼) by hand.
        double[] m = [0.7899921966, -0.2870659384], w = [1, 0.5, -0.3, 0.8, 0.2, -0.6], b = [0.1, -0.2, 0.3];
        double expected = 0;
        for (int i = 0; i < 3; i++)
        {
            double error = LinearGaussian.X[i] - ((w[2 * i] * m[0]) + (w[(2 * i) + 1] * m[1]) + b[i]);
            expected += (-0.5 * error * error / 0.25) - (0.5 * Math.Log(0.25)) - (0.5 * Math.Log(2 * Math.PI));
        }

        foreach (ulong seed in new ulong[] { 1, 2 })
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(seed));
            ObjectiveTerms terms = new Reconstruction().Evaluate(LinearGaussian.BestDiagonal(), Batch.Of("x", pass.From(LinearGaussian.X, [1, 3])), pass);
            Assert.Equal(expected, terms.Bound.Item(), 9);
            Assert.Equal(-expected, terms.Loss.Item(), 9);
            Assert.Equal(expected, terms.LogLikelihood.Item(), 9);
        }
    }

    [Fact]
    public void Its_gradient_reaches_the_encoder_s_mean_alone()
    {
        Vae model = TinyVae.Make(dtype: DType.Float64);
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Gradients gradients = pass.Backward(
            new Reconstruction().Evaluate(model, Batch.Of("x", pass.Full([3, 6], 1, DType.Float64)), pass).Loss);
        IEnumerable<string> reached = model.Parameters.Where(p => gradients.TryGet(p, out _)).Select(static p => p.Name);
        Assert.Equal(
            [
                "encoder.0.weight", "encoder.0.bias", "encoder.mean.weight", "encoder.mean.bias",
                "decoder.0.weight", "decoder.0.bias", "decoder.logits.weight", "decoder.logits.bias",
            ],
            reached);
    }

    [Fact]
    public void An_enumerated_site_is_averaged_over_and_codes_have_a_density()
    {
        using Pass pass = Pass.Evaluation();
        double[] q = [0.2, 0.5, 0.3], theta = [0.1, 0.5, 0.8];
        Trace trace = new Lambda(t =>
        {
            Tensor y = t.Latent("y", OneHotCategorical.FromProbs(t.Pass.From([0.3, 0.3, 0.4], [3])),
                () => OneHotCategorical.FromProbs(t.Pass.From(q, [1, 3])), DiscreteSite.Enumerated);
            Tensor z = t.Latent("z", Normal.FromLogScale(y.SumKeepingAxes(-1), 0.0, 1), () => Normal.FromLogScale(t.Tile(t.Observed("x")), 0.0, 1));
            t.Observe("x", Bernoulli.FromProbs((y * t.Pass.From(theta, [3])).SumKeepingAxes(-1) + (0.0 * z), eventAxes: 1));
        }).Trace(pass, Batch.Of("x", pass.From([1.0], [1, 1])), TraceMode.Reconstruct);
        Assert.Equal(q.Zip(theta, static (w, p) => w * Math.Log(p)).Sum(), new Reconstruction().Evaluate(trace).Bound.Item(), 12);
        // z stands at its mean, which is x = 1, under the prior N(1, 1).
        Assert.Equal(-0.5 * Math.Log(2 * Math.PI), trace.Expect(trace["z"].LogP()).Item(), 12);
    }

    [Fact]
    public void A_model_that_observes_nothing_is_refused()
    {
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From([1.0], [1, 1]));
        Assert.Contains("no observed site", Assert.Throws<InvalidOperationException>(() =>
            new Reconstruction().Evaluate(new Lambda(static t => t.Latent("z", t.StandardNormal(1))), batch, pass)).Message, StringComparison.Ordinal);
    }
}
