using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Sums and differences of probabilities given by their logarithms.</summary>
internal static class LogSpace
{
    /// <summary>log(eᵃ + eᵇ), broadcast; not both may be -∞. Where the two are equal the gradient goes to both.</summary>
    public static Tensor Add(Tensor a, Tensor b)
    {
        Tensor more = b - a;
        return a.Greater(b).Where(a + more.Softplus(), b + (-more).Softplus());
    }

    /// <summary>log(1 - e⁻ᵈ) for d &gt; 0, given by its logarithm, so that a d below the smallest number counts in full.</summary>
    public static Tensor OneMinusExp(Tensor logD)
    {
        // From e⁴ on the result is 0 to the last bit, and so is its gradient, which ∞ would make NaN.
        Tensor d = logD.Minimum(4.0).Exp(), large = d.Greater(1e-3), small = large.Where(0.0, d);
        // (1 - e⁻ᵈ)/d = exp(-d/2 + d²/24 - d⁴/2880 + ...).
        Tensor series = logD + (small * ((small / 24.0) - 0.5));
        return large.Where((-(-large.Where(d, 1.0)).Expm1()).Log(), series);
    }
}
