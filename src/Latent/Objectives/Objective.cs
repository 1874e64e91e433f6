using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// What training makes large or small: any objective works with any model. It runs the model's trace and gives one loss to minimise, and
/// its terms per site, sample and example in nats.
/// </summary>
public abstract class Objective
{
    /// <summary>The name in catalogs, configurations and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Evaluates the objective on a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">What is observed.</param>
    /// <param name="pass">Owns the tensors and the randomness; its step is the schedules'. A training pass where gradients are wanted.</param>
    public abstract ObjectiveTerms Evaluate(LatentModel model, Batch batch, Pass pass);

    /// <summary>
    /// Called after each optimiser step with the terms it was made from, for what learns beside the model: multipliers, running baselines.
    /// </summary>
    public virtual void Update(ObjectiveTerms terms)
    {
    }
}
