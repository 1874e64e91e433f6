using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/elbo.md, on z ~ N(0, 1), x | z ~ N(z, 1), x = 1.5, q = N(0.5, 0.8²).</summary>
public sealed class ElboTheoryTests
{
    private const double X = 1.5, Mean = 0.5, Scale = 0.8;

    private static double Evidence => Quadrature.LogNormal(X, 0, Math.Sqrt(2));

    private static double Elbo => Quadrature.Normal(Mean, Scale, LogWeight);

    [Fact]
    public void Weights_have_the_evidence_as_their_mean() =>
        Assert.Equal(Math.Exp(Evidence), Quadrature.Normal(Mean, Scale, static z => Math.Exp(LogWeight(z))), 11);

    [Fact]
    public void The_mean_log_weight_is_below_the_evidence()
    {
        Assert.Equal(-1.9070820845, Elbo, 1e-9);
        Assert.True(Elbo < Evidence);
    }

    [Fact]
    public void Bounds_rise_with_the_number_of_samples()
    {
        // The library's weights on this model; published values by quadrature for K = 1, 2, 3, five standard errors of 200,000 bounds.
        double previous = double.NegativeInfinity;
        double[] expected = [-1.9070820845, -1.8606581277, -1.8484965806];
        for (int k = 1; k <= 3; k++)
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
            const int n = 200_000;
            double[] bounds = (new Example(Mean, Scale).Trace(pass, Batch.Of("x", pass.Full([n, 1], X, DType.Float64)), TraceMode.Posterior(k))
                .LogWeights().LogSumExp(0) - Math.Log(k)).ToDoubles();
            double mean = bounds.Average(), error = Math.Sqrt(bounds.Sum(b => (b - mean) * (b - mean)) / n / n);
            Assert.Equal(expected[k - 1], mean, 5 * error);
            // The steps are 0.046 and 0.012, so five errors of both ends leave the order in no doubt.
            Assert.True(5 * error < 0.006, $"{error}");
            Assert.InRange(mean, previous, Evidence);
            previous = mean;
        }
    }

    [Fact]
    public void The_gap_is_the_divergence_to_the_posterior()
    {
        Tensor zero = Tensor.Zeros([], DType.Float64);
        double gap = Kl.Divergence(Normal.FromScale(zero + Mean, Scale), Normal.FromScale(zero + (X / 2), Math.Sqrt(0.5))).Item();
        Assert.Equal(Evidence, Elbo + gap, 10);
    }

    [Fact]
    public void At_the_posterior_every_weight_is_the_evidence()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Tensor weights = new Example(X / 2, Math.Sqrt(0.5)).Trace(pass, Batch.Of("x", pass.Full([1, 1], X, DType.Float64)), TraceMode.Posterior(1000)).LogWeights();
        Assert.All(weights.ToDoubles(), static w => Assert.Equal(Evidence, w, 12));
    }

    [Fact]
    public void Reconstruction_less_divergence_to_the_prior()
    {
        double reconstruction = Quadrature.Normal(Mean, Scale, static z => Quadrature.LogNormal(X, z, 1));
        double divergence = Quadrature.Normal(Mean, Scale, static z => Quadrature.LogNormal(z, Mean, Scale) - Quadrature.LogNormal(z, 0, 1));
        Assert.Equal(Elbo, reconstruction - divergence, 10);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        ObjectiveTerms terms = new Elbo().Evaluate(new Example(Mean, Scale), Batch.Of("x", pass.Full([1, 1], X, DType.Float64)), pass);
        Assert.Equal(divergence, terms.Kl.Item(), 9);
    }

    [Fact]
    public void Expected_joint_and_entropy()
    {
        double joint = Quadrature.Normal(Mean, Scale, static z => Quadrature.LogNormal(z, 0, 1) + Quadrature.LogNormal(X, z, 1));
        Assert.Equal(Elbo, joint + Normal.FromScale(Tensor.Zeros([], DType.Float64), Scale).Entropy().Item(), 10);
    }

    private static double LogWeight(double z) =>
        Quadrature.LogNormal(z, 0, 1) + Quadrature.LogNormal(X, z, 1) - Quadrature.LogNormal(z, Mean, Scale);

    private sealed class Example(double mean, double scale) : LatentModel
    {
        private readonly ParameterScope _scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);

        public override IReadOnlyList<Parameter> Parameters =>
            _scope.Parameters.Count > 0 ? _scope.Parameters : [_scope.Parameter("unused", [], Initializer.Zeros)];

        public override void Run(Trace t)
        {
            Tensor rows = t.Pass.Full([t.Count, 1], mean, DType.Float64);
            Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromScale(rows, scale, eventAxes: 1));
            t.Observe("x", Normal.FromScale(z, 1.0, eventAxes: 1));
        }
    }
}
