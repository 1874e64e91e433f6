using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Likelihood weighting against exact answers: discrete networks, a linear-Gaussian one, a mixed one.</summary>
public sealed class WeightedSamplesTests
{
    // a → b → d ← c, a → c, all linear-Gaussian.
    private static readonly BayesianNetwork Linear = BayesianNetwork.Define()
        .Gaussian("a", 1, 2)
        .LinearGaussian("b", ["a"], [0.5], 0.3, 1)
        .LinearGaussian("c", ["a"], [-1.5], 2, 0.7)
        .LinearGaussian("d", ["b", "c"], [2, 0.8], -1, 1.5)
        .Build();

    // Its joint normal: x = Wx + v + noise, so mean = (I - W)⁻¹v and covariance = (I - W)⁻¹ S² (I - W)⁻ᵀ; here by hand, path by path.
    private static readonly double[] Mean = [1, 0.8, 0.5, (2 * 0.8) + (0.8 * 0.5) - 1];

    private static readonly double[,] Covariance = CovarianceOf([2, 1, 0.7, 1.5],
        [[1, 0, 0, 0], [0.5, 1, 0, 0], [-1.5, 0, 1, 0], [(2 * 0.5) + (0.8 * -1.5), 2, 0.8, 1]]);

    [Fact]
    public void A_linear_Gaussian_network_has_the_density_of_its_joint_normal()
    {
        NetworkSamples samples = Linear.Sample(50, RandomKey.FromSeed(1));
        double[] logs = Linear.LogProb(samples);
        for (int i = 0; i < 50; i++)
        {
            double[] x = [samples["a"][i], samples["b"][i], samples["c"][i], samples["d"][i]];
            Assert.Equal(LogNormal(x, Mean, Covariance), logs[i], 10);
        }
    }

    [Fact]
    public void Ancestral_samples_have_the_moments_of_the_joint_normal()
    {
        // Level: 5 standard errors for each of 4 means and 10 covariances, 8e-6 together. With n = 100,000 a mean off by 0.05 standard
        // deviations (16 standard errors) or a covariance off by 5 % is found: the twins must fail.
        Assert.InRange(LargestDeviation(Linear.Sample(100_000, RandomKey.FromSeed(2))), 0, 5);
        BayesianNetwork twin = BayesianNetwork.Define().Gaussian("a", 1, 2).LinearGaussian("b", ["a"], [0.5], 0.3, 1)
            .LinearGaussian("c", ["a"], [-1.4], 2, 0.7).LinearGaussian("d", ["b", "c"], [2, 0.8], -1, 1.5).Build();
        Assert.InRange(LargestDeviation(twin.Sample(100_000, RandomKey.FromSeed(2))), 5, double.PositiveInfinity);

        static double LargestDeviation(NetworkSamples samples)
        {
            double[][] columns = [.. new[] { "a", "b", "c", "d" }.Select(name => samples[name].ToArray())];
            double worst = 0;
            for (int i = 0; i < 4; i++)
            {
                worst = Math.Max(worst, Math.Abs(columns[i].Average() - Mean[i]) / Math.Sqrt(Covariance[i, i] / samples.Count));
                for (int j = 0; j <= i; j++)
                {
                    double covariance = columns[i].Zip(columns[j], (x, y) => (x - Mean[i]) * (y - Mean[j])).Average();
                    double variance = (Covariance[i, i] * Covariance[j, j]) + (Covariance[i, j] * Covariance[i, j]);
                    worst = Math.Max(worst, Math.Abs(covariance - Covariance[i, j]) / Math.Sqrt(variance / samples.Count));
                }
            }

            return worst;
        }
    }

