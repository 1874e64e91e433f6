using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Latent.Checkpoints;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary><c>latent train</c>: data in, a run folder with model, pictures and metrics out.</summary>
internal static class TrainCommand
{
    private const int SampleCount = 256, PairCount = 128;

    private static readonly Option<string?> DataDir = Options.Text("--data-dir",
        "Folder of the four MNIST files; without it: built-in digits", "folder");
    private static readonly Option<int> Epochs = Options.Whole("--epochs", "Passes over the training images", 50, 1, 1_000_000);
    private static readonly Option<int> BatchSize = Options.Whole("--batch-size", "Images per step", 128, 1, 1_000_000);
    private static readonly Option<double> LearningRate = Options.Positive("--learning-rate", "Step size of Adam", 1e-3);
    private static readonly Option<int> Hidden = Options.Whole("--hidden", "Units of the hidden layers", 400, 1, 100_000);
    private static readonly Option<int> Latents = Options.Whole("--latent", "Latent variables", 20, 1, 10_000);
    private static readonly Option<int> Limit = Options.Whole("--limit", "Use the first n training images; 0 means all", 0, 0,
        int.MaxValue);
    private static readonly Option<ulong> Seed = Options.Seed("Fixes all randomness: same seed, same model to the bit");
    private static readonly Option<int> Threads = Options.Whole("--threads",
        "Threads; 0 means one per core. The result does not depend on it", 0, 0, 1024);
    private static readonly Option<string?> Runs = Options.Text("--runs", "Where run folders are made (default: runs)", "folder");

