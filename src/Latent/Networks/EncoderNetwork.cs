using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A network that turns an example into features, from which the parameters of q are read off by linear layers.</summary>
public abstract class EncoderNetwork
{
    /// <summary>Makes a network.</summary>
    /// <param name="input">The shape of one example.</param>
    /// <param name="width">The number of features.</param>
    protected EncoderNetwork(Shape input, int width)
    {
        Input = input;
        Width = width;
    }

    /// <summary>The shape of one example.</summary>
    public Shape Input { get; }

    /// <summary>How many features an example has.</summary>
    public int Width { get; }

    /// <summary>x [rows, <see cref="Input"/>] -> [rows, <see cref="Width"/>].</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">Examples. Sequences may be shorter than the longest: their first axis is that of the batch.</param>
    /// <param name="lengths">Of sequences that differ in length, how long each is, [rows]; other networks take no notice.</param>
    /// <exception cref="ShapeException">Examples have another shape.</exception>
    public Tensor Forward(Pass pass, Tensor x, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(x);
        if (!Accepts(x.Shape))
            throw new ShapeException($"{GetType().Name}: the network was built for examples of shape {Input}; the batch is {x.Shape}.");
        return Features(pass, x, lengths);
    }

    /// <summary>Whether a batch has the right shape; by default [rows, <see cref="Input"/>] exactly.</summary>
    private protected virtual bool Accepts(Shape batch) => batch.Rank == Input.Rank + 1 && batch.Slice(1, batch.Rank) == Input;

    /// <summary>The features of examples whose shape has been looked at.</summary>
    private protected abstract Tensor Features(Pass pass, Tensor x, Tensor? lengths);
}
