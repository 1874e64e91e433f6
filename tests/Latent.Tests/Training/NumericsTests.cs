using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;
using Latent.Training;

namespace Latent.Tests.Training;

/// <summary>Numbers at and beyond their ends: a training gives a finite model, or says which step and site diverged and keeps the last good state.</summary>
public sealed class NumericsTests
{
    private static readonly TrainingOptions Options = new() { Steps = 30, Epochs = 100, BatchSize = 8, EvaluateEverySteps = 5, Patience = null };

    [Theory]
    [InlineData("adam", 1e6)]
    [InlineData("adam", 1e30)]
    [InlineData("sgd", 1e6)]
    [InlineData("rmsprop", 1e6)]
    [InlineData("adagrad", 1e6)]
    public void A_rate_beyond_all_reason_never_leaves_a_model_that_is_not_finite(string kind, double rate)
    {
        OptimizerConfig optimizer = kind switch
        {
            "adam" => new AdamConfig { LearningRate = rate },
            "sgd" => new SgdConfig { LearningRate = rate },
            "rmsprop" => new RmsPropConfig { LearningRate = rate },
            _ => new AdagradConfig { LearningRate = rate },
        };
        foreach (NonFinitePolicy policy in Enum.GetValues<NonFinitePolicy>())
        {
            foreach (bool validated in new[] { false, true })
            {
                Vae model = Gaussian();
                TrainingResult result = new Fit(Trainer(model, Table(24), optimizer, Options with { OnNonFinite = policy }), validated ? Table(9) : null).Run();
                AssertSound(model, result);
                // A decoder whose weights are of that size is at no example's reach: it has to have diverged.
                Assert.Equal(StopReason.Diverged, result.Reason);
                Assert.Equal(policy == NonFinitePolicy.RollBack ? Fit.MostRollBacks : 0, result.RollBacks);
            }
        }
    }

    [Theory]
    [InlineData("encoder.log_scale.bias", 100)]
    [InlineData("encoder.log_scale.bias", -200)]
    [InlineData("encoder.mean.bias", 1e30)]
    [InlineData("decoder.log_scale.bias", 200)]
    [InlineData("decoder.mean.bias", 1e30)]
    public void Weights_at_the_ends_of_their_range_are_survived_or_named(string parameter, double value)
    {
        // log σ² = 200 is a variance of e²⁰⁰, which float32 does not have.
        Vae model = Gaussian();
        Set(model, parameter, value);
        float[] before = TrainerTests.Values(model);
        TrainingResult result = new Fit(Trainer(model, Table(24), new AdamConfig(), Options), Table(9)).Run();
        AssertSound(model, result);
        if (result.Error is not { } error) return;
        Assert.Equal((1L, 0L), (error.Step, result.Steps));
        Assert.Contains("of the site", error.What, StringComparison.Ordinal);
        Assert.Equal(before, TrainerTests.Values(model));
    }

