using Latent.Data;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class ImportanceWeightedEvaluationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void At_the_posterior_every_number_of_samples_gives_the_likelihood(int samples)
    {
        IDataset data = Conjugate.Of("worked example", [.. LinearGaussian.X, .. LinearGaussian.X], 3);
        ImportanceWeightedResult result = ImportanceWeightedEvaluation.Run(
            LinearGaussian.Exact(), data, new ImportanceWeightedOptions { Samples = samples }, Conjugate.Context());
        Assert.Equal(LinearGaussian.LogLikelihood, result.LogLikelihood.Value, 1e-9);
        Assert.Equal(0, result.LogLikelihood.StandardError, 1e-10);
        Assert.Equal(samples, result.EffectiveSampleSizes.Mean, 1e-6);
        Assert.Equal(samples, result.EffectiveSampleSizes.Minimum, 1e-6);
        if (samples == 1)
        {
            Assert.Null(result.MonteCarloError);
            Assert.Null(result.Bias);
        }
        else
        {
            Assert.Equal(0, result.MonteCarloError!.Value, 1e-7);
            Assert.Equal(0, result.Bias!.Value, 1e-10);
        }
    }

    [Fact]
    public void With_another_q_the_estimate_is_below_by_its_bias_and_off_by_its_error()
    {
        // q is twice as wide as the posterior, whose weights vary but mildly, so that the delta method holds.
        LatentModel model = Conjugate.Model(scale: 1.5);
        IDataset data = Conjugate.Data(200);
        double[] exact = ImportanceWeightedEvaluation.Run(Conjugate.Model(), data, new ImportanceWeightedOptions { Samples = 1 }, Conjugate.Context())
            .PerExample.ToArray();
        ImportanceWeightedOptions options = new() { Samples = 20 };
        RunningMoments differences = default;
        double error = 0, bias = 0;
        const int keys = 60;
        for (ulong seed = 0; seed < keys; seed++)
        {
            ImportanceWeightedResult result = ImportanceWeightedEvaluation.Run(model, data, options, Conjugate.Context(seed));
            differences.Add(result.LogLikelihood.Value - exact.Average());
            error += result.MonteCarloError!.Value / keys;
            bias += result.Bias!.Value / keys;
        }

        // A deviation of 60 draws is known to 9 %; three of those, and what the delta method leaves out at K = 20.
        Assert.InRange(Math.Sqrt(differences.Variance) / error, 0.7, 1.35);
        Assert.True(differences.Mean < 0);
        Assert.Equal(bias, differences.Mean, (4 * differences.Estimate.StandardError) + (0.25 * Math.Abs(bias)));
    }

    [Fact]
    public void The_bits_do_not_depend_on_rows_or_threads()
    {
        Vae model = TinyVae.Make();
        IDataset data = TinyVae.Images(37).With(new Flatten(), new Binarize());
        ImportanceWeightedOptions options = new() { Samples = 131, Examples = 0 };
        ImportanceWeightedResult whole = ImportanceWeightedEvaluation.Run(model, data, options, Conjugate.Context());
        foreach ((int rows, int threads) in new[] { (3, 1), (64, 3), (1000, 1), (20_000, 2) })
        {
            ImportanceWeightedResult cut = ImportanceWeightedEvaluation.Run(
                model, data, options, Conjugate.Context() with { Rows = rows, Device = Device.CreateCpu(threads) });
            Assert.Equal(whole.PerExample, cut.PerExample);
            Assert.Equal(whole.EffectivePerExample, cut.EffectivePerExample);
            Assert.Equal(whole.LogLikelihood, cut.LogLikelihood);
        }

        Assert.NotEqual(
            whole.LogLikelihood, ImportanceWeightedEvaluation.Run(model, data, options, Conjugate.Context(2)).LogLikelihood);
    }

    [Fact]
    public void Some_samples_are_those_of_the_whole()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Vae model = TinyVae.Make();
        Batch batch = TinyVae.Images(4).With(new Flatten(), new Binarize()).Get(0, 4, pass, RandomKey.FromSeed(4));
        float[] whole = model.Trace(pass, batch, TraceMode.Posterior(5)).LogWeights().ToArray();
        float[] last = model.Trace(pass, batch, TraceMode.PosteriorSamples(2, 3)).LogWeights().ToArray();
        Assert.Equal(whole[8..], last);
        Assert.Throws<ArgumentOutOfRangeException>(static () => TraceMode.PosteriorSamples(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => TraceMode.PosteriorSamples(0, 0));
    }

    [Fact]
    public void Few_effective_samples_are_counted()
    {
        ImportanceWeightedResult result = ImportanceWeightedEvaluation.Run(
            Conjugate.Model(shift: 3), Conjugate.Data(50), new ImportanceWeightedOptions { Samples = 100 }, Conjugate.Context());
        Assert.True(result.EffectiveSampleSizes.ShareBelow > 0.9);
        Assert.Equal(result.EffectivePerExample.Min(), result.EffectiveSampleSizes.Minimum);
        Assert.Equal(result.EffectiveSampleSizes.Minimum, result.EffectivePerExample[result.Rows.ToList().IndexOf(result.EffectiveSampleSizes.MinimumExample)]);
    }

    [Fact]
    public void It_stops_between_chunks_when_cancelled()
    {
        using CancellationTokenSource source = new();
        EvaluationContext context = Conjugate.Context() with { Cancellation = source.Token, Rows = 10, Progress = new Stop(source) };
        Assert.Throws<OperationCanceledException>(() => ImportanceWeightedEvaluation.Run(
            Conjugate.Model(), Conjugate.Data(50), new ImportanceWeightedOptions { Samples = 100 }, context));
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value > 0.1) source.Cancel();
        }
    }
}
