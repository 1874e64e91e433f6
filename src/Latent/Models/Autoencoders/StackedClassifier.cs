using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>A stack while its classifier is learned: classes given the code, whose reconstruction is the cross-entropy.</summary>
/// <param name="stack">Whose classifier it is.</param>
/// <param name="observed">What the data are.</param>
/// <param name="parameters">What is learned: with the encoder, or the classifier alone.</param>
internal sealed class StackedClassifier(StackedAutoencoder stack, ObservedColumn observed, IReadOnlyList<Parameter> parameters) : LatentModel, IClassifier
{
    public override IReadOnlyList<Parameter> Parameters => parameters;

    public string Label => stack.Label;

    public override void Run(Trace t)
    {
        Tensor z = t.Latent("z", t.StandardNormal(stack.Config.Latents), () => Delta.At(Encode(t), eventAxes: 1));
        t.Observe(stack.Label, () => stack.Classes(t.Pass, z));
    }

    public Tensor ClassLogProb(Pass pass, Batch batch) => stack.ClassLogProb(pass, batch);

    private Tensor Encode(Trace t)
    {
        using Pass.FrozenParameters _ = t.Pass.Freeze(stack.Config.FixedCode);
        return stack.Encode(t.Pass, observed.Complete(t), stack.Depth);
    }
}
