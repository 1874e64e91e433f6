using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Runs;

/// <summary>What a configuration describes, made: the data in its parts, the model, the objective and the trainer.</summary>
/// <remarks>Every purpose has randomness of its own from the seed, so that a change of one leaves the others as they are.</remarks>
public sealed class Experiment
{
    private Experiment(ExperimentConfig config, DataSplits raw, IReadOnlyList<Transform> transforms, Device? device, TimeProvider? clock)
    {
        RandomKey key = KeyOf(config);
        Config = config;
        Raw = raw;
        Transforms = transforms;
        Data = raw.Map(part => part.With(transforms));
        Model = config.Model.Build(Data.Train.Columns, ParameterScope.Initialize(key.Split("parameters")));
        int steps = (int)(((long)Data.Train.Count + config.Training.BatchSize - 1) / config.Training.BatchSize);
        ParameterScope own = ParameterScope.Initialize(key.Split("objective")) / "objective";
        Objective = config.Objective.Make(new ObjectiveContext(Model, steps, Data.Train.Count, own) { Columns = Data.Train.Columns });
        Trainer = new Trainer(Model, Objective, Data.Train, config.Optimizer, config.Training, key.Split("training"), device, config.Adversary);
        Fit = new Fit(Trainer, Data.Validation, clock);
    }

    /// <summary>The configuration.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>The data in its parts, before the transforms.</summary>
    public DataSplits Raw { get; }

    /// <summary>The transforms, with all they have learnt.</summary>
    public IReadOnlyList<Transform> Transforms { get; }

    /// <summary>The data in its parts, as the model sees it.</summary>
    public DataSplits Data { get; }

    /// <summary>The model.</summary>
    public LatentModel Model { get; }

    /// <summary>What is made large.</summary>
    public Objective Objective { get; }

    /// <summary>Makes the steps.</summary>
    public Trainer Trainer { get; }

    /// <summary>Walks through the steps.</summary>
    public Fit Fit { get; }

    /// <summary>Opens the data a configuration names, cut into its parts.</summary>
    /// <exception cref="DataFormatException">A file is missing, damaged or of another format.</exception>
    /// <exception cref="ArgumentException">The data are too few for their parts.</exception>
    public static DataSplits OpenData(ExperimentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        RandomKey key = RandomKey.FromSeed(config.Data.Seed);
        DataSplits splits = OpenSource(config.Data.Source, key.Split("data")).Complete(key.Split("splits"), config.Data.Validation, config.Data.Test);
        if (config.Data.Limit is { } limit && limit < splits.Train.Count) splits = splits with { Train = Some(splits.Train, limit, key.Split("limit")) };
        return config.Data.Labels is { } labels ? splits with { Train = labels.Apply(splits.Train, key.Split("labels")) } : splits;
    }

    /// <summary>Makes everything; a new model may look at its data.</summary>
    /// <param name="config">A valid configuration.</param>
    /// <param name="data">Its data, if opened already.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="clock">For speeds and the times of checkpoints; the system's by default.</param>
    /// <exception cref="ArgumentException">Model and data do not fit together.</exception>
    public static Experiment Open(ExperimentConfig config, DataSplits? data = null, Device? device = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        data ??= OpenData(config);
        Experiment experiment = new(config, data, Pipeline.Fit(config.Data.Transforms, data.Train), device, clock);
        experiment.Model.InitializeFrom(experiment.Data.Train, KeyOf(config).Split("initialization"));
        return experiment;
    }

    /// <summary>The model as it is now, with all that is needed to use it.</summary>
    /// <param name="card">About the model.</param>
    public ModelFile ToFile(ModelCard card) =>
        new(Model, Config.Model, Raw.Train.Columns, Transforms, card, ConfigurationReader.Write(Config));

    // At random, as files are often in the order of their classes; in the order of the whole, so that they are read from front to back.
    private static IDataset Some(IDataset data, int count, RandomKey key)
    {
        int[] order = new int[data.Count];
        key.For(RandomPurpose.Shuffling).Permutation(order.Length).Fill(order);
        Span<int> rows = order.AsSpan(0, count);
        rows.Sort();
        return data.Select(rows, data.Name);
    }

    private static DataSplits OpenSource(DataSource source, RandomKey key)
    {
        const string remedy = "Put the data there, a link will do; a new run can name another place (data.source.path).";
        try
        {
            return source.Open(key);
        }
        catch (FileNotFoundException error)
        {
            throw new DataFormatException(error.FileName ?? "the data", null, "there is no such file.", remedy, error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new DataFormatException("the data", null, error.Message, remedy, error);
        }
    }

    internal static RandomKey KeyOf(ExperimentConfig config) => RandomKey.FromSeed(config.Seed);
}
