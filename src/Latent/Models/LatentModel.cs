using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>
/// A directed model with latent variables, and how they are inferred: one method, <see cref="Run"/>, that walks through the sites from the
/// top down. Training, generation, encoding and replay all run that method; the trace decides where values come from.
/// </summary>
/// <example>
/// <code>
/// public override void Run(Trace t)
/// {
///     Tensor z = t.Latent("z", t.StandardNormal(20), () => Encode(t.Pass, t.Observed("x")));   // p(z), q(z | x)
///     t.Observe("x", () => Decode(t.Pass, z));                                                 // p(x | z)
/// }
/// </code>
/// </example>
public abstract class LatentModel
{
    /// <summary>Everything that is learned.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The model: names every variable, with its distribution given those before.</summary>
    /// <remarks>
    /// Tensors have one row per example and sample, [K·B, ...]; <see cref="Models.Trace.Observed"/> has one per example, [B, ...].
    /// </remarks>
    public abstract void Run(Trace t);

    /// <summary>Lets a new model look at the data it will learn from; called once before the first step. Most do nothing.</summary>
    /// <param name="train">The training set, as the model will see it.</param>
    /// <param name="key">The randomness of this.</param>
    public virtual void InitializeFrom(IDataset train, RandomKey key)
    {
    }

    /// <summary>
    /// The stages it is trained in, one after the other; as a rule one, the model itself. Layers that are trained greedily, or a prior that is
    /// fitted to the codes of a trained encoder, are stages of their own.
    /// </summary>
    public virtual IReadOnlyList<TrainingStage> Stages => [new TrainingStage("", this)];

    /// <summary>Runs the model over a batch.</summary>
    /// <param name="pass">Owns the tensors; its key is the randomness.</param>
    /// <param name="batch">What is observed; null where nothing is.</param>
    /// <param name="mode">Where latent values come from.</param>
    /// <exception cref="ShapeException">Shapes do not fit; the message has the table of the sites so far.</exception>
    public Trace Trace(Pass pass, Batch? batch, TraceMode mode)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (batch is not null) batch = Prepare(pass, batch);
        Trace trace = new(pass, batch, mode, Parameters.Count > 0 ? Parameters[0].Value.DType : DType.Float32) { Model = this };
        try
        {
            Run(trace);
        }
        catch (ShapeException error) when (!error.Message.Contains(Models.Trace.TableMark, StringComparison.Ordinal))
        {
            throw new ShapeException(error.Message + trace.Table());
        }

        trace.Finish();
        return trace;
    }

    /// <summary>
    /// What the model sees of a batch, before it runs: the batch, as a rule. A denoising model adds a corrupted copy while it is trained; a stage
    /// of a training adds what earlier stages make of it.
    /// </summary>
    /// <param name="pass">Owns the tensors and the randomness.</param>
    /// <param name="batch">What is observed.</param>
    protected virtual Batch Prepare(Pass pass, Batch batch) => batch;

    /// <summary><see cref="Prepare"/>, for a stage of the training of this model.</summary>
    internal Batch PrepareFor(Pass pass, Batch batch) => Prepare(pass, batch);
}
