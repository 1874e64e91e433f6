using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>p(x | z) as a function of what a decoder computes.</summary>
public sealed class Likelihood
{
    private readonly Func<Pass, IReadOnlyList<Tensor>, Distribution> _make;

    /// <summary>A likelihood.</summary>
    /// <param name="heads">What it needs from a decoder for every element.</param>
    /// <param name="make">Makes the distribution of rows from the heads, the axes of one example an event.</param>
    public Likelihood(IReadOnlyList<Head> heads, Func<Pass, IReadOnlyList<Tensor>, Distribution> make)
    {
        Heads = heads;
        _make = make;
    }

    /// <summary>What it needs from a decoder for every element.</summary>
    public IReadOnlyList<Head> Heads { get; }

    /// <summary>
    /// What the first head is where the likelihood's mean is a given one, per element; null where that is not known. A model so starts from
    /// the means of its data.
    /// </summary>
    public Func<double, double>? HeadOfMean { get; init; }

    /// <summary>p(x | z) of rows, from the decoder's heads in order.</summary>
    public Distribution Of(Pass pass, IReadOnlyList<Tensor> heads) => _make(pass, heads);
}
