using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Gamma functions of counts, in float64: log Γ of a million is ten million, of which float32 knows no digit behind the point.</summary>
internal static class RisingFactorial
{
    // From here Stirling's series needs one term, and the difference of two gamma functions has lost as many digits as counts have.
    private const double Large = 1e5;

    /// <summary>The tensor in float64.</summary>
    public static Tensor Wide(Tensor x) => x.To(DType.Float64);

    /// <summary>log Γ(r + x)/(Γ(r)·rˣ) for r &gt; 0, x ≥ 0 in float64; 0 in the limit of large r.</summary>
    /// <param name="logR">log r.</param>
    /// <param name="r">r.</param>
    /// <param name="x">x.</param>
    public static Tensor LogExcess(Tensor logR, Tensor r, Tensor x)
    {
        Tensor small = (r + x).LogGamma() - r.LogGamma() - (x * logR);
        if (!(r.Detach().Max().Item() > Large)) return small;
        Tensor sum = r + x;
        Tensor stirling = ((sum - 0.5) * (x / r).Log1p()) - x - (x / (12.0 * r * sum));
        return r.Greater(Large).Where(stirling, small);
    }

    /// <summary>log x!.</summary>
    public static Tensor LogFactorial(Tensor x) => (x + 1.0).LogGamma();

    /// <summary>log n!/(x!·(n - x)!).</summary>
    public static Tensor LogChoose(int n, Tensor x) => SpecialMath.LogGamma(n + 1.0) - LogFactorial(x) - LogFactorial(n - x);
}
