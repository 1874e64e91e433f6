using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln(1 + x), accurate for small x. -1 gives -∞, less NaN, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log1p(Vector512<float> x)
    {
        // The rounded sum only chooses k. The fraction f = 2^-k (1 + x) - 1 is made from x itself: 2^-k - 1 is exact, or its rounding far below the result.
        Vector512<int> bits = (x + Vector512<float>.One).AsInt32();
        Vector512<int> n = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23);
        Vector512<float> scale = (Vector512.Create(0x3F800000) - Vector512.ShiftLeft(n, 23)).AsSingle();
        Vector512<float> f = Fma(x, scale, scale - Vector512<float>.One);
        Vector512<float> y = LogReduced(f, Vector512.ConvertToSingle(n)) | SignBit(x);
        return Vector512.GreaterThanOrEqualAny((bits - Vector512.Create(0x00800000)).AsUInt32(), Vector512.Create(0x7E000000u)) ? Log1pExtreme(x, y) : y;
    }

    /// <summary>ln(1 + x), accurate for small x. -1 gives -∞, less NaN, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log1p(Vector512<double> x)
    {
        Vector512<long> bits = (x + Vector512<double>.One).AsInt64();
        _ = Mantissa(bits, out Vector512<double> k);
        Vector512<long> power = Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits - Vector512.Create(0x3FE6A09E667F3BCD - 0x3FF0000000000000), 52), 52);
        Vector512<double> scale = (Vector512.Create(0x7FE0000000000000) - power).AsDouble();
        Vector512<double> f = Fma(x, scale, scale - Vector512<double>.One);
        Vector512<double> y = LogReduced(f, k) | SignBit(x);
        return Vector512.GreaterThanOrEqualAny((bits - Vector512.Create(0x0010000000000000)).AsUInt64(), Vector512.Create(0x7FC0000000000000ul))
            ? Log1pExtreme(x, y)
            : y;
    }

    /// <summary>Mends the lanes of y = ln(1 + x) that are at or below -1, beyond 2^126, infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> Log1pExtreme(Vector512<float> x, Vector512<float> y)
    {
        y = Select(Vector512.GreaterThan(x, Vector512.Create(1e30f)), Log(x), y);
        y = Select(Vector512.Equals(x, Vector512.Create(-1f)), Vector512.Create(float.NegativeInfinity), y);
        y = Select(Vector512.LessThan(x, Vector512.Create(-1f)), Vector512.Create(float.NaN), y);
        return Select(Vector512.Equals(x, x), y, x);
    }

    /// <inheritdoc cref="Log1pExtreme(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> Log1pExtreme(Vector512<double> x, Vector512<double> y)
    {
        y = Select(Vector512.GreaterThan(x, Vector512.Create(1e300)), Log(x), y);
        y = Select(Vector512.Equals(x, Vector512.Create(-1d)), Vector512.Create(double.NegativeInfinity), y);
        y = Select(Vector512.LessThan(x, Vector512.Create(-1d)), Vector512.Create(double.NaN), y);
        return Select(Vector512.Equals(x, x), y, x);
    }
}
