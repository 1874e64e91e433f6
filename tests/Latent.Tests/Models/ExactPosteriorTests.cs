using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>
/// Where q is the posterior itself, a full normal, every weight p(x, z)/q(z) is p(x) whatever was drawn, and the gradient through the draw alone
/// is 0 (Roeder et al. 2017): an oracle without sampling error for distributions in a traced model, of several samples and rows.
/// </summary>
public sealed class ExactPosteriorTests
{
    private static readonly Tensor W = Tensor.From([1, 0.5, -0.3, 0.8, 0.2, -0.6], [3, 2]), Bias = Tensor.From([0.1, -0.2, 0.3], [3]);

    public static TheoryData<string> Posteriors => ["full", "transformed", "by precision", "short"];

    [Theory]
    [MemberData(nameof(Posteriors))]
    public void Every_weight_is_the_likelihood_and_the_path_alone_has_no_gradient(string posterior)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(4));
        Tensor x = pass.From([.. LinearGaussian.X, 0, 0, 0, -1, 2, 0.5], [3, 3]), shift = pass.Track(Tensor.Zeros([3, 2], DType.Float64));
        Trace trace = new Exact(posterior, shift).Trace(pass, Batch.Of("x", x), TraceMode.Posterior(4));
        Tensor covariance = W.MatMul(W, Transpose.B) + Tensor.Full([3], 0.25, DType.Float64).DiagonalMatrix();
        double[] exact = MultivariateNormal.FromCovariance(Bias, covariance).LogProb(x).ToDoubles();
        Assert.Equal(LinearGaussian.LogLikelihood, exact[0], 1e-9);
        double[] weights = trace.LogWeights().ToDoubles();
        Assert.Equal(12, weights.Length);
        double worst = Enumerable.Range(0, 12).Max(i => Math.Abs(weights[i] - exact[i % 3]));
        double[] gradient = pass.Backward(trace.LogWeights(static site => site.LogQDetached()).Sum())[shift].ToDoubles();
        if (posterior == "short")
        {
            // The broken twin, 1 % short: all of it would be noticed.
            Assert.True(worst > 1e-3);
            Assert.Contains(gradient, static g => Math.Abs(g) > 1e-3);
            return;
        }

        Assert.True(worst < 1e-9, $"log weights are off by {worst}");
        Assert.All(gradient, static g => Assert.Equal(0, g, 1e-9));
        if (posterior != "transformed") Assert.Equal(1.2741345685, trace.Kl(trace["z"]).ToDoubles()[0], 1e-9);
    }

    private sealed class Exact(string posterior, Tensor shift) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters { get; } = [];

        public override void Run(Trace t)
        {
            Tensor z = t.Latent("z", Normal.Standard([t.Rows, 2], 1, DType.Float64, t.Pass), () =>
            {
                // p(z | x) = N(Σ·Wᵀ(x - μ)/σ², Σ) with Σ⁻¹ = I + WᵀW/σ².
                Tensor precision = (4.0 * W.MatMul(W, Transpose.A)) + Tensor.Ones([2], DType.Float64).DiagonalMatrix();
                Tensor projected = 4.0 * (t.Observed("x") - Bias).MatMul(W);
                Tensor mean = shift + Ops.Solve(precision, projected.SwapAxes()).SwapAxes();
                Tensor covariance = Ops.Inverse(precision);
                return posterior switch
                {
                    "full" => MultivariateNormal.FromCovariance(mean, covariance),
                    "by precision" => MultivariateNormal.FromPrecision(mean, precision),
                    "transformed" => Transformed.FromBase(
                        MultivariateNormal.FromCovariance(0.0 * mean, 0.25 * covariance), Transform.Affine(0.5 * mean, 1.0).Then(Transform.Affine(0.0, 2.0))),
                    _ => MultivariateNormal.FromCovariance(mean, 0.98 * covariance),
                };
            });
            t.Observe("x", () => Normal.FromLogScale(Ops.Linear(z, W, Bias), 0.5 * Math.Log(0.25), eventAxes: 1));
        }
    }
}
