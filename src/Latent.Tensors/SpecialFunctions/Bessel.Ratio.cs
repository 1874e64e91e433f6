namespace Latent.Tensors.SpecialFunctions;

// What a von Mises-Fisher distribution needs of I_v where the plain functions would cancel: ln I_v without its power of x, and how fast and
// how near to 1 the ratio I_(v+1)/I_v grows.
internal static partial class Bessel
{
    // Row k: the coefficients of e_k in powers of p².
    private static readonly double[][] Riccati = RatioExpansion();

    /// <summary>ln(Γ(v+1) (2/x)^v I_v(x)) = ln ₀F₁(; v+1; x²/4) (NIST DLMF 10.39.9): 0 at 0, never negative, relatively accurate.</summary>
    public static double LogReduced(double v, double x)
    {
        if (double.IsNaN(v) || double.IsNaN(x) || v < 0 || x < 0 || double.IsPositiveInfinity(v))
            return double.NaN;
        if (x == 0 || double.IsPositiveInfinity(x))
            return x;
        if (SeriesConverges(v, x))
            return SpecialMath.Log1p(SeriesSum(v, x));

        // I_v/I_(v+1) · x/(2(v+1)) = 1 + x r/(2(v+1)) with r the next ratio.
        int steps = v >= UniformOrder ? 0 : (int)Math.Ceiling(UniformOrder - v);
        double top = v + steps, log = 0, product = 1;
        _ = LogUniform(top, x, out double ratio, out double u);
        for (int k = steps; k >= 1; k--)
        {
            double factor = 1 + (x * ratio / (2 * (v + k)));
            product *= factor;
            if (product > 1e200)
            {
                log += SpecialMath.Log(product);
                product = 1;
            }

            ratio = x / (2 * (v + k) * factor);
        }

        // Debye's expansion with Stirling's formula taken out of it: root - v arsinh(v/x) - v ln(x/2) + ln Γ(v+1) - ln(2π root)/2.
        double root = Root(top, x), q = x / top * (x / (root + top));
        double uniform = (top * (q - SpecialMath.Log1p(0.5 * q))) - (0.5 * SpecialMath.Log1p(q)) + Deviance.StirlingRest(top) + SpecialMath.Log1p(u);
        return log + SpecialMath.Log(product) + uniform;
    }

    /// <summary>d/dx I_(v+1)(x)/I_v(x), positive, relatively accurate: the variance of the cosine under a von Mises-Fisher distribution.</summary>
    public static double RatioSlope(double v, double x)
    {
        if (double.IsNaN(v) || double.IsNaN(x) || v < 0 || x < 0 || double.IsPositiveInfinity(v))
            return double.NaN;
        if (double.IsPositiveInfinity(x))
            return 0;
        if (x < 1e-100)
            return 0.5 / (v + 1);
        if (x <= ExpansionFrom(v))
        {
            // r' = r (1/x - (r - r_next)): from r' = 1 - r² - (2v+1) r/x and 1/r = 2(v+1)/x + r_next.
            double next = RatioByRecurrence(v + 1, x), ratio = 1 / Math.FusedMultiplyAdd(2, (v + 1) / x, next);
            return ratio * ((1 / x) - (ratio - next));
        }

        FromAbove(v, x, out _, out double slope);
        return slope;
    }

    /// <summary>1 - I_(v+1)(x)/I_v(x), relatively accurate where it is small.</summary>
    public static double RatioComplement(double v, double x)
    {
        if (!(x > ExpansionFrom(v)) || double.IsPositiveInfinity(x))
            return 1 - Ratio(v, x);
        FromAbove(v, x, out double complement, out _);
        return complement;
    }

    // Below, differences of ratios are no smaller than the ratios allow; above, the root is large enough, or becomes so by going up.
    private static double ExpansionFrom(double v) => v < 60 ? Math.Max(v, 10) : 0.2 * v;

    /// <summary>
    /// For x that is not small: q = x I_v'/I_v = root·(1 + Σ e_k(p) root^-k), root = √(v² + x²), p = v/root, which solves x q' = root² - q²; so
    /// x r = q - v and x² r' = root² - q² - q + v, written so that nothing of the size of root is left to cancel. The expansion wants a large
    /// root: below x = 60 smaller orders come down from order 25 by the derivative of r = 1/(2(v+1)/x + r_next).
    /// </summary>
    private static void FromAbove(double v, double x, out double complement, out double slope)
    {
        int steps = v >= UniformOrder || x >= 60 ? 0 : (int)Math.Ceiling(UniformOrder - v);
        double top = v + steps, root = Root(top, x), p = top / root, square = p * p, step = 1 / root;
        double g = 0, h = 0; // e_1 + e_2/root + ..., e_2 + e_3/root + ...
        for (int k = Terms - 1; k >= 2; k--)
            h = Math.FusedMultiplyAdd(h, step, Horner(Riccati[k], square));
        g = Math.FusedMultiplyAdd(h, step, Horner(Riccati[1], square));
        double inverse = 1 / x;
        complement = ((top * (1 - (top / (root + x)))) - g) * inverse;
        slope = ((top * (x / root * (x / (root + top)))) - (2 * h) - (g * (g + 1))) * inverse * inverse;
        for (int k = steps; k >= 1; k--)
        {
            double twice = 2 * (v + k) * inverse, ratio = 1 / (twice + 1 - complement);
            complement = ratio * (twice - complement);
            slope = ratio * ratio * ((twice * inverse) - slope);
        }
    }

    private static double Root(double v, double x) => x < 1e150 ? Math.Sqrt((v * v) + (x * x)) : x;

    /// <summary>
    /// e_m = -{(1-p²)[(2-m) e_(m-1) - p e_(m-1)'] + Σ e_i e_(m-i)}/2, the sum over i = 1 .. m-1, e_0 = 1: the terms in root^(2-m) of
    /// x q' = root² - q², with x p' = -p(1-p²) and x root' = root(1-p²).
    /// </summary>
    private static double[][] RatioExpansion()
    {
        var e = new double[Terms][];
        e[0] = [1];
        for (int m = 1; m < Terms; m++)
        {
            var next = new double[m + 1];
            for (int i = 0; i < e[m - 1].Length; i++)
            {
                double c = e[m - 1][i] * (2 - m - (2 * i));
                next[i] += c;
                next[i + 1] -= c;
            }

            for (int i = 1; i < m; i++)
            {
                for (int j = 0; j < e[i].Length; j++)
                {
                    for (int k = 0; k < e[m - i].Length; k++)
                        next[j + k] += e[i][j] * e[m - i][k];
                }
            }

            e[m] = [.. next.Select(static c => -0.5 * c)];
        }

        return e;
    }
}
