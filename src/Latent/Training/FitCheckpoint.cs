using System.Text.Json;
using Latent.Checkpoints;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>A <see cref="FitState"/> as a checkpoint holds it, and back, to the bit.</summary>
public static class FitCheckpoint
{
    private const string Best = "best", Good = "good", GoodPrefix = "good.";
    private static readonly Dictionary<string, long> NoCounters = [];

    /// <summary>The checkpoint of a state; its score is the best validation bound.</summary>
    public static Checkpoint From(FitState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Dictionary<string, OptimizerState> states = new(state.Trainer.Optimizers, StringComparer.Ordinal);
        if (state.Best is not null) states.Add(Best, new OptimizerState(NoCounters, state.Best));
        if (state.LastGood is { } good)
        {
            states.Add(Good, new OptimizerState(NoCounters, good.Parameters));
            foreach ((string name, OptimizerState optimizer) in good.Optimizers) states.Add(GoodPrefix + name, optimizer);
        }

        FitDocument document = new(Numbers(state.Trainer), state.LastGood is null ? null : Numbers(state.LastGood), state.Progress);
        return new Checkpoint(state.Trainer.Step, state.Trainer.Parameters, states,
            JsonSerializer.Serialize(document, TrainingJson.Default.FitDocument), state.Progress.LastPoint?.Validation?.Bound);
    }

    /// <summary>The state of a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is no checkpoint of such a training.</exception>
    public static FitState ToState(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            FitDocument document = JsonSerializer.Deserialize(checkpoint.Document, TrainingJson.Default.FitDocument)
                ?? throw new JsonException("there is no document");
            Dictionary<string, OptimizerState> own = new(StringComparer.Ordinal), good = new(StringComparer.Ordinal);
            foreach ((string name, OptimizerState state) in checkpoint.States)
            {
                if (name.StartsWith(GoodPrefix, StringComparison.Ordinal)) good.Add(name[GoodPrefix.Length..], state);
                else if (name is not (Best or Good)) own.Add(name, state);
            }

            return new FitState(
                State(document.Trainer, checkpoint.Parameters, own), document.Progress, checkpoint.States.GetValueOrDefault(Best)?.Tensors,
                document.LastGood is null ? null : State(document.LastGood, checkpoint.State(Good).Tensors, good));
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The checkpoint of step {checkpoint.Step} has no document of a training: {error.Message}", nameof(checkpoint), error);
        }
    }

    private static TrainerNumbers Numbers(TrainerState state) =>
        new(state.Step, state.RateFactor, new Dictionary<string, double>(state.Objective.Values, StringComparer.Ordinal), state.Stage, state.StageStart);

    private static TrainerState State(TrainerNumbers numbers, IReadOnlyDictionary<string, Tensor> parameters, Dictionary<string, OptimizerState> optimizers) =>
        new(numbers.Step, numbers.RateFactor, parameters, optimizers, new ObjectiveState(numbers.Objective))
        {
            Stage = numbers.Stage,
            StageStart = numbers.StageStart,
        };
}

/// <summary>The numbers of a <see cref="TrainerState"/>.</summary>
internal sealed record TrainerNumbers(
    long Step, double RateFactor, IReadOnlyDictionary<string, double> Objective, int Stage = 0, long StageStart = 0);

/// <summary>What a checkpoint holds beside tensors.</summary>
internal sealed record FitDocument(TrainerNumbers Trainer, TrainerNumbers? LastGood, FitProgress Progress);
