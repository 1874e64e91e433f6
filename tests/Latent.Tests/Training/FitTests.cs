using Latent.Checkpoints;
using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;
using Latent.Training;

namespace Latent.Tests.Training;

public sealed class FitTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 12, BatchSize = 16, Patience = null };

    [Fact]
    public void The_model_ends_with_the_parameters_of_its_best_evaluation()
    {
        Vae model = TinyVae.Make();
        Recorder recorder = new();
        Fit fit = new(Trainer(model, new AdamConfig { LearningRate = 0.3 }), TrainerTests.Data(20));
        TrainingResult result = fit.Run(recorder);
        Assert.Equal((StopReason.Completed, 12), (result.Reason, recorder.Points.Count));
        TrainingPoint best = recorder.Points.MaxBy(static point => point.Validation!.Bound)!;
        Assert.Equal((best.Step, best.Validation!.Bound), (result.ModelStep, result.Model!.Validation!.Bound));
        // Evaluated again, the model has that bound to the bit: it has those parameters, and evaluations have the same noise.
        Assert.Equal(best.Validation.Bound, fit.Summarize(TrainerTests.Data(20)).Bound);
        Assert.Equal(Enumerable.Range(1, 12), recorder.Points.Select(static point => point.Epoch));
        Assert.All(recorder.Points, static point => Assert.Equal(40, point.Train.Examples));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_stops_when_its_patience_is_at_an_end(bool cumulative)
    {
        Recorder recorder = new();
        TrainingOptions options = Options with { Epochs = 200, Patience = 3, PatienceIsCumulative = cumulative };
        TrainingResult result = new Fit(Trainer(TinyVae.Make(), new AdamConfig { LearningRate = 0.1 }, options), TrainerTests.Data(20)).Run(recorder);
        Assert.Equal(StopReason.EarlyStopping, result.Reason);
        int misses = 0, best = 0;
        for (int i = 0; i < recorder.Points.Count; i++)
        {
            if (!recorder.Points[i].IsBest) misses++;
            else (misses, best) = (cumulative ? misses : 0, i);
            Assert.Equal(misses == 3, i == recorder.Points.Count - 1);
        }

        Assert.Equal(recorder.Points[best].Step, result.ModelStep);
    }

    [Fact]
    public void Without_a_validation_set_training_goes_to_its_end_and_keeps_the_last_parameters()
    {
        Vae fitted = TinyVae.Make(), stepped = TinyVae.Make();
        TrainingResult result = new Fit(Trainer(fitted, new AdamConfig())).Run();
        _ = Trainer(stepped, new AdamConfig()).Steps().Count();
        Assert.Equal((StopReason.Completed, 36L, 36L), (result.Reason, result.Steps, result.ModelStep));
        Assert.Equal(TrainerTests.Values(stepped), TrainerTests.Values(fitted));
    }

    [Fact]
    public void A_training_cancelled_at_every_step_and_resumed_from_its_checkpoint_ends_with_the_same_bits_and_metrics()
    {
        TrainingOptions options = Options with { Epochs = 4, AverageDecay = 0.5 };
        Recorder expected = new();
        Vae whole = TinyVae.Make();
        TrainingResult undisturbed = new Fit(Trainer(whole, new AdamConfig { LearningRate = 0.05 }, options), TrainerTests.Data(20)).Run(expected);

        List<TrainingPoint> points = [];
        FitState? state = null;
        TrainingResult? result = null;
        Vae last = TinyVae.Make();
        for (int part = 0; result is not { Reason: StopReason.Completed }; part++)
        {
            last = TinyVae.Make(seed: 50);
            if (part == 0) last = TinyVae.Make();
            Fit fit = new(Trainer(last, new AdamConfig { LearningRate = 0.05 }, options), TrainerTests.Data(20));
            // Through the form a checkpoint has on disk.
            if (state is not null) fit.Restore(FitCheckpoint.ToState(FitCheckpoint.From(state)));
            using CancellationTokenSource stop = new();
            Recorder recorder = new() { AfterStep = stop.Cancel };
            result = fit.Run(recorder, saved => state = saved, stop.Token);
            points.AddRange(recorder.Points);
            Assert.True(part < 13);
        }

        Assert.Equal(TrainerTests.Values(whole), TrainerTests.Values(last));
        Assert.Equal(undisturbed.ModelStep, result.ModelStep);
        Assert.Equal(expected.Points.Select(static p => (p.Step, p.Train.Bound, p.Validation!.Bound, p.IsBest)),
            points.Select(static p => (p.Step, p.Train.Bound, p.Validation!.Bound, p.IsBest)));
    }

    [Fact]
    public void A_training_that_diverges_stops_at_its_last_good_evaluation_and_says_what_diverged()
    {
        Vae model = TinyVae.Make();
        Recorder recorder = new();
        TrainingResult result = new Fit(Trainer(model, Diverging(), Options), TrainerTests.Data(20)).Run(recorder);
        Assert.Equal(StopReason.Diverged, result.Reason);
        Assert.Contains("of the site", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(6, result.Steps); // two epochs were good
        Assert.All(model.Parameters, static parameter => parameter.Value.ThrowIfNotFinite());
    }

    [Fact]
    public void A_training_that_rolls_back_goes_on_at_half_the_rate_a_few_times()
    {
        Recorder recorder = new();
        TrainingOptions options = Options with { OnNonFinite = NonFinitePolicy.RollBack };
        // Half of 1e30 is no better; after five times it stops.
        TrainingResult hopeless = new Fit(Trainer(TinyVae.Make(), Diverging(), options), TrainerTests.Data(20)).Run(recorder);
        Assert.Equal((StopReason.Diverged, 5, 6L), (hopeless.Reason, hopeless.RollBacks, hopeless.Steps));
        Assert.Equal([0.5, 0.25, 0.125, 0.0625, 0.03125], recorder.RollBacks);
    }

    [Fact]
    public void Averages_are_what_is_evaluated_and_kept()
    {
        Vae averaged = TinyVae.Make(), plain = TinyVae.Make();
        _ = new Fit(Trainer(averaged, new AdamConfig { LearningRate = 0.1 }, Options with { AverageDecay = 0.9, KeepBest = false }), TrainerTests.Data(20)).Run();
        Trainer trainer = Trainer(plain, new AdamConfig { LearningRate = 0.1 }, Options with { AverageDecay = 0.9 });
        _ = trainer.Steps().Count();
        Assert.NotEqual(TrainerTests.Values(plain), TrainerTests.Values(averaged));
        using (trainer.UseAverage()) Assert.Equal(TrainerTests.Values(plain), TrainerTests.Values(averaged));
    }

    private static OptimizerConfig Diverging() =>
        new SgdConfig { LearningRate = new StagesShape { At = [0, 6], Values = [0.01, 1e30] } };

    private static Trainer Trainer(LatentModel model, OptimizerConfig optimizer, TrainingOptions? options = null) =>
        new(model, new Elbo(), TrainerTests.Data(40), optimizer, options ?? Options, RandomKey.FromSeed(1));

    private sealed class Recorder : ITrainingObserver
    {
        public List<TrainingPoint> Points { get; } = [];

        public List<double> RollBacks { get; } = [];

        public Action? AfterStep { get; init; }

        public void OnStep(StepReport step) => AfterStep?.Invoke();

        public void OnPoint(TrainingPoint point) => Points.Add(point);

        public void OnRollBack(TrainingDivergedException error, long step, double rateFactor) => RollBacks.Add(rateFactor);
    }
}
