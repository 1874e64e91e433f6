using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>q(z | x) as a function of an encoder's features.</summary>
public abstract class Posterior
{
    /// <summary>q: features [rows, width] -> a batch of rows.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="features">What the encoder's network computes.</param>
    public abstract Distribution Of(Pass pass, Tensor features);

    /// <summary>The prior that goes with it where none is asked for, over the same set: N(0, 1), the uniform distribution on a sphere or over
    /// classes.</summary>
    /// <param name="t">Whose rows it has.</param>
    public abstract Distribution StandardPrior(Trace t);

    /// <summary>The set its values are taken from.</summary>
    public virtual Support Support => Support.RealVector;

    /// <summary>How many numbers a value has, which is what a decoder takes.</summary>
    public abstract int Width { get; }
}
