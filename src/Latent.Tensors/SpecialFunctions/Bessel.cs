namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// The modified Bessel function of the first kind I_v(x) for real order v >= 0 and x >= 0, as its logarithm and the ratio I_(v+1)/I_v.
/// Scalar: the work per value depends on order and argument. Only IEEE operations and <see cref="VectorMath"/>'s logarithms, so the bits
/// are the same everywhere.
/// </summary>
/// <remarks>
/// Three ways: the ascending power series (DLMF 10.25.2), whose terms are all positive, for small x; Debye's expansion uniform in x/v (DLMF
/// 10.41.3 and 10.41.5) from order 25 on, where twelve terms suffice; and for smaller orders the step down from that order by the backward
/// recurrence of the ratios I_k/I_(k-1) = 1/(2k/x + I_(k+1)/I_k), which is stable (W. Gautschi, "Computational aspects of three-term
/// recurrence relations", SIAM Review 9, 1967).
/// </remarks>
internal static partial class Bessel
{
    private const int Terms = 13;
    private const double UniformOrder = 25;

    // Row k: the coefficients of U_k(p) / p^k and V_k(p) / p^k in powers of p².
    private static readonly double[][] U = Debye(out V);
    private static readonly double[][] V;

    /// <summary>ln I_v(x).</summary>
    public static double Log(double v, double x)
    {
        if (double.IsNaN(v) || double.IsNaN(x) || v < 0 || x < 0 || double.IsPositiveInfinity(v))
            return double.NaN;
        if (x == 0)
            return v == 0 ? 0 : double.NegativeInfinity;
        if (double.IsPositiveInfinity(x))
            return x;
        if (SeriesConverges(v, x))
            return LogSeries(v, x);
        if (v >= UniformOrder)
            return LogUniform(v, x, out _);

        // I_v = I_N divided by the ratios between.
        int steps = (int)Math.Ceiling(UniformOrder - v);
        double top = v + steps;
        double log = LogUniform(top, x, out double ratio);
        double product = 1;
        for (int k = steps; k >= 1; k--)
        {
            ratio = 1 / Math.FusedMultiplyAdd(2, (v + k) / x, ratio);
            product *= ratio;
        }

        return log - SpecialMath.Log(product);
    }

    /// <summary>I_(v+1)(x) / I_v(x), between 0 and 1.</summary>
    public static double Ratio(double v, double x)
    {
        if (double.IsNaN(v) || double.IsNaN(x) || v < 0 || x < 0 || double.IsPositiveInfinity(v))
            return double.NaN;
        if (double.IsPositiveInfinity(x))
            return 1;
        if (x <= Math.Max(v, UniformOrder))
            return RatioByRecurrence(v, x);
        int steps = v >= UniformOrder ? 0 : (int)Math.Ceiling(UniformOrder - v);
        _ = LogUniform(v + steps, x, out double ratio);
        for (int k = steps; k >= 1; k--)
            ratio = 1 / Math.FusedMultiplyAdd(2, (v + k) / x, ratio);
        return ratio;
    }

    /// <summary>
    /// The ratio from far above, where its order does not matter: each step divides an error by more than 1/ratio², and with x &lt;= max(v,
    /// 25) the ratios fall off fast enough for the start (D. Amos, "Computation of modified Bessel functions and their ratios", Math. Comp.
    /// 28, 1974) to be forgotten.
    /// </summary>
    private static double RatioByRecurrence(double v, double x)
    {
        const int Steps = 40;
        double order = v + Steps;
        double ratio = x / (order + 0.5 + Math.Sqrt(((order + 1.5) * (order + 1.5)) + (x * x)));
        for (int k = Steps; k >= 1; k--)
            ratio = x / Math.FusedMultiplyAdd(x, ratio, 2 * (v + k));
        return ratio;
    }

    private static bool SeriesConverges(double v, double x) => x * x <= 100 * (v + 1) && x <= 1e4;

