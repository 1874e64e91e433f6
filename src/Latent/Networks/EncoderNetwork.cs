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

    /// <summary>Whether examples may be shorter than <see cref="Input"/> along their first axis.</summary>
    public virtual bool TakesShorter => false;

    /// <summary>Where features are those of the places of an image, channel after channel: [channels, places]; null elsewhere.</summary>
    public virtual Shape? Grid => null;

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

    /// <summary>The features of examples whose shape has been looked at.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">[rows, <see cref="Input"/>], or shorter along the second axis where the network takes that.</param>
    /// <param name="lengths">[rows], or null.</param>
    /// <returns>[rows, <see cref="Width"/>], each row a function of its own example alone.</returns>
    protected abstract Tensor Features(Pass pass, Tensor x, Tensor? lengths);

    private bool Accepts(Shape batch)
    {
        if (batch.Rank != Input.Rank + 1) return false;
        if (!TakesShorter) return batch.Slice(1, batch.Rank) == Input;
        return batch[1] >= 1 && batch.Slice(2, batch.Rank) == Input.Slice(1, Input.Rank);
    }
}
