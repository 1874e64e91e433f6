using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>A hidden choice of three coins and the toss one sees.</summary>
public static class ProbabilitySample
{
    /// <summary>The prior over coins.</summary>
    public static readonly double[] Prior = [0.36, 0.48, 0.16];

    /// <summary>Each coin's probability of a 1.</summary>
    public static readonly double[] Heads = [0.1, 0.5, 0.8];

    /// <summary>The numbers of docs/theory/probability.md.</summary>
    public static Numbers Run()
    {
        OneHotCategorical coin = OneHotCategorical.FromProbs(Tensor.From(Prior, [3]));
        Bernoulli toss = Bernoulli.FromProbs(Tensor.From(Heads, [3]));

        // log p(x = 1, z) for the three coins, then the sum rule and Bayes.
        Tensor logJoint = coin.LogProbs + toss.LogProb(1.0);
        double evidence = logJoint.LogSumExp().Item();
        double[] posterior = (logJoint - evidence).Exp().ToDoubles();

        Tensor zero = Tensor.Zeros([], DType.Float64);
        Normal wide = Normal.FromLogScale(zero, zero + Math.Log(2));
        Normal logOfX = Normal.FromScale(zero + 0.3, zero + 0.8);
        double density = logOfX.LogProb(Math.Log(2)).Item() - Math.Log(2);

        Tensor draws = coin.Sample(RandomKey.FromSeed(1), [10_000]);
        double share = draws.Mean(0).ToDoubles()[0];
        return new Numbers()
            .Add("p(x = 1)", Math.Exp(evidence))
            .Add("p(z | x = 1)", posterior)
            .Add("E[z], Var[z] for z = 0, 1, 2", Prior[1] + (2 * Prior[2]), Prior[1] + (4 * Prior[2]) - Math.Pow(Prior[1] + (2 * Prior[2]), 2))
            .Add("share of coin 0 in 10,000 draws, its error", share, Math.Sqrt(Prior[0] * (1 - Prior[0]) / 10_000))
            .Add("H(z)", coin.Entropy().Item())
            .Add("H of N(0, 2²)", wide.Entropy().Item())
            .Add("log p(2) where log x is N(0.3, 0.8²)", density);
    }
}
