using Latent.Data;
using Latent.Evaluation;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Configuration;

/// <summary>All that a result depends on but the code and the data themselves: the same configuration gives the same model to the bit.</summary>
public sealed record ExperimentConfig
{
    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>What is learned from.</summary>
    public DataConfig Data { get; set; } = new();

    /// <summary>What is learned.</summary>
    public ModelConfig Model { get; set; } = new VaeConfig();

    /// <summary>What is made large.</summary>
    public ObjectiveConfig Objective { get; set; } = new ElboConfig();

    /// <summary>How parameters are moved.</summary>
    public OptimizerConfig Optimizer { get; set; } = new AdamConfig();

    /// <summary>How the parameters of a second player are moved, such as a discriminator's; null for as the model's.</summary>
    public OptimizerConfig? Adversary { get; set; }

    /// <summary>How long, on how much at once, and when to stop.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>How the finished model is judged; no result of training depends on it.</summary>
    public EvaluationOptions Evaluation { get; set; } = new();

    /// <summary>What can be seen to be wrong without the data: numbers out of their range.</summary>
    /// <returns>All of it; nothing if the configuration is good.</returns>
    public IReadOnlyList<ConfigurationError> Validate()
    {
        List<ConfigurationError> errors = [];
        if (Data.Validation is not (>= 0 and < 1)) Add("data.validation", $"is {Data.Validation}; a share of the examples is at least 0 and below 1.");
        if (Data.Test is not (>= 0 and < 1)) Add("data.test", $"is {Data.Test}; a share of the examples is at least 0 and below 1.");
        if (Data.Limit is < 1) Add("data.limit", $"is {Data.Limit}; at least one example is needed.");
        if (Data.Labels?.Fault() is { } fault) Add("data.labels."
            + fault[..fault.IndexOf(' ', StringComparison.Ordinal)], fault[(fault.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        // Whatever these refuse, they refuse here: a throw-away model of one number is made and nothing is computed.
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0));
        Vae model = new(new VaeConfig { Latents = 1, Encoder = MlpConfig.Of(1) }, new DataColumn("x", [1]) { Levels = 2 }, scope);
        Try("training", Training.Validate);
        Try("optimizer", () => Optimizer.Make(model.Parameters, stepsPerEpoch: 1));
        // A parameter belongs to one optimiser.
        Parameter other = ParameterScope.Initialize(RandomKey.FromSeed(0)).Parameter("other", [1], Initializer.Zeros);
        if (Adversary is { } adversary) Try("adversary", () => adversary.Make([other], stepsPerEpoch: 1));
        Try("objective", () => Objective.Make(new ObjectiveContext(model, 1, 1, scope / "objective")));
        return errors;

        void Try(string path, Action action)
        {
            try
            {
                action();
            }
            catch (ArgumentException error)
            {
                foreach (string line in error.Message.Split('\n')) Add(path, line);
            }
        }

        void Add(string path, string message) => errors.Add(new ConfigurationError(path, message, "configuration"));
    }
}
