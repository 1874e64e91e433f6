using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>What distributions of counts promise beyond the conformance tables: limits, large numbers, divergences that have no closed form.</summary>
public sealed class CountTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(3);

    [Fact]
    public void Negative_binomial_of_large_dispersion_is_Poisson_in_both_precisions()
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor logMean = Tensor.Full([], 3, dtype), x = Tensor.From([0.0, 5, 20, 60], [4]).To(dtype);
            double[] expected = Poisson.FromLogRate(logMean).LogProb(x).ToDoubles();
            foreach (double logCount in new[] { 30.0, 60, 80 })
            {
                double[] actual = NegativeBinomial.FromLogMeanLogDispersion(logMean, Tensor.Full([], logCount, dtype)).LogProb(x).ToDoubles();
                // The logit 3 - log r is rounded to float32 by 60·6e-8, and x - μ is 40.
                Close.Check(expected, actual, dtype == DType.Float32 ? 1e-5 : 1e-9, $"log r = {logCount}, {dtype}");
            }
        }
    }

    [Fact]
    public void Counts_of_millions_have_all_their_digits_in_single_precision()
    {
        // log p(λ; λ) = -½ log 2πλ - 1/(12λ) for whole λ.
        double million = Poisson.FromRate(Tensor.From([1e6f], [1])).LogProb(Tensor.From([1e6f], [1])).Item();
        Assert.Equal((-0.5 * Math.Log(2e6 * Math.PI)) - (1 / 12e6), million, 1e-5);
        Assert.Equal(0.5, Kl.Divergence(Poisson.FromRate(Tensor.From([1e6f], [1])), Poisson.FromRate(Tensor.From([1.001e6f], [1]))).Item(), 1e-3);
    }

    [Fact]
    public void Beta_binomial_of_large_concentrations_is_binomial()
    {
        Tensor x = Tensor.From([0.0, 3, 10], [3]);
        double[] expected = Binomial.FromProbs(10, 0.25).LogProb(x).ToDoubles();
        // log a and log b, near 33, are rounded to float32 by 2e-6 each.
        Close.Check(expected, BetaBinomial.FromConcentrations(10, 1e14, 3e14).LogProb(x).ToDoubles(), 1e-5, "float32");
        Close.Check(
            Binomial.FromLogits(10, Tensor.Full([], -1, DType.Float64)).LogProb(x).ToDoubles(),
            BetaBinomial.FromLogConcentrations(10, Tensor.Full([], 49, DType.Float64), 50.0).LogProb(x).ToDoubles(), 1e-12, "float64");
    }

    [Fact]
    public void Large_counts_are_drawn_with_their_mean_and_variance()
    {
        foreach (Distribution d in new Distribution[]
        {
            Poisson.FromLogRate(Tensor.Full([], Math.Log(1e5), DType.Float64)), Poisson.FromLogRate(Tensor.Full([], 40, DType.Float64)), Binomial.FromProbs(100_000, Tensor.Full([], 0.3, DType.Float64)),
            NegativeBinomial.FromMeanDispersion(Tensor.Full([], 1e4, DType.Float64), 50.0),
        })
        {
            double[] x = d.Sample(s_key, [20_000]).ToDoubles();
            double mean = x.Average(), variance = x.Average(v => (v - mean) * (v - mean));
            // 5 standard errors: σ/√n of the mean, and about 0.012·√2... of the variance, whose kurtosis is below 3.2.
            Assert.True(Math.Abs(mean - d.Mean.Item()) < 5 * Math.Sqrt(d.Variance.Item() / 20_000), $"{d.Name}: {mean}");
            Assert.True(Math.Abs((variance / d.Variance.Item()) - 1) < 5 * Math.Sqrt(2.2 / 20_000), $"{d.Name}: {variance}");
        }
    }

    [Fact]
    public void Divergences_without_a_closed_form_say_what_would_have_one()
    {
        Assert.Equal(
            "No closed form for KL(NegativeBinomial || NegativeBinomial) of different total counts (dispersions). Use Kl.Estimate, which takes "
            + "samples, or give both one total count.",
            Assert.Throws<KlNotKnownException>(() => Kl.Divergence(NegativeBinomial.FromLogits(2.0, 0.1), NegativeBinomial.FromLogits(3.0, 0.1))).Message);
        Assert.Equal(
            "No closed form for KL(Binomial || Binomial) of 3 and 4 trials. Give both the same number of trials.",
            Assert.Throws<KlNotKnownException>(() => Kl.Divergence(Binomial.FromLogits(3, 0.0), Binomial.FromLogits(4, 0.0))).Message);
    }

    [Fact]
    public void Dispersions_learned_apart_have_no_closed_form_though_they_are_equal()
    {
        using Pass pass = Pass.Training();
        Tensor mine = pass.Track(Tensor.From([0.4, 1], [2])), other = pass.Track(Tensor.From([0.4, 1], [2]));
        var q = NegativeBinomial.FromLogMeanLogDispersion(Tensor.From([0.3, 0.2], [2]), mine);
        KlNotKnownException refused = Assert.Throws<KlNotKnownException>(
            () => Kl.Divergence(q, NegativeBinomial.FromLogMeanLogDispersion(Tensor.From([1.0, 0.1], [2]), other)));
        Assert.StartsWith(
            "No closed form for KL(NegativeBinomial || NegativeBinomial) of two total counts (dispersions) that are learned apart", refused.Message,
            StringComparison.Ordinal);
        Assert.Throws<KlNotKnownException>(() => Kl.Divergence(q, q.Detach()));
        // One tensor for both, or constants.
        var p = NegativeBinomial.FromLogMeanLogDispersion(Tensor.From([1.0, 0.1], [2]), mine);
        Tensor kl = Kl.Divergence(q, p);
        double[] numeric = Differences.Gradient([0.4, 1], static r => Kl.Divergence(Of([0.3, 0.2], r), Of([1, 0.1], r)).Sum().Item());
        Close.Check(numeric, pass.Backward(kl.Sum())[mine].ToDoubles(), 1e-7, "gradient by a dispersion that both have");

        static NegativeBinomial Of(double[] logMean, double[] logDispersion) =>
            NegativeBinomial.FromLogMeanLogDispersion(Tensor.From(logMean, [2]), Tensor.From(logDispersion, [2]));
    }

    [Fact]
    public void Zeros_may_be_inflated_in_a_wider_batch_than_the_counts_have()
    {
        NegativeBinomial counts = NegativeBinomial.FromMeanDispersion(Tensor.From([4.0, 9], [2]), 2.0);
        var p = ZeroInflatedNegativeBinomial.FromLogits(counts, Tensor.From([-1.0, 2, 30], [3, 1]));
        Assert.Equal("[3, 2]", p.BatchShape.ToString());
        double[] x = p.Sample(s_key).ToDoubles();
        Assert.Equal([0, 0], x[4..]);
        Distribution joined = p.ToEvent(2);
        Assert.Equal(p.LogProb(1.0).Sum().Item(), joined.LogProb(1.0).Item(), 1e-12);
    }
}
