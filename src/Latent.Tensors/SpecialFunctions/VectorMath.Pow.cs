using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>
    /// x^y with the special cases of IEEE 754-2019, section 9.2.1 (see <see cref="PowSpecial"/>). Computed in double lanes, rounded once.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y) => Vector512.Narrow(
        PowOfSingles(Vector512.WidenLower(x), Vector512.WidenLower(y)),
        PowOfSingles(Vector512.WidenUpper(x), Vector512.WidenUpper(y)));

    /// <summary>x^y with the special cases of IEEE 754-2019, section 9.2.1 (see <see cref="PowSpecial"/>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Pow(Vector512<double> x, Vector512<double> y)
    {
        // e^(y ln x), with the logarithm and the product in twice the precision: the exponential multiplies an absolute error of its
        // argument into a relative one.
        Vector512<double> log = LogPair(Vector512.Abs(x), out Vector512<double> logLow);
        Vector512<double> product = y * log;
        Vector512<double> low = Fma(y, log, -product) + (y * logLow);
        // Far outside the range of results the product may have overflowed and low be NaN; the first part alone decides there.
        low = Select(Vector512.LessThan(Vector512.Abs(product), Vector512.Create(1000d)), low, Vector512<double>.Zero);
        return PowSpecial(x, y, ExpScaled(product, low, Vector512<double>.One));
    }

    /// <summary>x^y of numbers that were float32: there a double logarithm is precise enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowOfSingles(Vector512<double> x, Vector512<double> y) =>
        PowSpecial(x, y, Exp(y * Log(Vector512.Abs(x))));

    /// <summary>
    /// From |x|^y to x^y. x^±0 = 1 and 1^y = 1 even for NaN; (-1)^±∞ = 1; a negative x with an odd integer y gives the negative, with
    /// another integer the positive power; a finite negative x with y not an integer NaN. Zeros and infinities follow from |x|^y = e^(y
    /// ln|x|).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowSpecial(Vector512<double> x, Vector512<double> y, Vector512<double> power)
    {
        Vector512<double> one = Vector512<double>.One, zero = Vector512<double>.Zero;
        Vector512<double> whole = Vector512.Equals(Vector512.Floor(y), y);
        Vector512<double> half = y * Vector512.Create(0.5);
        Vector512<double> odd = Vector512.AndNot(whole, Vector512.Equals(Vector512.Floor(half), half));
        power ^= odd & SignBit(x);
        Vector512<double> undefined = Vector512.LessThan(x, zero) & Vector512.GreaterThan(x, Vector512.Create(double.NegativeInfinity));
        power = Select(Vector512.AndNot(undefined, whole), Vector512.Create(double.NaN), power);
        Vector512<double> unit =
            Vector512.Equals(Vector512.Abs(x), one) & Vector512.Equals(Vector512.Abs(y), Vector512.Create(double.PositiveInfinity));
        unit |= Vector512.Equals(x, one) | Vector512.Equals(y, zero);
        return Select(unit, one, power);
    }

    /// <summary>
    /// ln x = result + low to about 2^-64 of its size, for x >= 0. As <see cref="Log(Vector512{double})"/>, with the quotient s = f/(2 +
    /// f), its square and the first two terms of 2 artanh(s) = 2s + s (2/3 s² + ...) carried in two parts each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogPair(Vector512<double> x, out Vector512<double> low)
    {
        Vector512<double> two = Vector512.Create(2d);
        Vector512<double> subnormal = Vector512.LessThan(x, Vector512.Create(2.2250738585072014e-308));
        Vector512<double> f = Mantissa(Select(subnormal, x * Vector512.Create(4503599627370496d), x).AsInt64(), out Vector512<double> k);
        k -= subnormal & Vector512.Create(52d);

        Vector512<double> d = f + two, dLow = f - (d - two);
        Vector512<double> s = f / d;
        Vector512<double> sLow = (Fma(-s, d, f) - (s * dLow)) / d;
        Vector512<double> z = s * s;
        Vector512<double> zLow = Fma(s, s, -z) + (two * s * sLow);
        Vector512<double> q = Fma(Vector512.Create(0.119817368057942), z, 0.11675782370568288); // logpair.d, whose first coefficient is 2/3 to full precision
        q = Fma(q, z, 0.13336264435514728);
        q = Fma(q, z, 0.1538455842968005);
        q = Fma(q, z, 0.18181818843983788);
        q = Fma(q, z, 0.22222222217789758);
        q = Fma(q, z, 0.2857142857144384);
        q = Fma(q, z, 0.3999999999999998);
        Vector512<double> third = Vector512.Create(0.6666666666666666);
        Vector512<double> u = z * third;
        Vector512<double> uLow = Fma(z, third, -u) + Fma(z, Vector512.Create(3.700743415417188e-17), zLow * third) + (z * z * q);
        Vector512<double> v = s * u;
        Vector512<double> vLow = Fma(s, u, -v) + Fma(s, uLow, sLow * u);

        // k ln 2 + 2s + v in falling size; each sum's rounding error goes into low.
        Vector512<double> start = k * Vector512.Create(Ln2ShortD);
        Vector512<double> first = start + two * s;
        Vector512<double> second = first + v;
        low = (start - first + two * s) + (first - second + v) + Fma(k, Vector512.Create(Ln2RestD), Fma(two, sLow, vLow));

        Vector512<double> result = second + low;
        low = second - result + low;
        Vector512<double> infinite =
            Vector512.Equals(x, Vector512.Create(double.PositiveInfinity)) | Vector512.Equals(x, Vector512<double>.Zero);
        result = Select(Vector512.Equals(x, x), result, x);
        result =
            Select(infinite, Select(Vector512.Equals(x, Vector512<double>.Zero), Vector512.Create(double.NegativeInfinity), x), result);
        return result;
    }
}
