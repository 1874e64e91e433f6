using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors;

/// <summary>
/// Elementary and special functions of one number, with exactly the bits that the tensor operations give: the same on every machine, with
/// and without vector instructions. NaN gives NaN throughout.
/// </summary>
/// <remarks>
/// The bounds are in units in the last place (ulp) of the exact result. Those for float hold for every float where the result is neither
/// the argument itself nor a constant, all of them measured, and were sampled elsewhere (set LATENT_EXHAUSTIVE=1 for the tests to try all
/// 2^32); those for double are measured against tables of exact values and are not proofs. Where a function of double has zeros that are
/// not representable, its relative error next to them is unbounded and the remarks give the absolute error instead.
/// </remarks>
public static partial class SpecialMath
{
    /// <summary>e^x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.8 ulp. Overflows to ∞, underflows gradually to 0.</returns>
    public static double Exp(double x) => VectorMath.Exp(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>e^x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.89 ulp. Overflows to ∞, underflows gradually to 0.</returns>
    public static float Exp(float x) => VectorMath.Exp(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.8 ulp. ±0 gives -∞, negative numbers NaN.</returns>
    public static double Log(double x) => VectorMath.Log(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.88 ulp. ±0 gives -∞, negative numbers NaN.</returns>
    public static float Log(float x) => VectorMath.Log(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + x), accurate for small x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 1.2 ulp. -1 gives -∞, less NaN; -0 gives -0.</returns>
    public static double Log1p(double x) => VectorMath.Log1p(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + x), accurate for small x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.9 ulp. -1 gives -∞, less NaN; -0 gives -0.</returns>
    public static float Log1p(float x) => VectorMath.Log1p(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>e^x - 1, accurate for small x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.8 ulp. -∞ gives -1; -0 gives -0.</returns>
    public static double Expm1(double x) => VectorMath.Expm1(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>e^x - 1, accurate for small x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.9 ulp. -∞ gives -1; -0 gives -0.</returns>
    public static float Expm1(float x) => VectorMath.Expm1(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 1 ulp. ±∞ give ±1. Odd to the bit.</returns>
    public static double Tanh(double x) => VectorMath.Tanh(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.98 ulp. ±∞ give ±1. Odd to the bit.</returns>
    public static float Tanh(float x) => VectorMath.Tanh(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>1 / (1 + e^-x).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 2 ulp. Subnormal results for very negative x; -∞ gives 0.</returns>
    public static double Sigmoid(double x) => VectorMath.Sigmoid(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>1 / (1 + e^-x).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.97 ulp. Subnormal results for very negative x; -∞ gives 0.</returns>
    public static float Sigmoid(float x) => VectorMath.Sigmoid(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + e^x), accurate at both ends.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 2 ulp. -∞ gives 0.</returns>
    public static double Softplus(double x) => VectorMath.Softplus(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + e^x), accurate at both ends.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 1.6 ulp. -∞ gives 0.</returns>
    public static float Softplus(float x) => VectorMath.Softplus(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>sin x, for every finite x however large.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.9 ulp. ±∞ give NaN; -0 gives -0.</returns>
    /// <remarks>
    /// M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18 (1983), for large arguments.
    /// </remarks>
    public static double Sin(double x) => VectorMath.Sin(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>sin x, for every finite x however large.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.86 ulp. ±∞ give NaN; -0 gives -0.</returns>
    /// <remarks>
    /// M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18 (1983), for large arguments.
    /// </remarks>
    public static float Sin(float x) => VectorMath.Sin(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>cos x, for every finite x however large.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.9 ulp. ±∞ give NaN.</returns>
    /// <remarks>M. Payne and R. Hanek, as for <see cref="Sin(double)"/>.</remarks>
    public static double Cos(double x) => VectorMath.Cos(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>cos x, for every finite x however large.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.86 ulp. ±∞ give NaN.</returns>
    /// <remarks>M. Payne and R. Hanek, as for <see cref="Sin(double)"/>.</remarks>
    public static float Cos(float x) => VectorMath.Cos(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The error function, 2/√π ∫ e^(-t²) dt from 0 to x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 1 ulp. ±∞ give ±1. Odd to the bit.</returns>
    public static double Erf(double x) => VectorMath.Erf(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The error function, 2/√π ∫ e^(-t²) dt from 0 to x.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.97 ulp. ±∞ give ±1. Odd to the bit.</returns>
    public static float Erf(float x) => VectorMath.Erf(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The complementary error function 1 - erf x, accurate where it is small.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 2.5 ulp. -∞ gives 2.</returns>
    /// <remarks>M. Shepherd and J. Laframboise, Math. Comp. 36 (1981), for the variable of the approximation.</remarks>
    public static double Erfc(double x) => VectorMath.Erfc(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The complementary error function 1 - erf x, accurate where it is small.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. -∞ gives 2.</returns>
    /// <remarks>M. Shepherd and J. Laframboise, Math. Comp. 36 (1981), for the variable of the approximation.</remarks>
    public static float Erfc(float x) => VectorMath.Erfc(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The inverse of the error function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 5 ulp. ±1 give ±∞, beyond NaN; -0 gives -0.</returns>
    /// <remarks>M. Wichura, algorithm AS 241, Applied Statistics 37 (1988), for the variables of the approximation.</remarks>
    public static double ErfInv(double x) => VectorMath.ErfInv(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The inverse of the error function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. ±1 give ±∞, beyond NaN; -0 gives -0.</returns>
    /// <remarks>M. Wichura, algorithm AS 241, Applied Statistics 37 (1988), for the variables of the approximation.</remarks>
    public static float ErfInv(float x) => VectorMath.ErfInv(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The inverse Φ^-1(p) of the standard normal distribution function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 5 ulp. 0 gives -∞, 1 gives ∞, outside [0, 1] NaN.</returns>
    /// <remarks>M. Wichura, algorithm AS 241, Applied Statistics 37 (1988), for the variables of the approximation.</remarks>
    public static double NormalQuantile(double x) => VectorMath.NormalQuantile(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>The inverse Φ^-1(p) of the standard normal distribution function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. 0 gives -∞, 1 gives ∞, outside [0, 1] NaN.</returns>
    /// <remarks>M. Wichura, algorithm AS 241, Applied Statistics 37 (1988), for the variables of the approximation.</remarks>
    public static float NormalQuantile(float x) => VectorMath.NormalQuantile(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln |Γ(x)|.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 4 ulp. +∞ at 0, the negative integers and ±∞.</returns>
    /// <remarks>
    /// For negative arguments the error is at most 2e-15 of the larger of the two terms of the reflection formula, and relative to the
    /// result unbounded next to the zeros between the poles. NIST DLMF 5.11.1 (Stirling), 5.5.3 (reflection).
    /// </remarks>
    public static double LogGamma(double x) => VectorMath.LogGamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ln |Γ(x)|.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. +∞ at 0, the negative integers and ±∞.</returns>
    /// <remarks>
    /// For negative arguments next to the zeros between the poles the error is that of the double function, at most 2e-15 of the larger
    /// term of the reflection formula. NIST DLMF 5.11.1 (Stirling), 5.5.3 (reflection).
    /// </remarks>
    public static float LogGamma(float x) => VectorMath.LogGamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ(x) = d/dx ln Γ(x).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 3 ulp. +0 gives -∞, -0 gives ∞, negative integers and -∞ NaN.</returns>
    /// <remarks>
    /// For negative arguments the error is at most 2e-15 of the larger of the two terms of the reflection formula, and relative to the
    /// result unbounded next to the zeros between the poles. NIST DLMF 5.11.2, 5.5.4.
    /// </remarks>
    public static double Digamma(double x) => VectorMath.Digamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ(x) = d/dx ln Γ(x).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. +0 gives -∞, -0 gives ∞, negative integers and -∞ NaN.</returns>
    /// <remarks>
    /// For negative arguments next to the zeros between the poles the error is that of the double function, at most 2e-15 of the larger
    /// term of the reflection formula. NIST DLMF 5.11.2, 5.5.4.
    /// </remarks>
    public static float Digamma(float x) => VectorMath.Digamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ'(x), the second derivative of ln Γ.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 4 ulp. +∞ at 0 and the negative integers, -∞ gives NaN.</returns>
    /// <remarks>
    /// For negative arguments the error is at most 2e-15 of the larger of the two terms of the reflection formula. NIST DLMF 5.15.8,
    /// 5.15.6.
    /// </remarks>
    public static double Trigamma(double x) => VectorMath.Trigamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ'(x), the second derivative of ln Γ.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. +∞ at 0 and the negative integers, -∞ gives NaN.</returns>
    /// <remarks>
    /// For negative arguments the error is that of the double function, at most 2e-15 of the larger term of the reflection formula. NIST
    /// DLMF 5.15.8, 5.15.6.
    /// </remarks>
    public static float Trigamma(float x) => VectorMath.Trigamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ''(x), the third derivative of ln Γ.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 5 ulp. +0 gives -∞, -0 gives ∞, negative integers and -∞ NaN.</returns>
    /// <remarks>
    /// For negative arguments the error is at most 2e-15 of the larger of the two terms of the reflection formula, and relative to the
    /// result unbounded next to the zeros between the poles. NIST DLMF 5.15.9, 5.15.6.
    /// </remarks>
    public static double Tetragamma(double x) => VectorMath.Tetragamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>ψ''(x), the third derivative of ln Γ.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, within 0.501 ulp. +0 gives -∞, -0 gives ∞, negative integers and -∞ NaN.</returns>
    /// <remarks>
    /// For negative arguments next to the zeros between the poles the error is that of the double function, at most 2e-15 of the larger
    /// term of the reflection formula. NIST DLMF 5.15.9, 5.15.6.
    /// </remarks>
    public static float Tetragamma(float x) => VectorMath.Tetragamma(Vector512.CreateScalar(x)).ToScalar();

    /// <summary>x^y, with the special cases of IEEE 754-2019, section 9.2.1.</summary>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    /// <returns>
    /// The value, within 1.25 ulp. x^±0 and 1^y are 1 even for NaN, (-1)^±∞ is 1; a negative x with an odd integer y gives a negative power
    /// (±0 and ±∞ included), with y no integer NaN unless x is -0 or -∞.
    /// </returns>
    public static double Pow(double x, double y) => VectorMath.Pow(Vector512.CreateScalar(x), Vector512.CreateScalar(y)).ToScalar();

    /// <summary>x^y, with the special cases of IEEE 754-2019, section 9.2.1.</summary>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    /// <returns>The value, within 0.501 ulp; special cases as for <see cref="Pow(double, double)"/>.</returns>
    public static float Pow(float x, float y) => VectorMath.Pow(Vector512.CreateScalar(x), Vector512.CreateScalar(y)).ToScalar();

    /// <summary>
    /// ln I_v(x), the logarithm of the modified Bessel function of the first kind; the normalising constant of the von Mises-Fisher
    /// distribution.
    /// </summary>
    /// <param name="order">The order v >= 0.</param>
    /// <param name="x">The argument, >= 0.</param>
    /// <returns>
    /// The value; its error is at most 2e-15 of max(1, v, x, |result|). x = 0 gives 0 for v = 0, else -∞; ∞ gives ∞; negative order or
    /// argument and infinite order NaN.
    /// </returns>
    /// <remarks>
    /// NIST DLMF 10.25.2 (power series), 10.41.3 (Debye's expansion, uniform in x/v), and backward recurrence from order 25 for smaller
    /// orders.
    /// </remarks>
    public static double LogBesselI(double order, double x) => Bessel.Log(order, x);

    /// <summary>
    /// I_(v+1)(x) / I_v(x), between 0 and 1. d/dx ln I_v(x) is this plus v/x; the mean resultant length of a von Mises-Fisher distribution
    /// in 2v + 2 dimensions.
    /// </summary>
    /// <param name="order">The order v >= 0.</param>
    /// <param name="x">The argument, >= 0.</param>
    /// <returns>The value, within 10 ulp. x = 0 gives 0, ∞ gives 1; negative order or argument and infinite order NaN.</returns>
    /// <remarks>D. Amos, Math. Comp. 28 (1974), for the start of the recurrence; NIST DLMF 10.41.5 where x is the larger.</remarks>
    public static double BesselIRatio(double order, double x) => Bessel.Ratio(order, x);
}
