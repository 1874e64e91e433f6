using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>Turns up to 16 rows into a panel of 16 (or 8) lanes: the packing of operands whose k lie side by side.</summary>
internal static unsafe class Transpose
{
    /// <summary>Writes to[k·toStride + j] = from[j·fromStride + k]; lanes from <paramref name="lanes"/> up repeat the last one.</summary>
    /// <param name="to">The first lane of the panel.</param>
    /// <param name="toStride">The width of the panel.</param>
    /// <param name="width">How many lanes to write: 16, or 8.</param>
    /// <param name="from">Row 0 at the first k.</param>
    /// <param name="fromStride">The distance of rows.</param>
    /// <param name="lanes">How many rows there are, 1 to <paramref name="width"/>.</param>
    /// <param name="depth">How many k.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lanes16(float* to, nint toStride, int width, float* from, nint fromStride, int lanes, int depth)
    {
        var k = 0;
        if (Avx512F.IsSupported && width == 16)
        {
            for (; k + 16 <= depth; k += 16)
            {
                Block16(to + (k * toStride), toStride, from + k, fromStride, lanes - 1);
            }
        }
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; k + 4 <= depth; k += 4)
            {
                for (var j = 0; j < width; j += 4)
                {
                    Block4(to + (k * toStride) + j, toStride, from + k, fromStride, j, lanes - 1);
                }
            }
        }
        for (; k < depth; k++)
        {
            for (var j = 0; j < width; j++)
            {
                to[(k * toStride) + j] = from[(Math.Min(j, lanes - 1) * fromStride) + k];
            }
        }
    }

    /// <summary>Four rows by four k with interleaves: (a b c d) -> (a0 b0 c0 d0), (a1 b1 c1 d1), ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4(float* to, nint toStride, float* from, nint fromStride, int lane, int last)
    {
        var a = Vector128.Load(from + (Math.Min(lane, last) * fromStride));
        var b = Vector128.Load(from + (Math.Min(lane + 1, last) * fromStride));
        var c = Vector128.Load(from + (Math.Min(lane + 2, last) * fromStride));
        var d = Vector128.Load(from + (Math.Min(lane + 3, last) * fromStride));
        var ac = InterleaveLow(a, c); // a0 c0 a1 c1
        var bd = InterleaveLow(b, d);
        InterleaveLow(ac, bd).Store(to);
        InterleaveHigh(ac, bd).Store(to + toStride);
        ac = InterleaveHigh(a, c); // a2 c2 a3 c3
        bd = InterleaveHigh(b, d);
        InterleaveLow(ac, bd).Store(to + (2 * toStride));
        InterleaveHigh(ac, bd).Store(to + (3 * toStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>
    /// Sixteen rows by sixteen k. Rows are read a whole cache line at a time, which matters when their distance is a power of two and
    /// the sixteen lines compete for the same few places of the first-level cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block16(float* to, nint s, float* from, nint stride, int last)
    {
        // Quads(i) turns rows 4i..4i+3 into four vectors q0..q3; 128-bit lane g of q_j holds (r0 r1 r2 r3) at k = 4g + j.
        Quads(from, stride, 0, last, out var a0, out var a1, out var a2, out var a3);
        Quads(from, stride, 4, last, out var b0, out var b1, out var b2, out var b3);
        Quads(from, stride, 8, last, out var c0, out var c1, out var c2, out var c3);
        Quads(from, stride, 12, last, out var d0, out var d1, out var d2, out var d3);
        Weave(to, s, a0, b0, c0, d0);
        Weave(to + s, s, a1, b1, c1, d1);
        Weave(to + (2 * s), s, a2, b2, c2, d2);
        Weave(to + (3 * s), s, a3, b3, c3, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads(
        float* from, nint stride, int row, int last,
        out Vector512<float> q0, out Vector512<float> q1, out Vector512<float> q2, out Vector512<float> q3)
    {
        var a = Vector512.Load(from + (Math.Min(row, last) * stride));
        var b = Vector512.Load(from + (Math.Min(row + 1, last) * stride));
        var c = Vector512.Load(from + (Math.Min(row + 2, last) * stride));
        var d = Vector512.Load(from + (Math.Min(row + 3, last) * stride));
        var ac = Avx512F.UnpackLow(a, c);
        var bd = Avx512F.UnpackLow(b, d);
        q0 = Avx512F.UnpackLow(ac, bd);
        q1 = Avx512F.UnpackHigh(ac, bd);
        ac = Avx512F.UnpackHigh(a, c);
        bd = Avx512F.UnpackHigh(b, d);
        q2 = Avx512F.UnpackLow(ac, bd);
        q3 = Avx512F.UnpackHigh(ac, bd);
    }

    /// <summary>From 128-bit lanes (a_g b_g c_g d_g), g = 0..3, makes the four rows k = 4g + j of the panel: a 4×4 transposition of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weave(float* to, nint s, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Avx512F.Shuffle4x128(a, b, 0x88); // a0 a2 b0 b2
        var cd = Avx512F.Shuffle4x128(c, d, 0x88);
        Avx512F.Shuffle4x128(ab, cd, 0x88).Store(to); // a0 b0 c0 d0
        Avx512F.Shuffle4x128(ab, cd, 0xDD).Store(to + (8 * s)); // a2 b2 c2 d2
        ab = Avx512F.Shuffle4x128(a, b, 0xDD); // a1 a3 b1 b3
        cd = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(ab, cd, 0x88).Store(to + (4 * s));
        Avx512F.Shuffle4x128(ab, cd, 0xDD).Store(to + (12 * s));
    }
}
