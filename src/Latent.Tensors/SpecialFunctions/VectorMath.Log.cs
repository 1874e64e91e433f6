using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    // ln 2 in two parts; the first has so few bits that its product with any exponent, and the sum of that with f, is exact where it
    // matters.
    private const float Ln2ShortF = 0.693145751953125f, Ln2RestF = 1.428606765330187e-06f;
    private const double Ln2ShortD = 0.6931471805592082, Ln2RestD = 7.371002565167799e-13;

    /// <summary>ln x. ±0 gives -∞, negative numbers NaN, ∞ gives ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<int> bits = x.AsInt32();
        Vector512<float> f = Mantissa(bits, out Vector512<float> k);
        Vector512<float> y = LogReduced(f, k);
        // One unsigned comparison finds all but the positive normal numbers.
        Vector512<uint> rare =
            Vector512.GreaterThanOrEqual((bits - Vector512.Create(0x00800000)).AsUInt32(), Vector512.Create(0x7F000000u));
        return rare != Vector512<uint>.Zero ? Select(rare.AsSingle(), LogExtreme(x), y) : y;
    }

    /// <summary>ln x. ±0 gives -∞, negative numbers NaN, ∞ gives ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        Vector512<long> bits = x.AsInt64();
        Vector512<double> f = Mantissa(bits, out Vector512<double> k);
        Vector512<double> y = LogReduced(f, k);
        Vector512<ulong> rare =
            Vector512.GreaterThanOrEqual((bits - Vector512.Create(0x0010000000000000)).AsUInt64(), Vector512.Create(0x7FE0000000000000ul));
        return rare != Vector512<ulong>.Zero ? Select(rare.AsDouble(), LogExtreme(x), y) : y;
    }

    /// <summary>
    /// For a positive normal x of these bits, k and f with x = 2^k (1 + f), sqrt(1/2) &lt;= 1 + f &lt; sqrt(2); f is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mantissa(Vector512<int> bits, out Vector512<float> k)
    {
        Vector512<int> n = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23);
        k = Vector512.ConvertToSingle(n);
        return (bits - Vector512.ShiftLeft(n, 23)).AsSingle() - Vector512<float>.One;
    }

    /// <inheritdoc cref="Mantissa(Vector512{int}, out Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Mantissa(Vector512<long> bits, out Vector512<double> k)
    {
        // Biased by 1023 the exponent is positive, so a logical shift does, and placed in the low bits of 2^52 it becomes a floating-point
        // number.
        Vector512<long> biased = Vector512.ShiftRightLogical(bits - Vector512.Create(0x3FE6A09E667F3BCD - 0x3FF0000000000000), 52);
        k = (biased | Vector512.Create(4503599627370496d).AsInt64()).AsDouble() - Vector512.Create(4503599627370496d + 1023d);
        return (bits - Vector512.ShiftLeft(biased, 52) + Vector512.Create(0x3FF0000000000000)).AsDouble() - Vector512<double>.One;
    }

    /// <summary>k ln 2 + ln(1 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogReduced(Vector512<float> f, Vector512<float> k) => LogReduced(f, k, k * Vector512.Create(Ln2RestF));

    /// <summary>k ln 2 + ln(1 + f) up to a term of the size of rounding errors, given in low, which belongs to the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogReduced(Vector512<float> f, Vector512<float> k, Vector512<float> low)
    {
        Vector512<float> q = Fma(Vector512.Create(-0.07635805f), f, 0.12761946f); // log.f
        q = Fma(q, f, -0.131597f);
        q = Fma(q, f, 0.1420162f);
        q = Fma(q, f, -0.16623406f);
        q = Fma(q, f, 0.2000124f);
        q = Fma(q, f, -0.2500082f);
        q = Fma(q, f, 0.3333333f);
        q = Fma(q, f, -0.5f);
        Vector512<float> small = Fma(f * f, q, low);
        // The sum of the two large terms is rounded; what that lost joins the small ones.
        Vector512<float> sum = Fma(k, Vector512.Create(Ln2ShortF), f);
        small += Fma(k, Vector512.Create(Ln2ShortF), -sum) + f;
        return sum + small;
    }

    /// <summary>
    /// k ln 2 + ln(1 + f), with ln(1 + f) = 2 artanh(s), s = f / (2 + f), arranged so that f itself enters without rounding.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogReduced(Vector512<double> f, Vector512<double> k)
    {
        Vector512<double> s = f / (f + Vector512.Create(2d));
        Vector512<double> z = s * s;
        Vector512<double> q = Fma(Vector512.Create(0.14795419766970103), z, 0.1531410350104357); // log.d
        q = Fma(q, z, 0.1818356226045231);
        q = Fma(q, z, 0.22222198613009686);
        q = Fma(q, z, 0.2857142874199017);
        q = Fma(q, z, 0.39999999999416647);
        q = Fma(q, z, 0.6666666666666734);
        // ln(1+f) = 2s + s·zq = f - s·(f - zq) = f - (h - s·(h + zq)) with h = f²/2.
        Vector512<double> h = f * f * Vector512.Create(0.5);
        Vector512<double> small = Fma(s, Fma(z, q, h), k * Vector512.Create(Ln2RestD));
        return Fma(k, Vector512.Create(Ln2ShortD), f - (h - small));
    }

    /// <summary>ln x of the lanes that are subnormal, zero, negative, infinite or NaN; the others hold nothing of use.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> LogExtreme(Vector512<float> x)
    {
        Vector512<float> y =
            LogReduced(Mantissa((x * Vector512.Create(8388608f)).AsInt32(), out Vector512<float> k), k - Vector512.Create(23f));
        y = Select(Vector512.Equals(x, Vector512<float>.Zero), Vector512.Create(float.NegativeInfinity), y);
        y = Select(Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(float.NaN), y);
        return Select(Vector512.LessThan(x, Vector512.Create(float.PositiveInfinity)), y, x + x);
    }

    /// <inheritdoc cref="LogExtreme(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> LogExtreme(Vector512<double> x)
    {
        Vector512<double> y =
            LogReduced(Mantissa((x * Vector512.Create(4503599627370496d)).AsInt64(), out Vector512<double> k), k - Vector512.Create(52d));
        y = Select(Vector512.Equals(x, Vector512<double>.Zero), Vector512.Create(double.NegativeInfinity), y);
        y = Select(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(double.NaN), y);
        return Select(Vector512.LessThan(x, Vector512.Create(double.PositiveInfinity)), y, x + x);
    }
}
