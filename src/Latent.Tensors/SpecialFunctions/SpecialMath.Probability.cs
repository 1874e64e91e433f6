using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors;

// Distribution functions and what they are made of, in double precision. The errors are measured against a table of exact values.
public static partial class SpecialMath
{
    /// <summary>
    /// The regularised lower incomplete gamma function P(a, x) = 1/Γ(a) ∫ t^(a-1) e^-t dt from 0 to x: the distribution function of a gamma
    /// number of shape a and rate 1.
    /// </summary>
    /// <param name="a">The shape, positive and finite.</param>
    /// <param name="x">The argument, at least 0.</param>
    /// <returns>The value in [0, 1], with a relative error of at most 4e-15 times max(1, |ln of it|). NaN outside the domain.</returns>
    /// <remarks>NIST DLMF 8.7.1 (series), 8.9.2 (continued fraction), 8.12.3 (N. Temme's uniform expansion for large a).</remarks>
    public static double GammaP(double a, double x) => IncompleteGamma.Compute(a, x, upper: false, logarithm: false);

    /// <summary>The complement Q(a, x) = 1 - P(a, x), accurate where it is small.</summary>
    /// <inheritdoc cref="GammaP"/>
    public static double GammaQ(double a, double x) => IncompleteGamma.Compute(a, x, upper: true, logarithm: false);

    /// <summary>ln P(a, x), also where P underflows.</summary>
    /// <inheritdoc cref="GammaP" path="/param|/remarks"/>
    /// <returns>The value, at most 0, with a relative error of at most 1e-13. -∞ at x = 0, NaN outside the domain.</returns>
    public static double LogGammaP(double a, double x) => IncompleteGamma.Compute(a, x, upper: false, logarithm: true);

    /// <summary>ln Q(a, x), also where Q underflows.</summary>
    /// <inheritdoc cref="GammaP" path="/param|/remarks"/>
    /// <returns>The value, at most 0, with a relative error of at most 1e-13. -∞ at x = ∞, NaN outside the domain.</returns>
    public static double LogGammaQ(double a, double x) => IncompleteGamma.Compute(a, x, upper: true, logarithm: true);

    /// <summary>
    /// The regularised incomplete beta function I_x(a, b) = ∫ t^(a-1) (1-t)^(b-1) dt from 0 to x, over B(a, b): the distribution function of
    /// a beta number.
    /// </summary>
    /// <param name="a">The first shape, positive and finite.</param>
    /// <param name="b">The second shape, positive and finite.</param>
    /// <param name="x">The argument, in [0, 1].</param>
    /// <returns>The value in [0, 1], with a relative error of at most 4e-14 times max(1, |ln of it|). NaN outside the domain.</returns>
    /// <remarks>NIST DLMF 8.17.22; 8.17.4 for the other side of the mean. The work grows with √(a + b).</remarks>
    public static double BetaI(double a, double b, double x) => IncompleteBeta.Compute(a, b, x, complement: false, logarithm: false);

    /// <summary>ln I_x(a, b), also where I underflows. For the other tail, ln(1 - I_x(a, b)) = ln I_(1-x)(b, a).</summary>
    /// <inheritdoc cref="BetaI" path="/param|/remarks"/>
    /// <returns>The value, at most 0, with a relative error of at most 1e-13. -∞ at x = 0, NaN outside the domain.</returns>
    public static double LogBetaI(double a, double b, double x) => IncompleteBeta.Compute(a, b, x, complement: false, logarithm: true);

    /// <summary>The distribution function of Student's t with ν degrees of freedom.</summary>
    /// <param name="t">The argument.</param>
    /// <param name="degrees">ν, positive and finite.</param>
    /// <returns>The value in [0, 1], with a relative error of at most 1e-13. NaN outside the domain.</returns>
    /// <remarks>I_(ν/(ν+t²))(ν/2, 1/2)/2 for t &lt; 0, and its complement above.</remarks>
    public static double StudentTCdf(double t, double degrees)
    {
        if (double.IsNaN(t) || !(degrees > 0) || double.IsPositiveInfinity(degrees))
            return double.NaN;
        double root = Math.Sqrt(degrees), ratio = t / root, half;
        // Of x and 1 - x the smaller is computed first; t² may overflow.
        if (Math.Abs(ratio) < 1)
        {
            double x = ratio * ratio / (1 + (ratio * ratio));
            half = 0.5 * IncompleteBeta.Compute(0.5, 0.5 * degrees, x, complement: true, logarithm: false);
        }
        else
        {
            double inverse = 1 / ratio;
            half = 0.5 * IncompleteBeta.Compute(0.5 * degrees, 0.5, inverse * inverse / (1 + (inverse * inverse)), complement: false, logarithm: false);
        }

        return t < 0 ? half : 1 - half;
    }

    /// <summary>The standard normal distribution function Φ(x).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 4 ulp. Underflows gradually to 0 below -38.</returns>
    public static double NormalCdf(double x) => VectorMath.NormalCdf(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln Φ(x), the logarithm of the standard normal distribution function, for every x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 4 ulp. -∞ at -∞.</returns>
    public static double LogNormalCdf(double x) => VectorMath.LogNormalCdf(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>φ(x)/Φ(x), the derivative of ln Φ: the mean of a standard normal number known to be above -x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 5 ulp. ∞ at -∞.</returns>
    public static double NormalHazard(double x) => VectorMath.NormalHazard(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>e^(x²) erfc x, the complementary error function without its exponential fall: about 1/(x√π) for large x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 4 ulp for x >= 0. Overflows to ∞ below about -26.6.</returns>
    /// <remarks>M. Shepherd and J. Laframboise, Math. Comp. 36 (1981), for the variable of the approximation; NIST DLMF 7.12.1 beyond.</remarks>
    public static double ScaledErfc(double x) => VectorMath.ScaledErfc(Vector512.CreateScalar(x)).ToScalar();
}
