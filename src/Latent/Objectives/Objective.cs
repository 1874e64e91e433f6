using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// What training makes large or small: any objective works with any model. It reads a trace of the model and gives one loss to minimise,
/// and its terms per site, sample and example in nats. Objectives wrap one another: one trace is evaluated by all of them.
/// </summary>
/// <remarks>
/// A training step is: evaluate, both backward traversals, the optimisers' steps, <see cref="Update"/>:
/// <code>
/// ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
/// Gradients model = pass.Backward(terms.Loss);
/// Gradients? adversary = terms.AdversaryLoss is { } loss ? pass.Backward(loss) : null;
/// optimizer.Step(model);                                  // over model.Parameters and objective.Parameters
/// if (adversary is not null) second.Step(adversary);      // over objective.AdversaryParameters
/// objective.Update(terms);
/// </code>
/// </remarks>
public abstract class Objective
{
    /// <summary>The name in catalogs, configurations and reports.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// What is left without penalties and constraints: the objective itself, or of one that wraps another, what stands innermost. Stages of a
    /// training that are about the model alone take this.
    /// </summary>
    public virtual Objective Plain => this;

    /// <summary>How the model is to be traced; one posterior sample per example by default.</summary>
    public virtual TraceMode Mode => TraceMode.Posterior();

    /// <summary>
    /// What the objective itself learns on <see cref="ObjectiveTerms.Loss"/>, such as the network of a baseline; empty for most. The
    /// optimiser takes these with the model's parameters.
    /// </summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>
    /// What a second player learns, such as a classifier that reads the codes; empty for most objectives. It is trained by an optimiser
    /// of its own on <see cref="ObjectiveTerms.AdversaryLoss"/>.
    /// </summary>
    public virtual IReadOnlyList<Parameter> AdversaryParameters => [];

    /// <summary>
    /// What the objective has learned beside parameters (multipliers, running averages), for checkpoints: the same state and the same
    /// steps give the same bits.
    /// </summary>
    public virtual ObjectiveState State => ObjectiveState.Empty;

    /// <summary>Runs the model over a batch and evaluates the trace.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">What is observed.</param>
    /// <param name="pass">Owns the tensors and the randomness; its step is the schedules'. A training pass where gradients are wanted.</param>
    public virtual ObjectiveTerms Evaluate(LatentModel model, Batch batch, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Evaluate(model.Trace(pass, batch, Mode));
    }

    /// <summary>Evaluates a trace made by <see cref="Mode"/>.</summary>
    public abstract ObjectiveTerms Evaluate(Trace trace);

    /// <summary>
    /// Called after each optimiser step with the terms it was made from, for what learns beside the model: multipliers, running baselines.
    /// </summary>
    public virtual void Update(ObjectiveTerms terms)
    {
    }

    /// <summary>Takes up a state saved before.</summary>
    /// <exception cref="ArgumentException">It is not of this objective: a number is missing or unknown.</exception>
    public virtual void Restore(ObjectiveState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.ThrowIfUnknown(Name, []);
    }
}
