using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Entropies and divergences of the gamma, beta and Dirichlet families: log Γ and ψ by what Stirling's formula leaves over.</summary>
internal static class GammaMoments
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>The entropy of Gamma(α, 1): α + log Γ(α) + (1 - α)·ψ(α).</summary>
    public static Tensor Entropy(Tensor a) =>
        (0.5 * (a.Log() - (1.0 / a))) + (HalfLogTwoPi + 0.5) + a.LogGammaRemainder() + ((1.0 - a) * a.DigammaRemainder());

    /// <summary>log Γ(b) - log Γ(a) - (b - a)·ψ(a), which is convex in b and 0 at a.</summary>
    public static Tensor Divergence(Tensor b, Tensor a) => Ops.KlPoisson(b, a) + RemainderDivergence(b, a);

    /// <summary>The same without its leading term, b·log(b/a) - b + a.</summary>
    public static Tensor RemainderDivergence(Tensor b, Tensor a)
    {
        // b/a - 1 - log(b/a) is a Poisson divergence too.
        Tensor half = 0.5 * (Ops.KlPoisson(a, b) / a);
        return half + b.LogGammaRemainder() - a.LogGammaRemainder() - ((b - a) * a.DigammaRemainder());
    }

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b), without its leading terms a·log(a/(a + b)) + b·log(b/(a + b)).</summary>
    public static Tensor LogBetaRemainder(Tensor a, Tensor b)
    {
        Tensor sum = a + b;
        return HalfLogTwoPi - (0.5 * (a * (b / sum)).Log()) + a.LogGammaRemainder() + b.LogGammaRemainder() - sum.LogGammaRemainder();
    }
}