    public static Command Make(Interruption interruption)
    {
        Command command = new("train", "Train a variational autoencoder on images; leaves model, pictures and metrics in a run folder.")
        {
            DataDir, Epochs, BatchSize, LearningRate, Hidden, Latents, Limit, Seed, Threads, Runs,
        };
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption, TimeProvider.System));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        interruption.AllowFinishing(terminal.RestoreCursor);
        Device device = Engine.Open(parsed.GetValue(Threads));
        RandomKey key = RandomKey.FromSeed(parsed.GetValue(Seed));
        ImageSplits data = Load(parsed.GetValue(DataDir), parsed.GetValue(Limit), key);
        TrainingOptions options = new()
        {
            Epochs = parsed.GetValue(Epochs),
            BatchSize = parsed.GetValue(BatchSize),
            LearningRate = parsed.GetValue(LearningRate),
        };
        VaeConfig sizes = new(data.Train.PixelCount, parsed.GetValue(Hidden), parsed.GetValue(Latents));
        int batch = Math.Min(options.BatchSize, data.Train.Count);
        Engine.CheckSize($"a layer of {sizes.Hidden} units for a batch of {batch}", batch, Math.Max(sizes.Hidden, sizes.Inputs));
        Engine.CheckSize($"a model of sizes {sizes.Inputs}-{sizes.Hidden}-{sizes.Latents}",
            sizes.Hidden, (2L * sizes.Inputs) + (3L * sizes.Latents));
        string? folder = parsed.GetValue(DataDir) is { } given ? Path.GetFullPath(given) : null;
        TrainConfig config = new(1, "train", folder is null ? "built-in digits" : "MNIST files", folder, data.Train.Count, data.Test.Count,
            options.Epochs, options.BatchSize, options.LearningRate, sizes.Hidden, sizes.Latents, parsed.GetValue(Seed));
        RunFolder run = Prepare(parsed.GetValue(Runs) ?? "runs", data.Train.Name.Split(' ')[0], config, device, clock);

        ImageDataset train = data.Train;
        terminal.Say($"{train.Name}: {train.Count} images of {train.Height} x {train.Width}; {data.Test.Name}: {data.Test.Count}");
        terminal.Say(
            $"VAE {sizes.Inputs}-{sizes.Hidden}-{sizes.Latents}, batch {options.BatchSize}, {device.Name}; terms in nats per image");
        terminal.Say($"writing to {run.Path}");

        Vae model = new(sizes, ParameterScope.Initialize(key.Split("parameters")));
        VaeTrainer trainer = new(model, data.Train, options, key.Split("training"), device);
        long start = clock.GetTimestamp();
        EpochReport last = Train(trainer, options, run, terminal, interruption, clock);
        double seconds = clock.GetElapsedTime(start).TotalSeconds;
        return Finish(new Trained(model, data, key, device, last, seconds), run, terminal, interruption);
    }

    private static ImageSplits Load(string? folder, int limit, RandomKey key)
    {
        if (folder is null)
        {
            int count = DrawnDigits.DefaultTrainCount;
            return DrawnDigits.Make(key.Split("digits"), limit > 0 ? Math.Min(limit, count) : count);
        }

        try
        {
            ImageSplits splits = MnistFolder.Load(folder);
            return limit > 0 ? splits with { Train = splits.Train.Take(limit) } : splits;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, e.Message);
        }
    }

    private static RunFolder Prepare(string runs, string name, TrainConfig config, Device device, TimeProvider clock) => Output.Write(() =>
    {
        RunFolder run = RunFolder.Create(runs, name, JsonSerializer.Serialize(config, CliJson.Default.TrainConfig), clock);
        RunEnvironment environment = new(1, device.Name, RandomKey.StreamVersion, MachineReport.Read());
        run.Write(RunFolder.EnvironmentFile, JsonSerializer.Serialize(environment, CliJson.Default.RunEnvironment));
        return run;
    });

    private static EpochReport Train(
        VaeTrainer trainer, TrainingOptions options, RunFolder run, CommandTerminal terminal, Interruption interruption, TimeProvider clock)
    {
        EpochMeter meter = new(clock);
        TrainingDisplay.Run(terminal, clock, options.Epochs, trainer.StepsPerEpoch, display =>
        {
            foreach (StepReport step in trainer.Steps())
            {
                meter.Add(step);
                display.Step(step, meter);
                if (step.StepInEpoch == trainer.StepsPerEpoch)
                {
                    EpochReport epoch = meter.Report();
                    display.Epoch(epoch);
                    Output.Write(() => run.AppendMetrics(JsonSerializer.Serialize(epoch, CliJsonLines.Default.EpochReport)));
                }

                if (interruption.Token.IsCancellationRequested)
                    break;
            }
        });
        trainer.ThrowIfDiverged(); // a training that was stopped has not looked
        return meter.Report();
    }

    private sealed record Trained(Vae Model, ImageSplits Data, RandomKey Key, Device Device, EpochReport Last, double Seconds);

    /// <summary>Saves the model and the pictures, evaluates on the test images unless interrupted, and prints the result.</summary>
    private static int Finish(Trained trained, RunFolder run, CommandTerminal terminal, Interruption interruption)
    {
        (Vae model, ImageSplits data, RandomKey key, Device device, EpochReport last, double seconds) = trained;
        CancellationToken stop = interruption.Token;
        bool trainingStopped = stop.IsCancellationRequested;
        if (trainingStopped)
            terminal.Say($"stopped in epoch {last.Epoch}, after step {last.Step}: saving what there is (Ctrl-C again to stop at once)");

        int height = data.Train.Height, width = data.Train.Width;
        string modelFile = run.File(RunFolder.ModelFile), samples = run.File("samples.png"),
            reconstructions = run.File("reconstructions.png");
        Output.Write(() =>
        {
            new VaeFile(model, height, width).Save(modelFile);
            ModelPictures pictures = new(model, new ImageView(1, height, width), key.Split("pictures")) { Device = device };
            Png.Write(samples, pictures.Samples(SampleCount));
            Png.Write(reconstructions, pictures.Reconstructions(
                data.Test.With(new Flatten(), new Binarize()), [.. Enumerable.Range(0, Math.Min(PairCount, data.Test.Count))], data.Test));
        });

        Bound train = new((int)last.Images, last.Elbo, null, last.Reconstruction, last.Kl);
        Bound? test = null;
        if (!trainingStopped)
        {
            terminal.Say($"saved; evaluating on {data.Test.Count} test images");
            test = Evaluate(model, data.Test, device, stop);
        }

        if (test is not null)
        {
            Output.Write(() => run.AppendMetrics(JsonSerializer.Serialize(new TestMetrics(last.Step, test),
                CliJsonLines.Default.TestMetrics)));
        }

        bool interrupted = stop.IsCancellationRequested;
        string notTested = $"not evaluated: {(trainingStopped ? "training" : "evaluation")} was stopped";
        TrainResult document = new(1, run.Path, modelFile, interrupted, last.Epoch, last.Step, seconds, train, test,
            [samples, reconstructions]);
        terminal.Result(document, CliJson.Default.TrainResult,
            ("run", run.Path),
            ("trained", string.Create(CultureInfo.InvariantCulture, $"{last.Epoch} epochs, {last.Step} steps, {seconds:F1} s")),
            ("train ELBO", Describe(train) + " in the last epoch"),
            ("test ELBO", test is null ? notTested : Describe(test)),
            ("model", modelFile),
            ("pictures", $"{samples}, {reconstructions}"));
        return interrupted ? interruption.ExitCode : ExitCode.Ok;
    }

    // Nothing when it was stopped on the way.
    private static Bound? Evaluate(Vae model, ImageDataset images, Device device, CancellationToken stop)
    {
        try
        {
            // Not the run's key: every model is judged on the same binary images.
            RandomKey key = RandomKey.FromSeed(0).Split("test");
            ElboResult result = ElboEvaluation.Run(model, images, key, device: device, cancellation: stop);
            return new Bound(result.Images, result.Elbo, result.StandardError, result.Reconstruction, result.Kl);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static string Describe(Bound bound)
    {
        string error = bound.StandardError is { } e ? string.Create(CultureInfo.InvariantCulture, $" ± {e:F2}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{bound.Elbo:F2}{error} nats/image (reconstruction {bound.Reconstruction:F2}, KL {bound.Kl:F2}), {bound.Images} images");
    }
}
