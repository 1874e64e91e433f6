using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Independent binary variables, given by their logits log p/(1 - p).</summary>
public sealed class Bernoulli
{
    private Bernoulli(Tensor logits)
    {
        Logits = logits;
    }

    /// <summary>log p/(1 - p), [..., D].</summary>
    public Tensor Logits { get; }

    /// <summary>The probability of a 1, [..., D]: 1/(1 + e⁻ˡ).</summary>
    public Tensor Mean => Logits.Sigmoid();

    /// <summary>Makes the distribution from logits [..., D]; any finite logit is exact, however far out.</summary>
    public static Bernoulli FromLogits(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return new Bernoulli(logits);
    }

    /// <summary>log p(x), summed over the last axis: Σ x·l - log(1 + eˡ), in nats; [..., D] -> [...].</summary>
    /// <param name="x">Values [..., D]; 0 and 1, or anything between, for which this is the expectation over x ~ Bernoulli.</param>
    public Tensor LogProb(Tensor x) => Ops.BernoulliLogProb(x, Logits, eventAxes: 1);
}
