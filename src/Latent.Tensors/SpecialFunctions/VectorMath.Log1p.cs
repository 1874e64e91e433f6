using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>ln(1 + x), accurate for small x. -1 gives -∞, less NaN, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log1p(Vector512<float> x)
    {
        // The rounded sum only chooses k. The fraction f = 2^-k (1 + x) - 1 is made from x itself: 2^-k - 1 is exact, or its rounding far
        // below the result.
        Vector512<int> bits = (x + Vector512<float>.One).AsInt32();
        Vector512<int> n = Vector512.ShiftRightArithmetic(bits - Vector512.Create(0x3F3504F3), 23);
        Vector512<float> scale = (Vector512.Create(0x3F800000) - Vector512.ShiftLeft(n, 23)).AsSingle();
        Vector512<float> f = Fma(x, scale, scale - Vector512<float>.One);
        // What the rounding of f lost counts as ln(1 + f + lost) - ln(1 + f) = lost (1 - f + ...).
        Vector512<float> lost = Fma(x, scale, scale - Vector512<float>.One - f);
        Vector512<float> k = Vector512.ConvertToSingle(n);
        Vector512<float> y = LogReduced(f, k, Fma(k, Vector512.Create(Ln2RestF), Fma(-f, lost, lost))) | SignBit(x);
        Vector512<uint> rare =
            Vector512.GreaterThanOrEqual((bits - Vector512.Create(0x00800000)).AsUInt32(), Vector512.Create(0x7E000000u));
        return rare != Vector512<uint>.Zero ? Select(rare.AsSingle(), Log1pExtreme(x), y) : y;
    }

    /// <summary>ln(1 + x), accurate for small x. -1 gives -∞, less NaN, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log1p(Vector512<double> x)
    {
        Vector512<long> bits = (x + Vector512<double>.One).AsInt64();
        _ = Mantissa(bits, out Vector512<double> k);
        Vector512<long> power =
            Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits - Vector512.Create(0x3FE6A09E667F3BCD - 0x3FF0000000000000), 52), 52);
        Vector512<double> scale = (Vector512.Create(0x7FE0000000000000) - power).AsDouble();
        Vector512<double> f = Fma(x, scale, scale - Vector512<double>.One);
        Vector512<double> y = LogReduced(f, k) | SignBit(x);
        Vector512<ulong> rare =
            Vector512.GreaterThanOrEqual((bits - Vector512.Create(0x0010000000000000)).AsUInt64(), Vector512.Create(0x7FC0000000000000ul));
        return rare != Vector512<ulong>.Zero ? Select(rare.AsDouble(), Log1pExtreme(x), y) : y;
    }

    /// <summary>
    /// ln(1 + x) of the lanes that are at or below -1, beyond 2^126 (2^1021), infinite or NaN; the others hold nothing of use.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> Log1pExtreme(Vector512<float> x) =>
        Select(Vector512.LessThan(x, Vector512<float>.Zero), Log(x + Vector512<float>.One), Log(x));

    /// <inheritdoc cref="Log1pExtreme(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> Log1pExtreme(Vector512<double> x) =>
        Select(Vector512.LessThan(x, Vector512<double>.Zero), Log(x + Vector512<double>.One), Log(x));
}
