namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// The pieces of which densities of the gamma and beta families are made without cancelling terms of the size of their parameters
/// (C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000).
/// </summary>
internal static class Deviance
{
    /// <summary>ln(1 + x) - x, relatively accurate: never above 0.</summary>
    public static double Log1pMinus(double x)
    {
        if (!(Math.Abs(x) < 0.6))
            return SpecialMath.Log1p(x) - x;

        // ln(1 + x) = 2 artanh r with r = x/(2 + x), and 2r - x = -r x.
        double r = x / (2 + x), square = r * r, power = 2 * square, sum = 0;
        for (int k = 3; k < 60; k += 2)
        {
            double next = sum + (power / k);
            if (next == sum)
                break;
            sum = next;
            power *= square;
        }

        return r * (sum - x);
    }

    /// <summary>
    /// ln Γ(a) - (a - 1/2) ln a + a - ln(2π)/2, for a > 0: what Stirling's formula leaves, about 1/(12a) (NIST DLMF 5.11.1).
    /// </summary>
    public static double StirlingRest(double a)
    {
        if (a < 10)
            return SpecialMath.LogGamma(a) - (((a - 0.5) * SpecialMath.Log(a)) - a + 0.91893853320467274178);
        double inverse = 1 / a, square = inverse * inverse, sum = -3617.0 / 122400;
        sum = Math.FusedMultiplyAdd(sum, square, 1.0 / 156);
        sum = Math.FusedMultiplyAdd(sum, square, -691.0 / 360360);
        sum = Math.FusedMultiplyAdd(sum, square, 1.0 / 1188);
        sum = Math.FusedMultiplyAdd(sum, square, -1.0 / 1680);
        sum = Math.FusedMultiplyAdd(sum, square, 1.0 / 1260);
        sum = Math.FusedMultiplyAdd(sum, square, -1.0 / 360);
        return Math.FusedMultiplyAdd(sum, square, 1.0 / 12) * inverse;
    }

    /// <summary>ln(e^-x x^a / Γ(a + 1)), the Poisson probability of a at rate x, for a, x > 0.</summary>
    public static double LogPoisson(double a, double x)
    {
        if (a < 1)
            return Math.FusedMultiplyAdd(a, SpecialMath.Log(x), -x) - LogGammaOnePlus(a);
        return Exponent(a, x - a, x / a) - (0.5 * SpecialMath.Log(6.283185307179586 * a)) - StirlingRest(a);
    }

    /// <summary>ln(x^a (1-x)^b Γ(a+b) / (Γ(a) Γ(b))), for a, b > 0 and 0 &lt; x &lt; 1.</summary>
    public static double LogBetaTerm(double a, double b, double x)
    {
        double n = a + b, y = 1 - x, off = Math.FusedMultiplyAdd(x, b, -(y * a)); // x n - a
        double exponent = Exponent(a, off, x * n / a) + Exponent(b, -off, y * n / b);
        return exponent + (0.5 * SpecialMath.Log(a / n * b / 6.283185307179586)) + StirlingRest(n) - StirlingRest(a) - StirlingRest(b);
    }

    /// <summary>a ln(ratio) - off, for ratio = 1 + off/a: never above 0.</summary>
    private static double Exponent(double a, double off, double ratio) =>
        Math.Abs(off) < 0.5 * a ? a * Log1pMinus(off / a) : (a * SpecialMath.Log(ratio)) - off;

    /// <summary>ln Γ(1 + a), relatively accurate for small a >= 0 (DLMF 5.7.3).</summary>
    public static double LogGammaOnePlus(double a)
    {
        if (a > 0.1)
            return SpecialMath.LogGamma(1 + a);
        double sum = 0;
        for (int i = Zeta.Length - 1; i >= 0; i--)
            sum = Math.FusedMultiplyAdd(-sum, a, Zeta[i]);
        return -a * sum;
    }

    // Euler's constant and ζ(k)/k: ln Γ(1 + a) = -γ a + Σ ζ(k) (-a)^k / k.
    private static ReadOnlySpan<double> Zeta =>
    [
        0.57721566490153286, 0.82246703342411322, 0.40068563438653143, 0.27058080842778455, 0.20738555102867399, 0.16955717699740819,
        0.14404989676884612, 0.12550966952474304, 0.11133426586956469, 0.10009945751278181, 0.090954017145829042, 0.083353840546109004,
        0.076932516411352191, 0.071432946295361336, 0.066668705882420468, 0.062500955141213041,
    ];
}
