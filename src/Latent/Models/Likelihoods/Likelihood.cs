using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>What e to the power of a log-likelihood is.</summary>
public enum LikelihoodMeasure
{
    /// <summary>The probability of a value. Its bits are the length of a code, never negative, and compare between models of the same data.</summary>
    Mass,

    /// <summary>
    /// A density: its logarithm depends on the units of the data, and may be positive. With x = k/(n - 1) of n levels the density of k is smaller by
    /// the factor n - 1 an element; only then are bits per dimension of one data set comparable, and with those of a mass only after dequantisation.
    /// </summary>
    Density,

    /// <summary>Neither: an expected score, as of grey values under a Bernoulli. It compares with itself alone.</summary>
    Score,
}

/// <summary>p(x | z) as a function of what a decoder computes.</summary>
public sealed class Likelihood
{
    private readonly Func<Pass, IReadOnlyList<Tensor>, Distribution> _make;

    /// <summary>A likelihood.</summary>
    /// <param name="measure">What its exponential is.</param>
    /// <param name="heads">What it needs from a decoder for every element.</param>
    /// <param name="make">Makes the distribution of rows from the heads, the axes of one example an event.</param>
    public Likelihood(LikelihoodMeasure measure, IReadOnlyList<Head> heads, Func<Pass, IReadOnlyList<Tensor>, Distribution> make)
    {
        Measure = measure;
        Heads = heads;
        _make = make;
    }

    /// <summary>What the exponential of log p(x | z) is, which says what bits per dimension mean.</summary>
    public LikelihoodMeasure Measure { get; }

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
