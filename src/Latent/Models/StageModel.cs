using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>A model in one of the stages of its training: it runs as the whole does, and learns some of its parameters.</summary>
/// <remarks>What the whole does otherwise in a stage it reads off <see cref="Trace.Stage"/>.</remarks>
/// <param name="whole">The model.</param>
/// <param name="name">The stage.</param>
/// <param name="parameters">What is learned in it.</param>
internal sealed class StageModel(LatentModel whole, string name, IReadOnlyList<Parameter> parameters) : LatentModel
{
    /// <summary>The stage.</summary>
    public string Name => name;

    public override IReadOnlyList<Parameter> Parameters => parameters;

    public override void Run(Trace t) => whole.Run(t);

    protected override Batch Prepare(Pass pass, Batch batch) => whole.PrepareFor(pass, batch);
}
