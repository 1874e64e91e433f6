using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// How the height w = μᵀx of a von Mises-Fisher vector in m dimensions moves with its concentration κ when its probability stays:
/// dw/dκ = -(∂F(w; κ)/∂κ)/p(w; κ), the implicit reparameterisation gradient (M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization
/// Gradients", NeurIPS 2018, eq. 6), with p(w; κ) ∝ (1 - w²)^((m-3)/2)·e^(κw).
/// </summary>
/// <remarks>
/// ∂p/∂κ = (t - A)·p with A = E[w], so that dw/dκ = ∫ (t - A)·p(t)/p(w) dt over [w, 1], or minus that over [-1, w]. Of the two the side of w
/// that does not contain A is taken: there all terms have one sign. With y = r² the distance of t from that end of [-1, 1], the integrand is
/// smooth in every dimension, has one maximum or rises to w, and is integrated by Gauss's rule over where it exceeds e⁻⁴² of its value at w.
/// Measured within 100 ulp of exact values, for concentrations up to 1e5 and dimensions up to 400.
/// </remarks>
internal static class SphereSlope
{
    private const int Nodes = 64;
    private const double Cut = -42;

    private static readonly double[] Points = new double[Nodes];
    private static readonly double[] Weights = GaussLegendre(Points);

    /// <summary>dw/dκ at w = 1 - fall.</summary>
    /// <param name="dimension">m ≥ 2.</param>
    /// <param name="concentration">κ &gt; 0.</param>
    /// <param name="fall">1 - w, in [0, 2].</param>
    public static double Of(int dimension, double concentration, double fall)
    {
        if (!(concentration > 0) || !(fall >= 0 && fall <= 2) || double.IsPositiveInfinity(concentration)) return double.NaN;
        if (fall is 0 or 2) return 0;
        double mean = Bessel.RatioComplement((0.5 * dimension) - 1, concentration);
        return fall < mean
            ? Integral(dimension, -concentration, mean - fall, fall, 2 - fall)
            : Integral(dimension, concentration, fall - mean, 2 - fall, fall);
    }

    // ∫ (margin + back)·e^(-rate·back)·[y(2 - y)/(end·rest)]^((m-3)/2) dy over [0, end], with back = end - y, rest = 2 - end and margin = |w - A|.
    private static double Integral(int dimension, double rate, double margin, double end, double rest)
    {
        double power = 0.5 * (dimension - 3), last = Math.Sqrt(end), width = Width(dimension, rate, rest, last), half = 0.5 * width;
        Vector512<double> sum = default;
        for (int i = 0; i < Nodes; i += Vector512<double>.Count)
        {
            Vector512<double> distance = Vector512.Create(half) * (Vector512<double>.One - Vector512.Create(Points.AsSpan(i)));
            Vector512<double> r = Vector512.Create(last) - distance, back = distance * (Vector512.Create(last) + r);
            Vector512<double> exponent = (Vector512.Create(2 * power) * VectorMath.Log1p(-distance / Vector512.Create(last)))
                + (Vector512.Create(power) * VectorMath.Log1p(back / Vector512.Create(rest))) - (Vector512.Create(rate) * back);
            sum += Vector512.Create(Weights.AsSpan(i)) * (Vector512.Create(margin) + back) * r * VectorMath.Exp(exponent);
        }

        // Added lane by lane, so that the order does not depend on the processor.
        double total = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            total += sum.GetElement(lane);
        return 2 * half * total;
    }

    // How far below the last point the integrand, which has one maximum or rises up to it, reaches the cut; all the way if it does not.
    private static double Width(int dimension, double rate, double rest, double last)
    {
        double inside = 0, outside = last;
        for (int step = 0; step < 24 && outside - inside > 0.1 * outside; step++)
        {
            double distance = 0.5 * (inside + outside), back = distance * ((2 * last) - distance);
            double exponent = ((dimension - 2) * SpecialMath.Log1p(-distance / last))
                + (0.5 * (dimension - 3) * SpecialMath.Log1p(back / rest)) - (rate * back);
            if (exponent < Cut) outside = distance;
            else inside = distance;
        }

        return outside;
    }

    // Newton's method on the Legendre polynomial, from the usual first guess.
    private static double[] GaussLegendre(double[] points)
    {
        double[] weights = new double[Nodes];
        for (int i = 0; i < Nodes; i++)
        {
            double x = SpecialMath.Cos(Math.PI * (i + 0.75) / (Nodes + 0.5)), slope = 0;
            for (int step = 0; step < 8; step++)
            {
                double before = 1, now = x;
                for (int k = 2; k <= Nodes; k++)
                    (before, now) = (now, (((2 * k) - 1) * x * now / k) - ((k - 1) * before / k));
                slope = Nodes * ((x * now) - before) / ((x * x) - 1);
                x -= now / slope;
            }

            points[i] = x;
            weights[i] = 2 / ((1 - (x * x)) * slope * slope);
        }

        return weights;
    }
}
