using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>
/// A part of a training: some parameters of a model learned by a model of their own, which shares them with the whole. What comes from
/// earlier stages it computes itself, as constants (<see cref="Pass.IsFrozen"/>).
/// </summary>
/// <param name="Name">What reports call it; empty where there is one stage only.</param>
/// <param name="Model">What is trained; its parameters are among those of the whole model.</param>
public sealed record TrainingStage(string Name, LatentModel Model)
{
    /// <summary>Passes over the training set, at most; null for <c>training.epochs</c>, 0 for a stage that only <see cref="Begin"/>s.</summary>
    public int? Epochs { get; init; }

    /// <summary>Whether the objective's penalties and constraints are left out, which are about the whole model's latent variables.</summary>
    public bool IsPlain { get; init; }

    /// <summary>
    /// Called before the first step, with the training set as the model sees it: for what is not learned by gradients. It may set the values of the
    /// stage's parameters, and nothing else; it is called again by a training that goes on from exactly this place.
    /// </summary>
    public Action<IDataset, RandomKey>? Begin { get; init; }
}
