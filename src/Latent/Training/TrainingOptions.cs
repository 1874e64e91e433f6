using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Training;

/// <summary>What becomes of a training whose objective or parameters are no finite numbers any more.</summary>
[JsonConverter(typeof(KebabNames<NonFinitePolicy>))]
public enum NonFinitePolicy
{
    /// <summary>It stops; the model is that of the last good evaluation, and the site, the step and the key are named.</summary>
    Stop,

    /// <summary>It goes back to the last good evaluation and on from there at half the rate, a few times at most.</summary>
    RollBack,
}

/// <summary>How a model is trained: how long, on how much at once, and when to stop.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training set, at most.</summary>
    public int Epochs { get; set; } = 50;

    /// <summary>Steps of each stage, at most; null for as many as the epochs have. Most models are trained in one stage.</summary>
    public long? Steps { get; set; }

    /// <summary>Examples per step; the last step of an epoch takes what is left, and with the one before it an example that is left alone.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>d of an exponential moving average of the parameters, which is then what is evaluated and saved; 0 for none.</summary>
    public double AverageDecay { get; set; }

    /// <summary>Epochs between two evaluations on the validation set.</summary>
    public int EvaluateEveryEpochs { get; set; } = 1;

    /// <summary>Steps between two evaluations, in place of epochs; null for epochs.</summary>
    public long? EvaluateEverySteps { get; set; }

    /// <summary>Evaluations without improvement after which training stops early; null to go on to the end.</summary>
    public int? Patience { get; set; } = 10;

    /// <summary>Whether evaluations without improvement are counted from the beginning, in place of from the last improvement.</summary>
    public bool PatienceIsCumulative { get; set; }

    /// <summary>Whether the model in the end is the best of all evaluations on the validation set, in place of the last.</summary>
    public bool KeepBest { get; set; } = true;

    /// <summary>What becomes of a training that diverges.</summary>
    public NonFinitePolicy OnNonFinite { get; set; }

    /// <summary>Seconds between two checkpoints, at least; there is one at the end of every training that is stopped, too.</summary>
    public double CheckpointSeconds { get; set; } = 30;

    /// <summary>Steps between two checkpoints, in place of seconds; null for seconds.</summary>
    public long? CheckpointSteps { get; set; }

    /// <summary>Refuses numbers that make no sense, all of them at once.</summary>
    /// <exception cref="ArgumentException">A line for each.</exception>
    public void Validate()
    {
        List<string> wrong = [];
        Check(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Check(Steps is null or >= 1, nameof(Steps), Steps, "at least 1, or null");
        Check(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Check(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "at least 0 and below 1");
        Check(EvaluateEveryEpochs >= 1, nameof(EvaluateEveryEpochs), EvaluateEveryEpochs, "at least 1");
        Check(EvaluateEverySteps is null or >= 1, nameof(EvaluateEverySteps), EvaluateEverySteps, "at least 1, or null");
        Check(Patience is null or >= 1, nameof(Patience), Patience, "at least 1, or null");
        Check(CheckpointSeconds >= 0, nameof(CheckpointSeconds), CheckpointSeconds, "at least 0");
        Check(CheckpointSteps is null or >= 1, nameof(CheckpointSteps), CheckpointSteps, "at least 1, or null");
        if (wrong.Count > 0) throw new ArgumentException(string.Join('\n', wrong));

        void Check(bool good, string name, object? value, string allowed)
        {
            if (!good)
            {
                wrong.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"training.{char.ToLowerInvariant(name[0])}{name[1..]} is {value}; it must be {allowed}."));
            }
        }
    }
}
