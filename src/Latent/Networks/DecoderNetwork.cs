using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A network that turns a code into what a likelihood is made of, one tensor a head.</summary>
public abstract class DecoderNetwork
{
    /// <summary>Makes a network.</summary>
    /// <param name="inputs">The width of a code.</param>
    /// <param name="output">The shape of one example.</param>
    /// <param name="heads">What is computed for every element of it.</param>
    protected DecoderNetwork(int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        Inputs = inputs;
        Output = output;
        Heads = heads;
    }

    /// <summary>The width of a code.</summary>
    public int Inputs { get; }

    /// <summary>The shape of one example.</summary>
    public Shape Output { get; }

    /// <summary>What is computed for every element.</summary>
    public IReadOnlyList<Head> Heads { get; }

    /// <summary>Whether it can be asked for fewer steps than <see cref="Output"/> has, and for more.</summary>
    public virtual bool TakesSteps => false;

    /// <summary>z [rows, <see cref="Inputs"/>] -> for each head [rows, <see cref="Output"/>], with an axis more for several values.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="z">Codes.</param>
    /// <param name="steps">Of sequences, how many steps the batch has; all by default. Other networks take no notice.</param>
    /// <exception cref="ShapeException">Codes have another width.</exception>
    public IReadOnlyList<Tensor> Forward(Pass pass, Tensor z, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(z);
        if (z.Shape.Rank != 2 || z.Shape[1] != Inputs)
            throw new ShapeException($"{GetType().Name}: the network was built for codes of width {Inputs}; they are {z.Shape}.");
        return Compute(pass, z, steps);
    }

    /// <summary>Lets a head start from given values whatever the code is: the logits of the data's means, say.</summary>
    /// <param name="head">The head's name.</param>
    /// <param name="values">Of the shape <see cref="Output"/>. A network whose elements share a bias takes their mean.</param>
    public abstract void SetBias(string head, Tensor values);

    /// <summary>The heads of codes whose shape has been looked at.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="z">[rows, <see cref="Inputs"/>].</param>
    /// <param name="steps">Of sequences, how many steps; null for those of <see cref="Output"/>.</param>
    /// <returns>For each head [rows, <see cref="Output"/>], with an axis more for several values.</returns>
    protected abstract IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps);
}