    [Fact]
    public void The_posterior_of_a_linear_Gaussian_network_is_met_within_its_standard_error()
    {
        // Given d = 4 alone: mean of x = μₓ + Σₓd (d - μ_d) / Σ_dd, log-evidence = log N(4; μ_d, Σ_dd). 5 standard errors each; a posterior
        // mean off by 0.1 (about 15 standard errors) would be found, and the prior's mean, the answer that ignores d, is refused.
        WeightedSamples weighted = Linear.Weigh(100_000, RandomKey.FromSeed(3), ("d", 4));
        for (int i = 0; i < 3; i++)
        {
            Estimate mean = weighted.Mean(Linear.Nodes[i].Name);
            double exact = Mean[i] + (Covariance[i, 3] * (4 - Mean[3]) / Covariance[3, 3]);
            Assert.InRange(Math.Abs(mean.Value - exact) / mean.StandardError, 0, 5);
            Assert.InRange(mean.StandardError, 0.001, 0.02);
            Estimate square = weighted.Expectation(Linear.Nodes[i].Name, x => (x - exact) * (x - exact));
            double variance = Covariance[i, i] - (Covariance[i, 3] * Covariance[i, 3] / Covariance[3, 3]);
            Assert.InRange(Math.Abs(square.Value - variance) / square.StandardError, 0, 5);
        }

        Estimate ignoring = weighted.Mean("b");
        Assert.InRange(Math.Abs(ignoring.Value - Mean[1]) / ignoring.StandardError, 15, double.PositiveInfinity);
        double evidence = LogNormal([4], [Mean[3]], new[,] { { Covariance[3, 3] } });
        Assert.InRange(Math.Abs(weighted.LogEvidence.Value - evidence) / weighted.LogEvidence.StandardError, 0, 5);
        Assert.All(weighted.Samples["d"].ToArray(), static d => Assert.Equal(4, d));
    }

    [Fact]
    public void A_discrete_network_is_met_within_its_standard_error()
    {
        BayesianNetwork student = Textbook.Student;
        (string, NodeValue)[] given = [("letter", "l0"), ("sat", "s1")];
        WeightedSamples weighted = student.Weigh(50_000, RandomKey.FromSeed(4), given);
        double exact = student.Posterior("intelligence", given)["i1"];
        Estimate estimate = weighted.Probability(("intelligence", "i1"));
        Assert.Equal(weighted.Posterior("intelligence")["i1"], estimate.Value, 12);
        Assert.InRange(Math.Abs(estimate.Value - exact) / estimate.StandardError, 0, 5);
        Assert.InRange(estimate.StandardError, 0.001, 0.01);
        Assert.InRange(Math.Abs(weighted.LogEvidence.Value - student.LogProbability(given)) / weighted.LogEvidence.StandardError, 0, 5);
        Estimate joint = weighted.Probability(("intelligence", "i1"), ("difficulty", "d1"));
        double both = student.Probability([("intelligence", "i1"), ("difficulty", "d1"), .. given]) / student.Probability(given);
        Assert.InRange(Math.Abs(joint.Value - both) / joint.StandardError, 0, 5);
        // The answer without evidence is 0.3, which the test would notice.
        Assert.InRange(Math.Abs(estimate.Value - 0.3) / estimate.StandardError, 50, double.PositiveInfinity);
    }

    [Fact]
    public void A_mixed_network_is_met_within_its_standard_error()
    {
        BayesianNetwork mixed = BayesianNetworkTests.Mixed();
        (string, NodeValue)[] given = [("temperature", 13), ("open", true)];
        WeightedSamples weighted = mixed.Weigh(40_000, RandomKey.FromSeed(5), given);
        // P(open | weather, temperature = 13) = ∫ sigmoid(v - 5) N(v; mean, 1.5²) dv by the trapezium rule.
        double foul = 0.3 * NormalDensity(13, 8, 2) * Open(3.5), fair = 0.7 * NormalDensity(13, 20, 4) * Open(5.5);
        Estimate estimate = weighted.Probability(("weather", "fair"));
        Assert.InRange(Math.Abs(estimate.Value - (fair / (foul + fair))) / estimate.StandardError, 0, 5);
        Assert.InRange(Math.Abs(weighted.LogEvidence.Value - Math.Log(foul + fair)) / weighted.LogEvidence.StandardError, 0, 5);

        static double Open(double mean) => Enumerable.Range(-600, 1201).Sum(i =>
            0.015 * NormalDensity(mean + (0.015 * i), mean, 1.5) / (1 + Math.Exp(-(mean + (0.015 * i) - 5))));

        static double NormalDensity(double x, double mean, double scale) => Math.Exp(LogNormal([x], [mean], new[,] { { scale * scale } }));
    }