    /// <summary>v ln(x/2) - ln Γ(v+1) + ln(1 + Σ (x²/4)^k / (k! (v+1)...(v+k))).</summary>
    private static double LogSeries(double v, double x)
    {
        double log = SpecialMath.Log1p(SeriesSum(v, x));
        return v == 0 ? log : Math.FusedMultiplyAdd(v, SpecialMath.Log(x * 0.5), log) - SpecialMath.LogGamma(v + 1);
    }

    private static double SeriesSum(double v, double x)
    {
        double quarter = x * x * 0.25, term = 1, sum = 0;
        for (int k = 1; k < 200; k++)
        {
            term *= quarter / (k * (v + k));
            double next = sum + term;
            if (next == sum)
                break;
            sum = next;
        }

        return sum;
    }

    /// <summary>
    /// Debye's expansion of ln I_v(x), and from the expansion of the derivative the ratio I'_v/I_v - v/x = I_(v+1)/I_v (for x of the order
    /// of v or more).
    /// </summary>
    private static double LogUniform(double v, double x, out double ratio) => LogUniform(v, x, out ratio, out _);

    private static double LogUniform(double v, double x, out double ratio, out double u)
    {
        double root = x < 1e150 ? Math.Sqrt((v * v) + (x * x)) : x;
        double p = v / root, square = p * p;
        double step = 1 / root, power = 1, w = 0;
        u = 0;
        Span<double> us = stackalloc double[Terms], ws = stackalloc double[Terms];
        for (int k = 0; k < Terms; k++)
        {
            us[k] = Horner(U[k], square) * power;
            ws[k] = Horner(V[k], square) * power;
            power *= step; // p^k / v^k
        }

        for (int k = Terms - 1; k >= 1; k--)
        {
            u += us[k];
            w += ws[k];
        }

        ratio = ((root * (1 + w) / (1 + u)) - v) / x;

        // v η + ln(1 / √(2π root)), with v η = root - v arsinh(v/x).
        double r = v / x;
        double arsinh = SpecialMath.Log1p(r + (r * r / (1 + Math.Sqrt(1 + (r * r)))));
        return Math.FusedMultiplyAdd(-v, arsinh, root) - (0.5 * SpecialMath.Log(6.283185307179586 * root)) + SpecialMath.Log1p(u);
    }

    private static double Horner(double[] c, double x)
    {
        double sum = c[^1];
        for (int i = c.Length - 2; i >= 0; i--)
            sum = Math.FusedMultiplyAdd(sum, x, c[i]);
        return sum;
    }

    /// <summary>
    /// DLMF 10.41.9: U_(k+1) = p²(1-p²) U_k'/2 + (1/8) ∫ (1 - 5t²) U_k dt, and V_(k+1) = U_(k+1) - p(1-p²) U_k/2 - p²(1-p²) U_k'. With U_k
    /// = p^k Σ c_i p^(2i): p^(k+2i) contributes c_i (k+2i)/2 + c_i / (8 (k+2i+1)) to p^(k+1+2i), and -c_i (k+2i)/2 - 5 c_i / (8 (k+2i+3))
    /// to p^(k+3+2i).
    /// </summary>
    private static double[][] Debye(out double[][] derivative)
    {
        var u = new double[Terms][];
        derivative = new double[Terms][];
        u[0] = [1];
        derivative[0] = [1];
        for (int k = 0; k + 1 < Terms; k++)
        {
            double[] next = new double[k + 2], slope = new double[k + 2];
            for (int i = 0; i <= k; i++)
            {
                double c = u[k][i], n = k + (2 * i);
                next[i] += (c * n / 2) + (c / (8 * (n + 1)));
                next[i + 1] -= (c * n / 2) + (5 * c / (8 * (n + 3)));
                slope[i] += (c / 2) + (c * n);
                slope[i + 1] -= (c / 2) + (c * n);
            }

            u[k + 1] = next;
            derivative[k + 1] = [.. next.Zip(slope, (a, b) => a - b)];
        }

        return u;
    }
}
