using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Entropies and divergences of the gamma, beta and Dirichlet families: log Γ and ψ by what Stirling's formula leaves over.</summary>
internal static class GammaMoments
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>The entropy of Gamma(α, 1): α + log Γ(α) + (1 - α)·ψ(α).</summary>
    public static Tensor Entropy(Tensor a) =>
        (0.5 * (a.Log() - (1.0 / a))) + (HalfLogTwoPi + 0.5) + a.LogGammaRemainder() + ((1.0 - a) * a.DigammaRemainder());

    /// <summary>
    /// log Γ(b) - log Γ(a) - (b - a)·ψ(a), which is convex in b and 0 at a, without its leading term b·log(b/a) - b + a.
    /// </summary>
    public static Tensor RemainderDivergence(Tensor b, Tensor a)
    {
        // b/a - 1 - log(b/a) is a Poisson divergence too.
        Tensor half = 0.5 * (Ops.KlPoisson(a, b) / a);
        return half + b.LogGammaRemainder() - a.LogGammaRemainder() - ((b - a) * a.DigammaRemainder());
    }

    /// <summary>The leading term of a component less its share of the total's: these add up to Σ bᵢ·log[(bᵢ/B)/(aᵢ/A)], and none is negative.</summary>
    /// <remarks>
    /// Of concentrations of 1e10 the terms b·log(b/a) - b + a are as large, and cancel those of the totals to a number near 1. The rest here is
    /// a Poisson divergence too, of bᵢ from aᵢ brought to the total B.
    /// </remarks>
    /// <param name="b">bᵢ, in float64.</param>
    /// <param name="a">aᵢ.</param>
    /// <param name="ratio">B/A.</param>
    public static Tensor ShareDivergence(Tensor b, Tensor a, Tensor ratio) => Ops.KlPoisson(b, a * ratio) + RemainderDivergence(b, a);

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b), without its leading terms a·log(a/(a + b)) + b·log(b/(a + b)).</summary>
    public static Tensor LogBetaRemainder(Tensor a, Tensor b)
    {
        Tensor sum = a + b;
        return HalfLogTwoPi - (0.5 * (a * (b / sum)).Log()) + a.LogGammaRemainder() + b.LogGammaRemainder() - sum.LogGammaRemainder();
    }
}
