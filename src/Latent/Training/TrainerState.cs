using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>All that the next steps of a <see cref="Trainer"/> depend on, its settings and data apart: a copy.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="RateFactor">What the step size is multiplied by: 1 but after a roll-back.</param>
/// <param name="Parameters">What is learned, by name: of the model, of the objective, of a second player.</param>
/// <param name="Optimizers">The states of <c>optimizer</c>, <c>adversary</c> and <c>average</c>, as far as there are such.</param>
/// <param name="Objective">What the objective has learned beside parameters.</param>
public sealed record TrainerState(
    long Step, double RateFactor, IReadOnlyDictionary<string, Tensor> Parameters, IReadOnlyDictionary<string, OptimizerState> Optimizers,
    ObjectiveState Objective)
{
    /// <summary>The number of the stage, from 0.</summary>
    public int Stage { get; init; }

    /// <summary>The steps that had been made when the stage began.</summary>
    public long StageStart { get; init; }
}
