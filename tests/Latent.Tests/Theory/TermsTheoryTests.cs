using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/terms.md.</summary>
public sealed class TermsTheoryTests
{
    [Fact]
    public void The_two_terms_are_the_objective_s()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        ObjectiveTerms terms = new Elbo { Samples = 7 }.Evaluate(LinearGaussian.Prior(), Batch.Of("x", pass.From(LinearGaussian.X, [1, 3])), pass);
        Assert.Equal(terms.Bound.Item(), (terms.LogLikelihood - terms.Kl).Mean().Item(), 12);
        Assert.Equal(-terms.Bound.Item(), terms.Loss.Item(), 12);
    }

    [Fact]
    public void Squared_error_is_a_normal_likelihood()
    {
        Normal p = Normal.FromScale(Tensor.Full([], 0.2, DType.Float64), 0.5);
        Assert.Equal((0.8 * 0.8 / (2 * 0.25)) + (0.5 * Math.Log(2 * Math.PI * 0.25)), -p.LogProb(1.0).Item(), 13);
    }

    [Fact]
    public void The_best_spread_is_the_mean_squared_error()
    {
        double[] errors = [0.3, -1.2, 0.7, 2.0];
        double best = Math.Sqrt(errors.Average(static e => e * e));
        Assert.True(Fit(best) > Fit(best * 1.001) && Fit(best) > Fit(best * 0.999));

        double Fit(double scale) => Normal.FromScale(Tensor.Zeros([4], DType.Float64), scale, 1).LogProb(Tensor.From(errors, [4])).Item();
    }

    [Fact]
    public void Cross_entropy_is_a_Bernoulli_likelihood()
    {
        foreach (double x in new[] { 0.0, 1 })
        {
            double p = 1 / (1 + Math.Exp(-0.7));
            Assert.Equal((x * Math.Log(p)) + ((1 - x) * Math.Log(1 - p)), Bernoulli.FromLogits(Tensor.Full([], 0.7, DType.Float64)).LogProb(x).Item(), 14);
            Assert.Equal((x * 0.7) - Math.Log(1 + Math.Exp(0.7)), Bernoulli.FromLogits(Tensor.Full([], 0.7, DType.Float64)).LogProb(x).Item(), 14);
        }
    }

    [Fact]
    public void The_rate_is_information_and_a_marginal_divergence()
    {
        // Two codes at ±2: each part by its own integral.
        double rate = Quadrature.Normal(2, 1, static z => Quadrature.LogNormal(z, 2, 1) - Quadrature.LogNormal(z, 0, 1));
        double information = Quadrature.Normal(2, 1, static z => Quadrature.LogNormal(z, 2, 1) - LogAggregate(z));
        double marginal = Quadrature.Normal(2, 1, static z => LogAggregate(z) - Quadrature.LogNormal(z, 0, 1));
        Assert.Equal(2, rate, 9);
        Assert.Equal(rate, information + marginal, 10);
        Assert.True(marginal > 0);
    }

    [Fact]
    public void Information_about_the_example_is_at_most_its_entropy()
    {
        double information = Quadrature.Normal(2, 1, static z => Quadrature.LogNormal(z, 2, 1) - LogAggregate(z));
        Assert.InRange(information, 0, Math.Log(2));
    }

    [Fact]
    public void Beta_weights_the_rate()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        ObjectiveTerms terms = new Elbo { Beta = 4 }.Evaluate(LinearGaussian.Prior(), Batch.Of("x", pass.From([.. LinearGaussian.X, 1, 2, 3], [2, 3])), pass);
        Assert.Equal(((4.0 * terms.Kl) - terms.LogLikelihood).Mean().Item(), terms.Loss.Item(), 12);
        Assert.Equal((terms.LogLikelihood - terms.Kl).Mean().Item(), terms.Bound.Mean().Item(), 12);
    }

    private static double LogAggregate(double z)
    {
        double a = Quadrature.LogNormal(z, 2, 1), b = Quadrature.LogNormal(z, -2, 1), max = Math.Max(a, b);
        return max + Math.Log(0.5 * (Math.Exp(a - max) + Math.Exp(b - max)));
    }
}