    [Fact]
    public void Standard_errors_are_what_repetitions_show()
    {
        // 400 repetitions: the ratio of the spread seen to the error stated is 1 within 5 · √(1/800) = 18 %, plus the bias of a ratio.
        // An error that forgot the weights (p(1 - p)/n) would be 30 % or more too small here.
        BayesianNetwork student = Textbook.Student;
        double[] values = new double[400], logs = new double[400];
        double stated = 0, statedLog = 0;
        for (int i = 0; i < 400; i++)
        {
            WeightedSamples weighted = student.Weigh(400, RandomKey.FromSeed(6).Split(i), ("letter", "l0"), ("sat", "s1"));
            Estimate estimate = weighted.Probability(("intelligence", "i1"));
            (values[i], logs[i]) = (estimate.Value, weighted.LogEvidence.Value);
            stated += estimate.StandardError / 400;
            statedLog += weighted.LogEvidence.StandardError / 400;
        }

        Assert.InRange(Spread(values) / stated, 0.8, 1.2);
        Assert.InRange(Spread(logs) / statedLog, 0.8, 1.2);
        Assert.InRange(Spread(values) / Math.Sqrt(values.Average() * (1 - values.Average()) / 400), 1.3, double.PositiveInfinity);

        static double Spread(double[] x) => Math.Sqrt(x.Sum(v => (v - x.Average()) * (v - x.Average())) / (x.Length - 1));
    }

    [Fact]
    public void Effective_sample_size_counts_equal_weights()
    {
        // No evidence: all weights equal. wet is given the state whose weight is 0, 0.9 or 0.99 by its parents.
        WeightedSamples prior = Textbook.Sprinkler.Weigh(1000, RandomKey.FromSeed(1));
        Assert.Equal(1000, prior.EffectiveSampleSize, 9);
        Assert.Equal(0, prior.LogEvidence.Value, 15);
        Assert.Equal(0, prior.LogEvidence.StandardError, 15);
        WeightedSamples weighted = Textbook.Sprinkler.Weigh(1000, RandomKey.FromSeed(1), ("wet", true));
        double[] w = [.. weighted.LogWeights.Select(Math.Exp)];
        Assert.Contains(0, w);
        Assert.Equal(w.Sum() * w.Sum() / w.Sum(static x => x * x), weighted.EffectiveSampleSize, 9);
        Assert.Equal(1, weighted.Weights.Sum(), 12);
        Assert.Equal("0.2842 ± 0.0031", new Estimate(0.28417, 0.0031).ToString());
        Assert.True(double.IsNaN(Textbook.Sprinkler.Weigh(1, RandomKey.FromSeed(1)).LogEvidence.StandardError));
    }

    [Fact]
    public void A_question_about_a_point_of_a_continuous_node_is_refused()
    {
        WeightedSamples weighted = Linear.Weigh(10, RandomKey.FromSeed(1), ("d", 4));
        Assert.Equal("Probability: 'a' is continuous, and a point has probability 0; use Expectation of an interval.",
            Assert.Throws<ArgumentException>(() => weighted.Probability(("a", 1))).Message);
        Assert.Equal("Posterior: 'a' is continuous; use Mean or Expectation.",
            Assert.Throws<ArgumentException>(() => weighted.Posterior("a")).Message);
        Assert.Equal("State: 'a' is continuous; read its number with samples[\"a\"].",
            Assert.Throws<ArgumentException>(() => weighted.Samples.State("a", 0)).Message);
        Assert.Equal("LogProb: the samples are of another network; make them with Sample, Weigh or Rows of this one.",
            Assert.Throws<ArgumentException>(() => Textbook.Student.LogProb(weighted.Samples)).Message);
    }

    private static double[,] CovarianceOf(double[] scales, double[][] influence)
    {
        double[,] covariance = new double[scales.Length, scales.Length];
        for (int i = 0; i < scales.Length; i++)
        {
            for (int j = 0; j < scales.Length; j++)
            {
                for (int k = 0; k < scales.Length; k++) covariance[i, j] += influence[i][k] * influence[j][k] * scales[k] * scales[k];
            }
        }

        return covariance;
    }

    /// <summary>log N(x; mean, covariance) by Gaussian elimination without pivots, which a covariance does not need.</summary>
    private static double LogNormal(double[] x, double[] mean, double[,] covariance)
    {
        int n = x.Length;
        double[,] a = (double[,])covariance.Clone();
        double[] r = [.. x.Zip(mean, static (u, v) => u - v)];
        double log = -0.5 * n * Math.Log(2 * Math.PI);
        for (int k = 0; k < n; k++)
        {
            log -= 0.5 * (Math.Log(a[k, k]) + (r[k] * r[k] / a[k, k]));
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                r[i] -= factor * r[k];
                for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
            }
        }

        return log;
    }
}
