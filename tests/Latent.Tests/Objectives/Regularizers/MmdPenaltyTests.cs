using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

public sealed class MmdPenaltyTests
{
    [Fact]
    public void It_is_the_estimate_with_the_multi_scale_kernel_on_codes_and_prior_draws()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior(2));
        double[] z = trace["z"].Value!.ToDoubles(), y = new double[16];
        RandomKey.FromSeed(4).Split("mmd").Split("z").For(RandomPurpose.Evaluation).Normal(y);
        double expected = (Pairs(z, z, static (i, j) => i % 4 != j % 4) / 48) + (Pairs(y, y, static (i, j) => i != j) / 56)
            - (2 * Pairs(z, y, static (_, _) => true) / 64);
        Assert.Equal(expected, new MmdPenalty().Evaluate(trace).Value.Item(), 1e-12);

        static double Pairs(double[] a, double[] b, Func<int, int, bool> compared)
        {
            double sum = 0;
            for (int i = 0; i < 8; i++)
            {
                for (int j = 0; j < 8; j++)
                {
                    double s = Math.Pow(a[2 * i] - b[2 * j], 2) + Math.Pow(a[(2 * i) + 1] - b[(2 * j) + 1], 2);
                    if (compared(i, j)) sum += new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Sum(c => 4 * c / ((4 * c) + s));
                }
            }

            return sum;
        }
    }

    /// <summary>
    /// Codes of N(m, 0.09), 8 of each of 8 examples with m ~ N(0, 0.91), are distributed as the prior: 0 on average, over 400 batches within 4 standard
    /// errors. The twin compares codes of one example too, which are near each other: more than 10 standard errors off.
    /// </summary>
    [Fact]
    public void Codes_of_one_example_are_not_compared()
    {
        double[] values = new double[400], twin = new double[400];
        for (int i = 0; i < values.Length; i++)
        {
            double[] loc = new double[8];
            RandomKey.FromSeed(5).At(i).Normal(loc);
            CodeTable model = new([.. loc.Select(static v => Math.Sqrt(0.91) * v)], [.. Enumerable.Repeat(0.3, 8)], 1);
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(6).At(i));
            Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior(8));
            MmdKernel kernel = MmdKernel.InverseMultiquadric(0.5);
            values[i] = new MmdPenalty { Kernel = kernel }.Evaluate(trace).Value.Item();
            double[] draws = new double[64];
            RandomKey.FromSeed(7).At(i).Normal(draws);
            twin[i] = MaximumMeanDiscrepancy.Unbiased(trace["z"].Value!, Tensor.From(draws, [64, 1]), kernel).Item();
        }

        Assert.InRange(Math.Abs(Score(values)), 0, 4);
        Assert.True(Score(twin) > 10);

        static double Score(double[] of)
        {
            double mean = of.Average();
            return mean / Math.Sqrt(of.Average(v => (v - mean) * (v - mean)) / of.Length);
        }
    }

    [Fact]
    public void Codes_that_do_not_count_alike_are_refused()
    {
        Lambda model = new(static t =>
        {
            Tensor y = t.Latent(
                "y",
                Bernoulli.FromProbs(t.Pass.Full([2, 1], 0.5, DType.Float64), 1),
                () => Bernoulli.FromProbs(t.Pass.Full([2, 1], 0.9, DType.Float64), 1),
                DiscreteSite.Enumerated);
            t.Latent("z", t.StandardNormal(1), () => Normal.FromScale(y, 1.0, eventAxes: 1));
        });
        using Pass pass = Pass.Evaluation();
        Trace trace = model.Trace(pass, Batch.Of("x", Tensor.Zeros([2, 1], DType.Float64)), TraceMode.Posterior());
        Assert.Equal(
            "Penalty 'mmd': site 'z' is below an enumerated site, so its values are not draws of q(z) that count alike; name a site above any enumerated "
            + "one.",
            Assert.Throws<ArgumentException>(() => new MmdPenalty { Site = "z" }.Evaluate(trace)).Message);
        Assert.Contains("site 'y' is enumerated,", Assert.Throws<ArgumentException>(
            () => new MmdPenalty { Site = "y" }.Evaluate(trace)).Message, StringComparison.Ordinal);

        CodeTable single = new([0.3], [1.0], 1);
        Trace ofOne = single.Trace(pass, single.Batch(), TraceMode.Posterior(4));
        Assert.Contains("4 samples are all of one example", Assert.Throws<ShapeException>(() => new MmdPenalty().Evaluate(ofOne)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A mixture with learned weights is refused, whose draws pass them no gradient; with fixed weights its components get theirs.</summary>
    [Fact]
    public void A_learned_prior_whose_draws_pass_no_gradient_is_refused()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
        Parameter logits = scope.Parameter("logits", [2], Initializer.Zeros), loc = scope.Parameter("loc", [2, 1], Initializer.Zeros);
        loc.Set(Tensor.From([-1.0, 1], [2, 1]));
        Batch batch = Batch.Of("x", Tensor.From([0.2, 0.4, -0.3], [3, 1]));
        using Pass pass = Pass.Training(RandomKey.FromSeed(2));
        string message = Assert.Throws<ArgumentException>(() => Evaluate(learned: true)).Message;
        Assert.StartsWith(
            "Penalty 'mmd': the prior of site 'z' (Mixture(Normal)) is learned, and its draws pass no gradient", message, StringComparison.Ordinal);
        Assert.Contains("such as a mixture of fixed weights", message, StringComparison.Ordinal);
        Assert.NotEqual(0, pass.Backward(Evaluate(learned: false))[loc].ToDoubles()[0]);

        Tensor Evaluate(bool learned)
        {
            Lambda model = new(
                t => t.Latent(
                    "z",
                    Mixture.FromLogits(learned ? t.Pass[logits] : logits.Value, Normal.FromScale(t.Pass[loc], 0.5, eventAxes: 1)),
                    () => Normal.FromScale(t.Observed("x"), 0.5, eventAxes: 1)),
                scope.Parameters);
            return new MmdPenalty().Evaluate(model.Trace(pass, batch, TraceMode.Posterior())).Value;
        }
    }

    /// <summary>
    /// 64 codes of the prior against draws of the prior give 0 on average, over 300 batches within 4 standard errors; codes of another spread do not.
    /// </summary>
    [Fact]
    public void Codes_of_a_trace_are_compared_with_draws_of_the_prior()
    {
        Assert.True(Math.Abs(Score(1)) < 4);
        Assert.True(Score(0.5) > 10);

        static double Score(double scale)
        {
            CodeTable model = new(new double[64], [.. Enumerable.Repeat(scale, 64)], 2);
            double[] values = new double[300];
            for (int i = 0; i < values.Length; i++)
            {
                using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4).At(i));
                values[i] = new MmdPenalty().Evaluate(model.Trace(pass, model.Batch(), TraceMode.Posterior(2))).Value.Item();
            }

            double mean = values.Average();
            return mean / Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / values.Length);
        }
    }
}
