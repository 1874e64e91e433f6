using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>Uniform numbers from words, and the order of words and numbers in vectors.</summary>
internal static class RandomWords
{
    private const float CapSingle = 1 - (1f / 16777216);

    /// <summary>
    /// (k + 1/2) 2⁻²³, k the upper 23 bits: all values exact, symmetric about 1/2, in [2⁻²⁴, 1 - 2⁻²⁴]. (With 24 bits, (k + 1/2) 2⁻²⁴
    /// would need 25 bits of mantissa above 1/2: rounding would make every second value twice as likely, and the last one 1.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Open(Vector512<uint> words)
    {
        // Exponent of 1 in front of the bits gives 1 + k 2^-23; the difference below is exact.
        return ((words >>> 9) | Vector512.Create(0x3F800000u)).AsSingle() - Vector512.Create(CapSingle);
    }

    /// <summary>(k + 1/2) 2⁻⁵², k the upper 52 bits: all values exact, symmetric about 1/2, in [2⁻⁵³, 1 - 2⁻⁵³].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Open(Vector512<ulong> words)
    {
        return ((words >>> 12) | Vector512.Create(0x3FF0000000000000UL)).AsDouble() - Vector512.Create(1 - (1.0 / (1L << 53)));
    }

    /// <summary>
    /// (k + 1/2) 2⁻³² rounded to float, k all 32 bits, at most 1 - 2⁻²⁴: finer than <see cref="Open(Vector512{uint})"/> near 0, for
    /// logarithms and small probabilities.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fine(Vector512<uint> words)
    {
        // In two exact parts, so that one fused operation rounds once.
        Vector512<float> high = Vector512.ConvertToSingle((words >>> 8).AsInt32());
        Vector512<float> low = Vector512.ConvertToSingle((words & Vector512.Create(0xFFu)).AsInt32());
        low = Vector512.FusedMultiplyAdd(low, Vector512.Create(1f / 4294967296), Vector512.Create(0.5f / 4294967296));
        Vector512<float> u = Vector512.FusedMultiplyAdd(high, Vector512.Create(1f / 16777216), low);
        return Vector512.Min(u, Vector512.Create(CapSingle));
    }

    /// <summary>The even lanes of x and of y, alternating: (x0, y0, x2, y2, ...). With <see cref="Odd"/> its own inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Even(Vector512<uint> x, Vector512<uint> y)
    {
        // Shifts within 64-bit lanes rather than shuffles: the same on every instruction set.
        return ((x.AsUInt64() & Vector512.Create(0xFFFFFFFFUL)) | (y.AsUInt64() << 32)).AsUInt32();
    }

    /// <summary>The odd lanes of x and of y, alternating: (x1, y1, x3, y3, ...).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Odd(Vector512<uint> x, Vector512<uint> y)
    {
        return ((x.AsUInt64() >>> 32) | (y.AsUInt64() & Vector512.Create(0xFFFFFFFF00000000UL))).AsUInt32();
    }
}
