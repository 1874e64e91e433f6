using Latent.Configuration;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Files;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Runs;
using Latent.Training;

namespace Latent.Probe;

/// <summary>Trains a small model in a run folder, with a checkpoint at every step, and kills its own process, with SIGKILL, in the middle of it.</summary>
public static class TrainAndDie
{
    /// <summary>No kill: the process goes to its end.</summary>
    public const string Never = "never";

    /// <summary>At a call that changes something on the disk.</summary>
    public const string Call = "call";

    /// <summary>At such a call that is for no checkpoint: making the folder, its configuration, the model file, the result, the evaluation.</summary>
    public const string File = "file";

    /// <summary>After a line of metrics is written and before the checkpoint that would count on it.</summary>
    public const string Point = "point";

    /// <summary>When the evaluation of the finished model tells of its progress.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>A table of this name is learned by a stack of autoencoders, in three stages of eight steps.</summary>
    public const string Staged = "stages.csv";

    /// <summary>A few seconds' work: 24 steps, an evaluation every three.</summary>
    /// <param name="data">A table of numbers in comma-separated text.</param>
    public static ExperimentConfig Config(string data)
    {
        ExperimentConfig config = OneStage(data);
        return Path.GetFileName(data) != Staged ? config : config with
        {
            Model = new StackedAutoencoderConfig
            {
                Latents = 2,
                Encoder = MlpConfig.Of(5),
                Likelihood = new GaussianLikelihood(),
                LayerEpochs = 100,
                Corruption = [new MaskingNoise()],
            },
            Objective = new ReconstructionConfig(),
            Training = config.Training with { Steps = 8 },
            Evaluation = new EvaluationOptions { Parts = [EvaluationPart.Reconstruction, EvaluationPart.Latents] },
        };
    }

    private static ExperimentConfig OneStage(string data) => new()
    {
        Seed = 5,
        Data = new DataConfig { Source = new CsvSource { Path = data }, Validation = 0.2, Test = 0.2 },
        Model = new VaeConfig { Latents = 2, Encoder = MlpConfig.Of(5), Likelihood = new GaussianLikelihood() },
        Optimizer = new AdamConfig { LearningRate = 0.02 },
        Training = new TrainingOptions
        {
            Steps = 24,
            Epochs = 100,
            BatchSize = 10,
            EvaluateEverySteps = 3,
            CheckpointSteps = 1,
            AverageDecay = 0.8,
            Patience = null,
        },
        Evaluation = new EvaluationOptions
        {
            Parts = [EvaluationPart.Bound, EvaluationPart.Likelihood, EvaluationPart.Latents],
            Likelihood = new ImportanceWeightedOptions { Samples = 10 },
        },
    };

    /// <summary>Starts a run, or goes on with the one there is; trains, evaluates, and writes the report, and says when each is done.</summary>
    /// <param name="data">The table.</param>
    /// <param name="parent">Where the run lies.</param>
    /// <param name="place">One of the constants above.</param>
    /// <param name="at">Which call, evaluation or progress it is, from 1.</param>
    public static void Run(string data, string parent, string place, int at)
    {
        FileSystem system = place switch
        {
            Call => new FileSystem(new DyingCalls(new PosixCalls(), at)),
            File => new FileSystem(new DyingCalls(new PosixCalls(), at, static path => !path.Contains(RunFolder.CheckpointsFolder, StringComparison.Ordinal))),
            _ => FileSystem.Real,
        };
        StoppedClock clock = new();
        using TrainingRun run = RunFolder.List(parent) is [.., RunFolder last]
            ? TrainingRun.Resume(last.Path, clock, null, system)
            : TrainingRun.Start(parent, "killed", Config(data), "{}", clock, null, system);
        Countdown observer = new(place, at);
        _ = run.Train(observer);
        Console.WriteLine("trained");
        EvaluationReport report = run.Evaluate(observer);
        Console.WriteLine("evaluated");
        _ = run.WriteReport(report);
        Console.WriteLine("done");
    }

    private sealed class Countdown(string place, int at) : ITrainingObserver, IProgress<double>
    {
        private int _left = at;
        private bool _started;

        public void OnStep(StepReport step)
        {
            if (!_started) Console.WriteLine("started");
            _started = true;
        }

        public void OnPoint(TrainingPoint point) => Tick(Point);

        public void Report(double value) => Tick(Evaluation);

        private void Tick(string here)
        {
            if (place == here && --_left == 0) DyingCalls.Die();
        }
    }
}

/// <summary>A clock that always says the same, so that what is written down of time is the same in every process.</summary>
/// <param name="now">What it says; the beginning of 2026 by default.</param>
public sealed class StoppedClock(DateTimeOffset? now = null) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => 0;
}
