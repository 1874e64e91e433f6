using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Training;

/// <summary>Trainings in stages: where they begin and end, what each changes, and that an interruption anywhere changes no bit.</summary>
public sealed class StageTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 16, Patience = null };
    private static readonly AdamConfig Optimizer = new() { LearningRate = 0.02 };

    [Fact]
    public void Stages_follow_one_another_and_count_their_own_steps_and_the_whole_training_s()
    {
        StackedAutoencoder model = Stack();
        Trainer trainer = Make(model);
        Assert.Equal(["layer 1", "layer 2", "fine-tuning"], model.Stages.Select(static stage => stage.Name));
        Assert.Equal((3, 12L, 3), (trainer.StageCount, trainer.TotalSteps, trainer.StepsPerEpoch)); // an epoch, another, and the options' two
        (string, int)[] expected = [("layer 1", 3), ("layer 2", 3), ("fine-tuning", 6)];
        long before = 0;
        for (int stage = 0; stage < 3; stage++)
        {
            Assert.Equal((stage, expected[stage].Item1, 0L), (trainer.StageNumber, trainer.Stage.Name, trainer.StageStep));
            StepReport[] steps = [.. trainer.Steps()];
            Assert.Equal(Enumerable.Range(1, expected[stage].Item2).Select(i => before + i), steps.Select(static step => step.Step));
            before += expected[stage].Item2;
            Assert.Equal((before, before), (trainer.Step, trainer.StageEnd));
            Assert.Equal(stage < 2, trainer.TryAdvance());
        }
    }

    [Fact]
    public void A_stage_changes_its_own_parameters_and_leaves_the_others_to_the_bit()
    {
        StackedAutoencoder model = Stack();
        Trainer trainer = Make(model);
        for (int stage = 0; stage < trainer.StageCount; stage++)
        {
            HashSet<string> own = [.. trainer.Stage.Model.Parameters.Select(static parameter => parameter.Name)];
            Dictionary<string, float[]> before = model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.ToArray(), StringComparer.Ordinal);
            _ = trainer.Steps().Count();
            Assert.All(model.Parameters, parameter => Assert.Equal(own.Contains(parameter.Name), !before[parameter.Name].SequenceEqual(parameter.Value.ToArray())));
            _ = trainer.TryAdvance();
        }
    }

    [Fact]
    public void Every_stage_has_an_order_of_examples_and_noise_of_its_own()
    {
        // Two stages that are one and the same: what is learned differs by the randomness alone.
        Vae model = Models.TinyVae.Make();
        Staged twice = new(model, [new TrainingStage("a", model) { Epochs = 1 }, new TrainingStage("b", model) { Epochs = 1 }]);
        Trainer trainer = Make(twice, objective: new Elbo());
        Dictionary<string, Tensor> start = model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.Clone(), StringComparer.Ordinal);
        double[] first = [.. trainer.Steps().Select(static step => step.Loss)];
        _ = trainer.TryAdvance();
        foreach (Parameter parameter in model.Parameters) parameter.Set(start[parameter.Name]);
        double[] second = [.. trainer.Steps().Select(static step => step.Loss)];
        Assert.NotEqual(first, second);
        // A training without stages has the numbers of the first.
        Vae alone = Models.TinyVae.Make();
        Assert.Equal(first, Make(alone, objective: new Elbo()).Steps().Take(3).Select(static step => step.Loss));
    }

    [Fact]
    public void Early_stopping_ends_a_stage_and_goes_on_to_the_next_with_the_best_of_it()
    {
        StackedAutoencoder model = Stack(layerEpochs: 200);
        Recorder recorder = new();
        Fit fit = new(Make(model, Options with { Epochs = 3, Patience = 2 }, new AdamConfig { LearningRate = 0.3 }), Validation());
        TrainingResult result = fit.Run(recorder);
        string[] stages = [.. recorder.Points.Select(static point => point.Stage!)];
        Assert.Equal(["layer 1", "layer 2", "fine-tuning"], stages.Distinct());
        foreach (string layer in new[] { "layer 1", "layer 2" })
        {
            TrainingPoint[] points = [.. recorder.Points.Where(point => point.Stage == layer)];
            Assert.InRange(points.Length, 3, 199);
            // The first evaluation of a stage is always the best so far: bounds of two stages are not compared.
            Assert.True(points[0].IsBest);
            Assert.Equal([false, false], points[^2..].Select(static point => point.IsBest));
        }

        Assert.Equal("fine-tuning", result.Model!.Stage);
    }

    [Fact]
    public void The_next_stage_stands_on_the_best_evaluation_not_on_the_last()
    {
        StackedAutoencoder model = Stack(layerEpochs: 12);
        Trainer trainer = Make(model, Options with { Epochs = 1 }, new AdamConfig { LearningRate = 0.3 });
        Fit fit = new(trainer, Validation());
        List<(double Bound, float[] Values)> seen = [];
        Parameter weight = model.Parameters.First(static parameter => parameter.Name == "encoder.0.weight");
        float[]? next = null;
        _ = fit.Run(new Recorder
        {
            OnEvaluation = point =>
            {
                if (point.Stage == "layer 1") seen.Add((point.Validation!.Bound, weight.Value.ToArray()));
                else next ??= weight.Value.ToArray();
            },
        });
        int best = seen.FindIndex(one => one.Bound == seen.Max(static other => other.Bound));
        Assert.NotEqual(seen.Count - 1, best);
        Assert.Equal(seen[best].Values, next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void A_training_cancelled_at_every_step_of_every_stage_ends_with_the_same_bits_and_metrics(double average)
    {
        TrainingOptions options = Options with { AverageDecay = average };
        Recorder expected = new();
        StackedAutoencoder whole = Stack();
        TrainingResult undisturbed = new Fit(Make(whole, options), Validation()).Run(expected);
        List<TrainingPoint> points = [];
        FitState? state = null;
        TrainingResult? result = null;
        StackedAutoencoder last = whole;
        int parts = 0;
        for (; result is not { Reason: StopReason.Completed }; parts++)
        {
            last = Stack(seed: parts == 0 ? 1ul : 50);
            Fit fit = new(Make(last, options), Validation());
            // Through the form a checkpoint has on disk.
            if (state is not null) fit.Restore(FitCheckpoint.ToState(FitCheckpoint.From(state)));
            using CancellationTokenSource stop = new();
            Recorder recorder = new() { AfterStep = stop.Cancel };
            result = fit.Run(recorder, saved => state = saved, stop.Token);
            points.AddRange(recorder.Points);
            Assert.True(parts < 20);
        }

        Assert.Equal(12, parts);
        Assert.Equal(TrainerTests.Values(whole), TrainerTests.Values(last));
        Assert.Equal(undisturbed.ModelStep, result!.ModelStep);
        Assert.Equal(Of(expected.Points), Of(points));

        static IEnumerable<(string?, long, int, double, double, bool)> Of(List<TrainingPoint> points) =>
            points.Select(static p => (p.Stage, p.Step, p.Epoch, p.Train.Bound, p.Validation!.Bound, p.IsBest));
    }

    [Fact]
    public void A_trainer_restored_at_any_step_goes_on_to_the_same_bits()
    {
        StackedAutoencoder whole = Stack();
        List<TrainerState> states = [];
        Trainer trainer = Make(whole);
        do
        {
            states.Add(trainer.Save());
            foreach (StepReport _ in trainer.Steps()) states.Add(trainer.Save());
        }
        while (trainer.TryAdvance());
        float[] expected = TrainerTests.Values(whole);
        Assert.Equal(15, states.Count);
        foreach (TrainerState state in states)
        {
            StackedAutoencoder other = Stack(seed: 9);
            Trainer again = Make(other);
            again.Restore(state);
            do _ = again.Steps().Count();
            while (again.TryAdvance());
            Assert.Equal(expected, TrainerTests.Values(other));
        }

        // Back to an earlier stage in the same trainer, too.
        trainer.Restore(states[2]);
        Assert.Equal((0, 2L), (trainer.StageNumber, trainer.Step));
        do _ = trainer.Steps().Count();
        while (trainer.TryAdvance());
        Assert.Equal(expected, TrainerTests.Values(whole));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_stage_without_epochs_begins_and_ends(double average)
    {
        Parameter offset = Scope().Parameter("offset", [6], Initializer.Zeros);
        int begun = 0;
        Lambdas model = new(offset, (stage, key) =>
        {
            begun++;
            offset.Set(Tensor.From([.. Enumerable.Range(0, 6).Select(i => i + 0.5f)], [6]));
        }, epochs: 0);
        Fit fit = new(Make(model, Options with { AverageDecay = average }, objective: new Elbo()), Validation());
        TrainingResult result = fit.Run();
        Assert.Equal((StopReason.Completed, 1, 0L), (result.Reason, begun, result.Steps));
        Assert.Equal([0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f], offset.Value.ToArray());
    }

    [Fact]
    public void What_a_stage_begins_with_is_made_again_where_training_goes_back_to_its_beginning()
    {
        Parameter offset = Scope().Parameter("offset", [6], Initializer.Zeros);
        List<RandomKey> keys = [];
        Lambdas model = new(offset, (stage, key) =>
        {
            keys.Add(key);
            offset.Set(Tensor.From([.. Enumerable.Range(0, 6).Select(i => i + 0.5f)], [6]));
        }, epochs: 2);
        Trainer trainer = Make(model, Options with { AverageDecay = 0.9 }, objective: new Elbo());
        TrainerState start = trainer.Save();
        _ = trainer.Steps().First();
        float[] after = offset.Value.ToArray();
        using (trainer.UseAverage()) Assert.InRange(offset.Value.ToArray()[5], 5.0f, 5.6f); // the average began at 5.5, not at 0
        trainer.Restore(start);
        Assert.Equal(new float[6], offset.Value.ToArray());
        _ = trainer.Steps().First();
        Assert.Equal(after, offset.Value.ToArray());
        Assert.Equal((2, keys[0]), (keys.Count, keys[1]));
        // In the middle of the stage it is not made again.
        TrainerState middle = trainer.Save();
        trainer.Restore(middle);
        _ = trainer.Steps().First();
        Assert.Equal(2, keys.Count);
    }

    [Fact]
    public void A_state_of_another_number_of_stages_is_refused()
    {
        Trainer trainer = Make(Stack());
        for (int i = 0; i < 2; i++)
        {
            _ = trainer.Steps().Count();
            _ = trainer.TryAdvance();
        }

        Assert.Equal("The state is of stage 3; this model has 1. (Parameter 'state')",
            Assert.Throws<ArgumentException>(() => Make(Models.TinyVae.Make(), objective: new Elbo()).Restore(trainer.Save())).Message);
    }

    internal static StackedAutoencoder Stack(ulong seed = 1, int layerEpochs = 1)
    {
        StackedAutoencoderConfig config = new()
        {
            Latents = 2,
            Encoder = MlpConfig.Of(4) with { Activation = Activation.Sigmoid },
            LayerEpochs = layerEpochs,
            Corruption = [new MaskingNoise { Probability = 0.2 }],
        };
        return (StackedAutoencoder)config.Build([new DataColumn("x", [6]) { Levels = 2 }], ParameterScope.Initialize(RandomKey.FromSeed(seed)));
    }

    private static ParameterScope Scope() => ParameterScope.Initialize(RandomKey.FromSeed(1));

    private static IDataset Validation() => TrainerTests.Data(20);

    private static Trainer Make(LatentModel model, TrainingOptions? options = null, OptimizerConfig? optimizer = null, Objective? objective = null) =>
        new(model, objective ?? new Reconstruction(), TrainerTests.Data(40), optimizer ?? Optimizer, options ?? Options, RandomKey.FromSeed(1));

    /// <summary>A model with stages of others.</summary>
    private sealed class Staged(LatentModel whole, IReadOnlyList<TrainingStage> stages) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters => whole.Parameters;

        public override IReadOnlyList<TrainingStage> Stages => stages;

        public override void Run(Trace t) => whole.Run(t);
    }

    /// <summary>One parameter, in one stage that begins with something.</summary>
    private sealed class Lambdas(Parameter offset, Action<IDataset, RandomKey> begin, int epochs) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters => [offset];

        public override IReadOnlyList<TrainingStage> Stages => [new TrainingStage("only", this) { Epochs = epochs, Begin = begin }];

        public override void Run(Trace t) =>
            t.Observe("x", () => Normal.FromLogScale(t.Pass[offset], t.Pass.Full([1], 0), eventAxes: 1));
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<TrainingPoint> Points { get; } = [];

        public Action? AfterStep { get; init; }

        public Action<TrainingPoint>? OnEvaluation { get; init; }

        public void OnStep(StepReport step) => AfterStep?.Invoke();

        public void OnPoint(TrainingPoint point)
        {
            Points.Add(point);
            OnEvaluation?.Invoke(point);
        }

        public void OnRollBack(TrainingDivergedException error, long step, double rateFactor)
        {
        }
    }
}