    [Fact]
    public void A_posterior_of_infinite_variance_is_named_by_its_site_and_step()
    {
        Vae model = Gaussian();
        Set(model, "encoder.log_scale.bias", 100);
        TrainingResult result = new Fit(Trainer(model, Table(24), new AdamConfig(), Options)).Run();
        Assert.Equal(StopReason.Diverged, result.Reason);
        Assert.StartsWith("Training diverged in step 1 (epoch 1): the ", result.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("of the site", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    [InlineData(1e30)]
    [InlineData(-1e30)]
    public void Bernoulli_data_of_zeros_and_ones_with_saturated_logits_are_scored_by_their_logits(double logit)
    {
        Vae model = TinyVae.Make();
        Set(model, "decoder.logits.bias", logit);
        float[] bits = [.. Enumerable.Range(0, 24 * 6).Select(static i => (float)(i / 3 % 2))];
        Recorder recorder = new();
        TrainingResult result = new Fit(Trainer(model, Data(bits, 6, levels: 2), new AdamConfig(), Options)).Run(recorder);
        AssertSound(model, result);
        Assert.Equal(StopReason.Completed, result.Reason);
        // Half of the six elements are as the logits say, which costs nothing; the others cost |l| each.
        Assert.Equal(-3 * Math.Abs(logit), recorder.First, 1e-2 * Math.Abs(logit));
    }

    [Fact]
    public void A_grey_value_one_rounding_above_one_is_refused_with_all_its_digits()
    {
        Vae model = TinyVae.Make();
        float[] values = [.. Enumerable.Range(0, 24 * 6).Select(static i => i / 3 % 2 == 0 ? 0 : 1.0000001f)];
        Assert.True(values[3] > 1);
        float[] before = TrainerTests.Values(model);
        Fit fit = new(Trainer(model, Data(values, 6, levels: 256), new AdamConfig(), Options));
        ArgumentException error = Assert.Throws<ArgumentException>(() => fit.Run());
        Assert.Matches(@"^Bernoulli: the value 1\.0000001 at \[\d+, \d+\] of \[8, 6\] is outside the support", error.Message);
        Assert.Equal(before, TrainerTests.Values(model));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_column_that_never_changes_is_learned_without_harm(bool standardized)
    {
        float[] values = [.. Enumerable.Range(0, 24 * 4).Select(static i => i % 4 == 1 ? 7f : i % 5)];
        IDataset data = Data(values, 4);
        if (standardized) data = data.With(Pipeline.Fit([new Standardize()], data));
        Vae model = Gaussian();
        TrainingResult result = new Fit(Trainer(model, data, new AdamConfig { LearningRate = 0.05 }, Options with { Steps = 300 }), data).Run();
        AssertSound(model, result);
        Assert.Equal(StopReason.Completed, result.Reason);
    }

    [Theory]
    [InlineData(1e30f, StopReason.Diverged)]
    [InlineData(1e-30f, StopReason.Completed)]
    [InlineData(float.MaxValue, StopReason.Diverged)]
    [InlineData(float.Epsilon, StopReason.Completed)]
    [InlineData(float.PositiveInfinity, StopReason.Diverged)]
    [InlineData(float.NaN, StopReason.Diverged)]
    public void Huge_values_are_named_by_their_site_and_tiny_ones_are_learned(float value, StopReason expected)
    {
        Vae model = Gaussian();
        float[] before = TrainerTests.Values(model), values = [.. Enumerable.Range(0, 24 * 4).Select(i => i == 50 ? value : 0.5f)];
        TrainingResult result = new Fit(Trainer(model, Data(values, 4), new AdamConfig(), Options with { BatchSize = 24 })).Run();
        AssertSound(model, result);
        Assert.Equal(expected, result.Reason);
        if (expected == StopReason.Completed) return;
        Assert.Equal(1, result.Error!.Step);
        Assert.Contains("of the site '", result.Error.What, StringComparison.Ordinal);
        Assert.Equal(before, TrainerTests.Values(model));
    }

    [Fact]
    public void Half_the_rate_suffices_and_the_roll_back_finds_that_out()
    {
        double rate = LeastDiverging();
        TrainingResult slow = Descend(rate / 2, NonFinitePolicy.Stop, out float[] expected, out _);
        Assert.Equal(StopReason.Completed, slow.Reason);
        TrainingResult result = Descend(rate, NonFinitePolicy.RollBack, out float[] found, out double bound);
        Assert.Equal((StopReason.Completed, 1, 300L), (result.Reason, result.RollBacks, result.Steps));
        // It had diverged before its first evaluation, and so began again: half of a rate is that rate, to the bit.
        Assert.Equal(expected, found);
        double untrained = new Fit(Trainer(Linear(), Table(24), new SgdConfig(), Options)).Summarize(Table(24)).Bound;
        Assert.True(bound > untrained / 2, $"{bound} after {untrained}");
    }

    [Theory]
    [InlineData(NonFinitePolicy.RollBack, true)]
    [InlineData(NonFinitePolicy.RollBack, false)]
    [InlineData(NonFinitePolicy.Stop, true)]
    [InlineData(NonFinitePolicy.Stop, false)]
    public void A_divergence_met_again_after_an_interruption_anywhere_ends_with_the_bits_of_the_uninterrupted(NonFinitePolicy policy, bool validated)
    {
        // Good at first; then a rate that is far too high, three or four times over.
        double rate = LeastDiverging();
        // Evaluations lie so far apart that none falls into an explosion: what is finite there and large beyond repair would count as good.
        TrainingOptions options = Options with { Steps = 240, EvaluateEverySteps = 80, OnNonFinite = policy };
        SgdConfig optimizer = new() { LearningRate = new StagesShape { At = [0, 80], Values = [rate / 8, 8 * rate] } };
        Vae whole = Linear();
        List<long> steps = [];
        TrainingResult undisturbed = Prepare(whole).Run(new Recorder { AfterStep = steps.Add });
        Assert.Equal(policy == NonFinitePolicy.Stop ? StopReason.Diverged : StopReason.Completed, undisturbed.Reason);
        Assert.Equal(policy == NonFinitePolicy.RollBack, undisturbed.RollBacks > 0);
        // Here and there, and at each step between the last good evaluation and what diverges.
        foreach (int at in Enumerable.Range(1, steps.Count - 1).Where(at => at % 23 == 1 || at is > 80 and < 90 || at > steps.Count - 3))
        {
            Vae first = Linear(), second = Linear(seed: 77);
            FitState? state = null;
            using CancellationTokenSource stop = new();
            int count = 0;
            _ = Prepare(first).Run(new Recorder { AfterStep = _ => Stop() }, saved => state = saved, stop.Token);
            Fit after = Prepare(second);
            after.Restore(FitCheckpoint.ToState(FitCheckpoint.From(state!)));
            TrainingResult result = after.Run();
            Assert.Equal((undisturbed.Reason, undisturbed.Steps, undisturbed.ModelStep, undisturbed.RollBacks, undisturbed.Error?.Message),
                (result.Reason, result.Steps, result.ModelStep, result.RollBacks, result.Error?.Message));
            Assert.Equal(TrainerTests.Values(whole), TrainerTests.Values(second));

            void Stop()
            {
                if (++count == at) stop.Cancel();
            }
        }

        Fit Prepare(Vae model) => new(Trainer(model, Table(24), optimizer, options), validated ? Table(9) : null);
    }

    // A Gaussian of a small, fixed σ has a curvature near 1/σ²: gradient descent is stable below a rate of about 2σ² and explodes above.
    private static double LeastDiverging()
    {
        double rate = 1.0 / 8192;
        while (Descend(rate, NonFinitePolicy.Stop, out _, out _).Reason == StopReason.Completed) rate *= 2;
        return rate;
    }

    private static TrainingResult Descend(double rate, NonFinitePolicy policy, out float[] parameters, out double bound)
    {
        Vae model = Linear();
        TrainingOptions options = Options with { Steps = 300, EvaluateEverySteps = 300, OnNonFinite = policy };
        Fit fit = new(Trainer(model, Table(24), new SgdConfig { LearningRate = rate }, options));
        TrainingResult result = fit.Run();
        parameters = TrainerTests.Values(model);
        bound = result.Reason == StopReason.Completed ? fit.Summarize(Table(24)).Bound : double.NaN;
        return result;
    }

    private static void AssertSound(LatentModel model, TrainingResult result)
    {
        Assert.All(model.Parameters, static parameter => parameter.Value.ThrowIfNotFinite());
        Assert.Equal(result.Reason == StopReason.Diverged, result.Error is not null);
        if (result.Error is not { } error)
        {
            Assert.Equal(StopReason.Completed, result.Reason);
            return;
        }

        Assert.InRange(error.Step, 1, 1000);
        Assert.True(result.Steps < error.Step);
        Assert.Contains($"in step {error.Step} ", error.Message, StringComparison.Ordinal);
        Assert.Matches("of the site '|gradient|parameter '|validation|loss", error.What);
    }

    private static Vae Gaussian() => Make(MlpConfig.Of(6), new GaussianLikelihood { Scale = LikelihoodScale.PerElement }, 1);

    private static Vae Linear(ulong seed = 1) => Make(MlpConfig.Of(), new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 0.1 }, seed);

    private static Vae Make(NetworkConfig network, LikelihoodConfig likelihood, ulong seed)
    {
        VaeConfig config = new() { Latents = 2, Encoder = network, Likelihood = likelihood };
        return new Vae(config, new DataColumn("x", [4]), ParameterScope.Initialize(RandomKey.FromSeed(seed)));
    }

    private static Trainer Trainer(LatentModel model, IDataset data, OptimizerConfig optimizer, TrainingOptions options) =>
        new(model, new Elbo(), data, optimizer, options, RandomKey.FromSeed(1));

    private static void Set(LatentModel model, string name, double value)
    {
        Parameter parameter = model.Parameters.Single(p => p.Name == name);
        parameter.Set(Tensor.From([.. Enumerable.Repeat((float)value, parameter.Shape.Count)], parameter.Shape));
    }

    private static IDataset Table(int rows) =>
        Data([.. Enumerable.Range(0, rows * 4).Select(static i => (float)Math.Sin(i * (1 + (i % 4))))], 4);

    private static ColumnDataset Data(float[] values, int width, int levels = 0) =>
        new("numbers", new ValueColumn(new DataColumn("x", [width]) { Levels = levels }, values));

    private sealed class Recorder : ITrainingObserver
    {
        public double First { get; private set; } = double.NaN;

        public Action<long>? AfterStep { get; init; }

        public void OnStep(StepReport step)
        {
            if (double.IsNaN(First)) First = step.Terms.Single(static term => term.Kind == TermKind.LogLikelihood).Mean;
            AfterStep?.Invoke(step.Step);
        }
    }
}
