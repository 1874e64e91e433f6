namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// The incomplete gamma functions of SpecialMath. Below the mean the power series (NIST DLMF 8.7.1), above it the continued fraction (DLMF
/// 8.9.2); for large a around the mean N. Temme's expansion (DLMF 8.12.3, 8.12.7), uniform in x/a.
/// </summary>
internal static class IncompleteGamma
{
    private const int Powers = 12, Degree = 22;
    private const double UniformShape = 40, UniformWidth = 0.5;

    private static readonly double[][] Temme = Expansion();

    /// <summary>P or Q, or its logarithm; the one that is computed directly is the one that may be small.</summary>
    public static double Compute(double a, double x, bool upper, bool logarithm)
    {
        if (!(a > 0) || double.IsPositiveInfinity(a) || !(x >= 0))
            return double.NaN;
        if (x == 0 || double.IsPositiveInfinity(x))
            return Give(x == 0 ? double.NegativeInfinity : 0, upper, logarithm);
        if (a >= UniformShape && Math.Abs(x - a) <= UniformWidth * a)
            return Uniform(a, x, upper, logarithm);
        if (x > Math.Max(a + 0.5, 1.5))
            return Give(Deviance.LogPoisson(a, x) + SpecialMath.Log(a * Fraction(a, x)), !upper, logarithm);
        double log = Deviance.LogPoisson(a, x) + SpecialMath.Log(Series(a, x));
        // Next to 1 the complement of the sum would lose what its own series has.
        return a < 1 && log > -0.6931 ? Give(SpecialMath.Log(UpperOfSmallShape(a, x)), !upper, logarithm) : Give(log, upper, logarithm);
    }

    // From the logarithm of a probability the probability or its complement, or the logarithm of one.
    internal static double Give(double log, bool complement, bool logarithm)
    {
        if (!complement)
            return logarithm ? Math.Min(log, 0) : Math.Min(SpecialMath.Exp(log), 1);
        if (!logarithm)
            return log >= 0 ? 0 : -SpecialMath.Expm1(log);
        return log >= 0 ? double.NegativeInfinity : log > -0.6931 ? SpecialMath.Log(-SpecialMath.Expm1(log)) : SpecialMath.Log1p(-SpecialMath.Exp(log));
    }

    private static double Series(double a, double x)
    {
        double sum = 1, term = 1;
        for (int n = 1; n < 1000; n++)
        {
            term *= x / (a + n);
            double next = sum + term;
            if (next == sum)
                break;
            sum = next;
        }

        return sum;
    }

    /// <summary>Γ(a, x) e^x x^-a = 1/(x + 1-a - 1(1-a)/(x + 3-a - ...)), from the tail up.</summary>
    private static double Fraction(double a, double x)
    {
        int steps = 10 + (int)(Math.Min(a, 100) / 2) + (int)(90 / x);
        double c = x + (2 * steps) + 1 - a;
        for (int n = steps; n >= 1; n--)
            c = x + ((2 * n) - 1 - a) - (n * (n - a) / c);
        return 1 / c;
    }

    /// <summary>
    /// Q for a &lt; 1 and x up to 1.5, where P may be near 1: 1 - x^a/Γ(1+a) - x^a/Γ(1+a) Σ a (-x)^n / ((a+n) n!) (DLMF 8.7.3).
    /// </summary>
    private static double UpperOfSmallShape(double a, double x)
    {
        double log = (a * SpecialMath.Log(x)) - Deviance.LogGammaOnePlus(a), term = 1, sum = 0;
        for (int n = 1; n < 60; n++)
        {
            term *= -x / n;
            double next = sum + (term / (a + n));
            if (next == sum)
                break;
            sum = next;
        }

        return -SpecialMath.Expm1(log) - (a * SpecialMath.Exp(log) * sum);
    }

    /// <summary>Q = erfc(η√(a/2))/2 + R and P = erfc(-η√(a/2))/2 - R, R = e^(-aη²/2)/√(2πa) Σ c_k(η) a^-k, η²/2 = x/a - 1 - ln(x/a).</summary>
    private static double Uniform(double a, double x, bool upper, bool logarithm)
    {
        double half = -Deviance.Log1pMinus((x - a) / a), eta = Math.CopySign(Math.Sqrt(2 * half), x - a), sum = 0, inverse = 1 / a;
        for (int k = Powers - 1; k >= 0; k--)
        {
            double[] row = Temme[k];
            double value = row[Degree - 1];
            for (int n = Degree - 2; n >= 0; n--)
                value = Math.FusedMultiplyAdd(value, eta, row[n]);
            sum = Math.FusedMultiplyAdd(sum, inverse, value);
        }

        // The tail on the side of x, and e^(-aη²/2) in front of all of it.
        bool above = x >= a;
        double rest = sum / Math.Sqrt(6.283185307179586 * a);
        double tail = (0.5 * SpecialMath.ScaledErfc(Math.Sqrt(a * half))) + (above ? rest : -rest);
        return Give(SpecialMath.Log(tail) - (a * half), upper != above, logarithm);
    }

    // Row k: c_k(η) in powers of η. x/a - 1 = Σ α_n η^n, c_0 = Σ n α_n η^(n-2) - 1, c_k = (c_(k-1)'(η) - c_(k-1)'(0) (1 + η c_0))/η (DLMF
    // 8.12.11: what makes c_k regular is a coefficient of Stirling's formula).
    private static double[][] Expansion()
    {
        const int Length = Degree + (2 * Powers);
        var alpha = new double[Length + 2];
        alpha[1] = 1;
        for (int m = 2; m < alpha.Length; m++)
        {
            double sum = alpha[m - 1];
            for (int i = 2; i < m; i++)
                sum -= alpha[i] * (m + 1 - i) * alpha[m + 1 - i];
            alpha[m] = sum / (m + 1);
        }

        var first = new double[Length];
        for (int n = 0; n < Length; n++)
            first[n] = (n + 2) * alpha[n + 2];
        first[0] -= 1;
        var rows = new double[Powers][];
        double[] row = first;
        rows[0] = row[..Degree];
        for (int k = 1; k < Powers; k++)
        {
            var next = new double[row.Length - 2];
            for (int n = 0; n < next.Length; n++)
                next[n] = Math.FusedMultiplyAdd(-row[1], first[n], (n + 2) * row[n + 2]);
            row = next;
            rows[k] = row[..Degree];
        }

        return rows;
    }
}
