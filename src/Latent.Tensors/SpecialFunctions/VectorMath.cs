using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// Elementary and special functions on whole vectors, with the same bits on every instruction set. Written once for <see
/// cref="Vector512{T}"/>; where the machine has narrower registers the runtime splits the operations, lane by lane, without changing a
/// result.
/// </summary>
/// <remarks>
/// Rules that keep the bits equal: only operations that IEEE 754 defines to the last bit (add, subtract, multiply, divide, square root,
/// fused multiply-add, comparison, exact conversion, integer and bit operations); no estimates; no float to integer conversion of values
/// that may be out of range (adding 1.5·2^23 or 1.5·2^52 rounds to an integer instead); hardware minima and maxima only against a non-zero
/// constant given first, where x86, Arm and the runtime's own loop all hand on a NaN. A lane's result depends on that lane alone: where a
/// rare range needs other code, a branch asks whether any lane is there, and the results are taken for those lanes only. Polynomial
/// coefficients were made by <c>eng/minimax.py</c>, whose entries bear the names given beside them.
/// </remarks>
internal static partial class VectorMath
{
    /// <summary>x·y + z, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Vector512.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc cref="Fma(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fma(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
        Vector512.FusedMultiplyAdd(x, y, z);

    /// <summary>x·y + c with a constant c: one step of Horner's scheme.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> x, Vector512<float> y, float c) =>
        Vector512.FusedMultiplyAdd(x, y, Vector512.Create(c));

    /// <inheritdoc cref="Fma(Vector512{float}, Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fma(Vector512<double> x, Vector512<double> y, double c) =>
        Vector512.FusedMultiplyAdd(x, y, Vector512.Create(c));

    /// <summary>Where the mask's bits are set, a; elsewhere b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Select(Vector512<float> mask, Vector512<float> a, Vector512<float> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    /// <inheritdoc cref="Select(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Select(Vector512<double> mask, Vector512<double> a, Vector512<double> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    /// <summary>
    /// The smaller of x and a constant other than zero. NaN stays NaN: x86 returns the second operand if either is NaN, Arm returns NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AtMost(Vector512<float> x, float c) => Vector512.MinNative(Vector512.Create(c), x);

    /// <inheritdoc cref="AtMost(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtMost(Vector512<double> x, double c) => Vector512.MinNative(Vector512.Create(c), x);

    /// <summary>The larger of x and a constant other than zero. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AtLeast(Vector512<float> x, float c) => Vector512.MaxNative(Vector512.Create(c), x);

    /// <inheritdoc cref="AtLeast(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtLeast(Vector512<double> x, double c) => Vector512.MaxNative(Vector512.Create(c), x);

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Positive(Vector512<float> x) =>
        Select(Vector512.LessThan(x, Vector512<float>.Zero), Vector512<float>.Zero, x);

    /// <inheritdoc cref="Positive(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Positive(Vector512<double> x) =>
        Select(Vector512.LessThan(x, Vector512<double>.Zero), Vector512<double>.Zero, x);

    /// <summary>The sign bit of each lane, all else zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SignBit(Vector512<float> x) => x & Vector512.Create(-0.0f);

    /// <inheritdoc cref="SignBit(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SignBit(Vector512<double> x) => x & Vector512.Create(-0.0);
}
