namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// The incomplete beta function of SpecialMath by its continued fraction (NIST DLMF 8.17.22), which below the mean takes of the order of
/// √max(a, b) steps, and by I_x(a, b) = 1 - I_(1-x)(b, a) above it.
/// </summary>
internal static class IncompleteBeta
{
    public static double Compute(double a, double b, double x, bool complement, bool logarithm)
    {
        if (!(a > 0) || !(b > 0) || double.IsPositiveInfinity(a) || double.IsPositiveInfinity(b) || !(x >= 0 && x <= 1))
            return double.NaN;
        if (x is 0 or 1)
            return IncompleteGamma.Give(x == 0 ? double.NegativeInfinity : 0, complement, logarithm);
        double log = Deviance.LogBetaTerm(a, b, x);
        bool below = x <= (a + 1) / (a + b + 2);
        log += below ? SpecialMath.Log(Fraction(a, b, x) / a) : SpecialMath.Log(Fraction(b, a, 1 - x) / b);
        return IncompleteGamma.Give(log, complement == below, logarithm);
    }

    /// <summary>
    /// 1/(1 + d_1/(1 + d_2/(1 + ...))): how many steps it takes by the method of W. Lentz (1976), then from the tail up, where the rounding
    /// errors of the steps do not add up.
    /// </summary>
    private static double Fraction(double a, double b, double x)
    {
        double c = 1, d = 0, value = 1;
        int steps = 0;
        for (; steps < 2_000_000; steps++)
        {
            double coefficient = Coefficient(steps + 1);
            d = 1 / Math.FusedMultiplyAdd(coefficient, d, 1);
            c = 1 + (coefficient / c);
            if (Math.Abs((c * d) - 1) < 3e-16)
                break;
        }

        for (int n = steps + 3; n >= 1; n--)
            value = 1 + (Coefficient(n) / value);
        return 1 / value;

        double Coefficient(int n)
        {
            double m = n / 2;
            return (n & 1) == 0
                ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
        }
    }
}
