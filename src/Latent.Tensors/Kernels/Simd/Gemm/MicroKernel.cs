using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>The innermost loop of matrix multiplication: one tile of C, held in registers while k runs.</summary>
/// <remarks>
/// <para>
/// A tile is up to 14 rows by one or two vectors of 16 columns. In each step of k the code reads one row of the B panel (one or two
/// vectors), and for each row of the tile it spreads one element of A over all lanes and adds the product: lane j of accumulator r holds
/// c[r, j]. Every element of C is thus one chain c = fma(a[k], b[k], c) over ascending k, whatever the tile it lies in: this is what makes
/// results equal to the bit over instruction sets, blocks and threads.
/// </para>
/// <para>
/// One source serves all instruction sets, because the runtime lowers a 512-bit vector to what the processor has; only the shape of the
/// tile differs (<see cref="TileShape"/>), so that the accumulators fill the registers without spilling. The row count and the number of
/// vectors are type parameters: the compiler drops the accumulators and branches that a smaller tile does not use.
/// </para>
/// </remarks>
internal static unsafe class MicroKernel
{
    /// <summary>Computes c[r, j] (+)= Σ_k a[r, k]·b[k, j] for one tile.</summary>
    /// <param name="depth">How many steps of k.</param>
    /// <param name="a">Element (r, k) lies at a[r·aRow + k·aDepth].</param>
    /// <param name="aRow">Distance of successive rows in A, in elements: 1 for a packed strip.</param>
    /// <param name="aDepth">Distance of successive k in A, in elements.</param>
    /// <param name="b">Element (k, j) lies at b[k·bStride + j]; all 16 or 32 lanes are read.</param>
    /// <param name="bStride">Distance of successive k in B, in elements.</param>
    /// <param name="c">The tile; all 16 or 32 lanes are written.</param>
    /// <param name="cStride">Distance of successive rows of C, in elements.</param>
    /// <param name="fromC">Whether the chains start from what C holds, rather than from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TWidth>(
        int depth, float* a, nint aRow, nint aDepth, float* b, nint bStride, float* c, nint cStride, bool fromC)
        where TRows : struct, ITileRows
        where TWidth : struct, ITileWidth
    {
        Vector512<float> c0x = default, c0y = default;
        Vector512<float> c1x = default, c1y = default;
        Vector512<float> c2x = default, c2y = default;
        Vector512<float> c3x = default, c3y = default;
        Vector512<float> c4x = default, c4y = default;
        Vector512<float> c5x = default, c5y = default;
        Vector512<float> c6x = default, c6y = default;
        Vector512<float> c7x = default, c7y = default;
        Vector512<float> c8x = default, c8y = default;
        Vector512<float> c9x = default, c9y = default;
        Vector512<float> c10x = default, c10y = default;
        Vector512<float> c11x = default, c11y = default;
        Vector512<float> c12x = default, c12y = default;
        Vector512<float> c13x = default, c13y = default;
        if (fromC)
        {
            var p = c;
            c0x = Vector512.Load(p);
            c0y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            if (TRows.Count > 1)
            {
                p += cStride;
                c1x = Vector512.Load(p);
                c1y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 2)
            {
                p += cStride;
                c2x = Vector512.Load(p);
                c2y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 3)
            {
                p += cStride;
                c3x = Vector512.Load(p);
                c3y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 4)
            {
                p += cStride;
                c4x = Vector512.Load(p);
                c4y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 5)
            {
                p += cStride;
                c5x = Vector512.Load(p);
                c5y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 6)
            {
                p += cStride;
                c6x = Vector512.Load(p);
                c6y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 7)
            {
                p += cStride;
                c7x = Vector512.Load(p);
                c7y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 8)
            {
                p += cStride;
                c8x = Vector512.Load(p);
                c8y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 9)
            {
                p += cStride;
                c9x = Vector512.Load(p);
                c9y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 10)
            {
                p += cStride;
                c10x = Vector512.Load(p);
                c10y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 11)
            {
                p += cStride;
                c11x = Vector512.Load(p);
                c11y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 12)
            {
                p += cStride;
                c12x = Vector512.Load(p);
                c12y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
            if (TRows.Count > 13)
            {
                p += cStride;
                c13x = Vector512.Load(p);
                c13y = TWidth.TwoVectors ? Vector512.Load(p + 16) : default;
            }
        }

        // Rows 3i, 3i + 1 and 3i + 2 of A are reached from one pointer: one or two row strides on fit the processor's address modes.
        var rowBytes = aRow * sizeof(float);
        var a0 = (byte*)a;
        var a1 = a0 + (3 * rowBytes);
        var a2 = a1 + (3 * rowBytes);
        var a3 = a2 + (3 * rowBytes);
        var a4 = a3 + (3 * rowBytes);
        var depthBytes = aDepth * sizeof(float);
        for (; depth > 0; depth--)
        {
            var x = Vector512.Load(b);
            var y = TWidth.TwoVectors ? Vector512.Load(b + 16) : default;
            var s = Vector512.Create(*(float*)a0);
            c0x = Vector512.FusedMultiplyAdd(s, x, c0x);
            c0y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c0y) : default;
            if (TRows.Count > 1)
            {
                s = Vector512.Create(*(float*)(a0 + rowBytes));
                c1x = Vector512.FusedMultiplyAdd(s, x, c1x);
                c1y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c1y) : default;
            }
            if (TRows.Count > 2)
            {
                s = Vector512.Create(*(float*)(a0 + (2 * rowBytes)));
                c2x = Vector512.FusedMultiplyAdd(s, x, c2x);
                c2y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c2y) : default;
            }
            if (TRows.Count > 3)
            {
                s = Vector512.Create(*(float*)a1);
                c3x = Vector512.FusedMultiplyAdd(s, x, c3x);
                c3y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c3y) : default;
            }
            if (TRows.Count > 4)
            {
                s = Vector512.Create(*(float*)(a1 + rowBytes));
                c4x = Vector512.FusedMultiplyAdd(s, x, c4x);
                c4y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c4y) : default;
            }
            if (TRows.Count > 5)
            {
                s = Vector512.Create(*(float*)(a1 + (2 * rowBytes)));
                c5x = Vector512.FusedMultiplyAdd(s, x, c5x);
                c5y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c5y) : default;
            }
            if (TRows.Count > 6)
            {
                s = Vector512.Create(*(float*)a2);
                c6x = Vector512.FusedMultiplyAdd(s, x, c6x);
                c6y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c6y) : default;
            }
            if (TRows.Count > 7)
            {
                s = Vector512.Create(*(float*)(a2 + rowBytes));
                c7x = Vector512.FusedMultiplyAdd(s, x, c7x);
                c7y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c7y) : default;
            }
            if (TRows.Count > 8)
            {
                s = Vector512.Create(*(float*)(a2 + (2 * rowBytes)));
                c8x = Vector512.FusedMultiplyAdd(s, x, c8x);
                c8y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c8y) : default;
            }
            if (TRows.Count > 9)
            {
                s = Vector512.Create(*(float*)a3);
                c9x = Vector512.FusedMultiplyAdd(s, x, c9x);
                c9y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c9y) : default;
            }
            if (TRows.Count > 10)
            {
                s = Vector512.Create(*(float*)(a3 + rowBytes));
                c10x = Vector512.FusedMultiplyAdd(s, x, c10x);
                c10y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c10y) : default;
            }
            if (TRows.Count > 11)
            {
                s = Vector512.Create(*(float*)(a3 + (2 * rowBytes)));
                c11x = Vector512.FusedMultiplyAdd(s, x, c11x);
                c11y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c11y) : default;
            }
            if (TRows.Count > 12)
            {
                s = Vector512.Create(*(float*)a4);
                c12x = Vector512.FusedMultiplyAdd(s, x, c12x);
                c12y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c12y) : default;
            }
            if (TRows.Count > 13)
            {
                s = Vector512.Create(*(float*)(a4 + rowBytes));
                c13x = Vector512.FusedMultiplyAdd(s, x, c13x);
                c13y = TWidth.TwoVectors ? Vector512.FusedMultiplyAdd(s, y, c13y) : default;
            }
            a0 += depthBytes;
            a1 += depthBytes;
            a2 += depthBytes;
            a3 += depthBytes;
            a4 += depthBytes;
            b += bStride;
        }

        Store<TWidth>(c, c0x, c0y);
        if (TRows.Count > 1)
        {
            c += cStride;
            Store<TWidth>(c, c1x, c1y);
        }
        if (TRows.Count > 2)
        {
            c += cStride;
            Store<TWidth>(c, c2x, c2y);
        }
        if (TRows.Count > 3)
        {
            c += cStride;
            Store<TWidth>(c, c3x, c3y);
        }
        if (TRows.Count > 4)
        {
            c += cStride;
            Store<TWidth>(c, c4x, c4y);
        }
        if (TRows.Count > 5)
        {
            c += cStride;
            Store<TWidth>(c, c5x, c5y);
        }
        if (TRows.Count > 6)
        {
            c += cStride;
            Store<TWidth>(c, c6x, c6y);
        }
        if (TRows.Count > 7)
        {
            c += cStride;
            Store<TWidth>(c, c7x, c7y);
        }
        if (TRows.Count > 8)
        {
            c += cStride;
            Store<TWidth>(c, c8x, c8y);
        }
        if (TRows.Count > 9)
        {
            c += cStride;
            Store<TWidth>(c, c9x, c9y);
        }
        if (TRows.Count > 10)
        {
            c += cStride;
            Store<TWidth>(c, c10x, c10y);
        }
        if (TRows.Count > 11)
        {
            c += cStride;
            Store<TWidth>(c, c11x, c11y);
        }
        if (TRows.Count > 12)
        {
            c += cStride;
            Store<TWidth>(c, c12x, c12y);
        }
        if (TRows.Count > 13)
        {
            c += cStride;
            Store<TWidth>(c, c13x, c13y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TWidth>(float* c, Vector512<float> x, Vector512<float> y)
        where TWidth : struct, ITileWidth
    {
        x.Store(c);
        if (TWidth.TwoVectors)
        {
            y.Store(c + 16);
        }
    }
}
