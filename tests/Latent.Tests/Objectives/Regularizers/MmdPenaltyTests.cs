using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

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
        double expected = (Pairs(z, z, others: true) / 56) + (Pairs(y, y, others: true) / 56) - (2 * Pairs(z, y, others: false) / 64);
        Assert.Equal(expected, new MmdPenalty().Evaluate(trace).Value.Item(), 1e-12);

        static double Pairs(double[] a, double[] b, bool others)
        {
            double sum = 0;
            for (int i = 0; i < 8; i++)
            {
                for (int j = 0; j < 8; j++)
                {
                    double s = Math.Pow(a[2 * i] - b[2 * j], 2) + Math.Pow(a[(2 * i) + 1] - b[(2 * j) + 1], 2);
                    if (!others || i != j) sum += new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Sum(c => 4 * c / ((4 * c) + s));
                }
            }

            return sum;
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
