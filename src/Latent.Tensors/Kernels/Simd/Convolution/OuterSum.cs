using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// The one hot loop of all convolution kernels: sum[r][lane] = Σ_k scalars_k[r] · lanes_k[lane], an R x 32 tile of sums kept in registers
/// while k walks through two packed arrays.
/// </summary>
/// <remarks>
/// Every sum is s = fma(scalar, lane, s) over k in the order of the walk, so tiles of any height, and the two halves of a vector where the
/// processor has 256 bits, give the same bits.
/// </remarks>
internal static unsafe class OuterSum
{
    /// <summary>Lanes of a tile: two vectors.</summary>
    public const int Lanes = 32;

    /// <summary>The tallest tile.</summary>
    public const int MaxHeight = 8;

    /// <summary>The height of the next tile when this many rows are left: 8 or 4, what is missing being filled up with zeros.</summary>
    public static int Height(int left) => left > 4 ? 8 : 4;

    /// <summary>Rows of tiles, the filling of the last one included, that hold this many.</summary>
    public static int FilledRows(int rows) => (rows + 3) & ~3;

    /// <summary>Sums one tile.</summary>
    /// <param name="height">8 or 4.</param>
    /// <param name="walk">The terms.</param>
    /// <param name="lanes">First vector pair of the walk.</param>
    /// <param name="scalars">First <paramref name="height"/> scalars of the walk.</param>
    /// <param name="sums">Where row 0 of the tile goes; 32 elements.</param>
    /// <param name="sumStride">From row to row of the sums.</param>
    /// <param name="resume">Whether to continue the sums that are there, rather than start from zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int height, in SumWalk walk, float* lanes, float* scalars, float* sums, nint sumStride, bool resume)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            RunNarrow(height, Lanes, walk, lanes, scalars, sums, sumStride, resume);
        }
        else if (height == 8)
        {
            Eight(walk, lanes, scalars, sums, sumStride, resume);
        }
        else
        {
            Four(walk, lanes, scalars, sums, sumStride, resume);
        }
    }

    /// <summary>
    /// The same for the first <paramref name="width"/> lanes alone, 16 or 32, in pieces of four rows by one vector: what fits into sixteen
    /// 256-bit registers, two to a vector.
    /// </summary>
    public static void RunNarrow(int height, int width, in SumWalk walk, float* lanes, float* scalars, float* sums, nint sumStride, bool resume)
    {
        for (var r = 0; r < height; r += 4)
        {
            for (var half = 0; half < width; half += Vector512<float>.Count)
            {
                FourHalf(walk, lanes + half, scalars + r, sums + (r * sumStride) + half, sumStride, resume);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(in SumWalk walk, float* lanes, float* scalars, float* sums, nint stride, bool resume)
    {
        Vector512<float> a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1, g0, g1, h0, h1;
        if (resume)
        {
            var s = sums;
            a0 = Vector512.Load(s);
            a1 = Vector512.Load(s + 16);
            s += stride;
            b0 = Vector512.Load(s);
            b1 = Vector512.Load(s + 16);
            s += stride;
            c0 = Vector512.Load(s);
            c1 = Vector512.Load(s + 16);
            s += stride;
            d0 = Vector512.Load(s);
            d1 = Vector512.Load(s + 16);
            s += stride;
            e0 = Vector512.Load(s);
            e1 = Vector512.Load(s + 16);
            s += stride;
            f0 = Vector512.Load(s);
            f1 = Vector512.Load(s + 16);
            s += stride;
            g0 = Vector512.Load(s);
            g1 = Vector512.Load(s + 16);
            s += stride;
            h0 = Vector512.Load(s);
            h1 = Vector512.Load(s + 16);
        }
        else
        {
            a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = e0 = e1 = f0 = f1 = g0 = g1 = h0 = h1 = Vector512<float>.Zero;
        }

        var laneColumn = walk.LaneColumn;
        var scalarColumn = walk.ScalarColumn;
        var columns = walk.Columns;
        for (var plane = walk.Planes; plane > 0; plane--)
        {
            var lanesRow = lanes;
            var scalarsRow = scalars;
            for (var row = walk.Rows; row > 0; row--)
            {
                var x = lanesRow;
                var w = scalarsRow;
                for (var column = columns; column > 0; column--)
                {
                    var x0 = Vector512.Load(x);
                    var x1 = Vector512.Load(x + 16);
                    var s = Vector512.Create(w[0]);
                    a0 = Vector512.FusedMultiplyAdd(s, x0, a0);
                    a1 = Vector512.FusedMultiplyAdd(s, x1, a1);
                    s = Vector512.Create(w[1]);
                    b0 = Vector512.FusedMultiplyAdd(s, x0, b0);
                    b1 = Vector512.FusedMultiplyAdd(s, x1, b1);
                    s = Vector512.Create(w[2]);
                    c0 = Vector512.FusedMultiplyAdd(s, x0, c0);
                    c1 = Vector512.FusedMultiplyAdd(s, x1, c1);
                    s = Vector512.Create(w[3]);
                    d0 = Vector512.FusedMultiplyAdd(s, x0, d0);
                    d1 = Vector512.FusedMultiplyAdd(s, x1, d1);
                    s = Vector512.Create(w[4]);
                    e0 = Vector512.FusedMultiplyAdd(s, x0, e0);
                    e1 = Vector512.FusedMultiplyAdd(s, x1, e1);
                    s = Vector512.Create(w[5]);
                    f0 = Vector512.FusedMultiplyAdd(s, x0, f0);
                    f1 = Vector512.FusedMultiplyAdd(s, x1, f1);
                    s = Vector512.Create(w[6]);
                    g0 = Vector512.FusedMultiplyAdd(s, x0, g0);
                    g1 = Vector512.FusedMultiplyAdd(s, x1, g1);
                    s = Vector512.Create(w[7]);
                    h0 = Vector512.FusedMultiplyAdd(s, x0, h0);
                    h1 = Vector512.FusedMultiplyAdd(s, x1, h1);
                    x += laneColumn;
                    w += scalarColumn;
                }
                lanesRow += walk.LaneRow;
                scalarsRow += walk.ScalarRow;
            }
            lanes += walk.LanePlane;
            scalars += walk.ScalarPlane;
        }

        a0.Store(sums);
        a1.Store(sums + 16);
        sums += stride;
        b0.Store(sums);
        b1.Store(sums + 16);
        sums += stride;
        c0.Store(sums);
        c1.Store(sums + 16);
        sums += stride;
        d0.Store(sums);
        d1.Store(sums + 16);
        sums += stride;
        e0.Store(sums);
        e1.Store(sums + 16);
        sums += stride;
        f0.Store(sums);
        f1.Store(sums + 16);
        sums += stride;
        g0.Store(sums);
        g1.Store(sums + 16);
        sums += stride;
        h0.Store(sums);
        h1.Store(sums + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(in SumWalk walk, float* lanes, float* scalars, float* sums, nint stride, bool resume)
    {
        Vector512<float> a0, a1, b0, b1, c0, c1, d0, d1;
        if (resume)
        {
            a0 = Vector512.Load(sums);
            a1 = Vector512.Load(sums + 16);
            b0 = Vector512.Load(sums + stride);
            b1 = Vector512.Load(sums + stride + 16);
            c0 = Vector512.Load(sums + (2 * stride));
            c1 = Vector512.Load(sums + (2 * stride) + 16);
            d0 = Vector512.Load(sums + (3 * stride));
            d1 = Vector512.Load(sums + (3 * stride) + 16);
        }
        else
        {
            a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = Vector512<float>.Zero;
        }
        for (var plane = walk.Planes; plane > 0; plane--)
        {
            var lanesRow = lanes;
            var scalarsRow = scalars;
            for (var row = walk.Rows; row > 0; row--)
            {
                var x = lanesRow;
                var w = scalarsRow;
                for (var column = walk.Columns; column > 0; column--)
                {
                    var x0 = Vector512.Load(x);
                    var x1 = Vector512.Load(x + 16);
                    var s = Vector512.Create(w[0]);
                    a0 = Vector512.FusedMultiplyAdd(s, x0, a0);
                    a1 = Vector512.FusedMultiplyAdd(s, x1, a1);
                    s = Vector512.Create(w[1]);
                    b0 = Vector512.FusedMultiplyAdd(s, x0, b0);
                    b1 = Vector512.FusedMultiplyAdd(s, x1, b1);
                    s = Vector512.Create(w[2]);
                    c0 = Vector512.FusedMultiplyAdd(s, x0, c0);
                    c1 = Vector512.FusedMultiplyAdd(s, x1, c1);
                    s = Vector512.Create(w[3]);
                    d0 = Vector512.FusedMultiplyAdd(s, x0, d0);
                    d1 = Vector512.FusedMultiplyAdd(s, x1, d1);
                    x += walk.LaneColumn;
                    w += walk.ScalarColumn;
                }
                lanesRow += walk.LaneRow;
                scalarsRow += walk.ScalarRow;
            }
            lanes += walk.LanePlane;
            scalars += walk.ScalarPlane;
        }
        a0.Store(sums);
        a1.Store(sums + 16);
        b0.Store(sums + stride);
        b1.Store(sums + stride + 16);
        c0.Store(sums + (2 * stride));
        c1.Store(sums + (2 * stride) + 16);
        d0.Store(sums + (3 * stride));
        d1.Store(sums + (3 * stride) + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourHalf(in SumWalk walk, float* lanes, float* scalars, float* sums, nint stride, bool resume)
    {
        Vector512<float> a, b, c, d;
        if (resume)
        {
            a = Vector512.Load(sums);
            b = Vector512.Load(sums + stride);
            c = Vector512.Load(sums + (2 * stride));
            d = Vector512.Load(sums + (3 * stride));
        }
        else
        {
            a = b = c = d = Vector512<float>.Zero;
        }
        for (var plane = walk.Planes; plane > 0; plane--)
        {
            var lanesRow = lanes;
            var scalarsRow = scalars;
            for (var row = walk.Rows; row > 0; row--)
            {
                var x = lanesRow;
                var w = scalarsRow;
                for (var column = walk.Columns; column > 0; column--)
                {
                    var v = Vector512.Load(x);
                    a = Vector512.FusedMultiplyAdd(Vector512.Create(w[0]), v, a);
                    b = Vector512.FusedMultiplyAdd(Vector512.Create(w[1]), v, b);
                    c = Vector512.FusedMultiplyAdd(Vector512.Create(w[2]), v, c);
                    d = Vector512.FusedMultiplyAdd(Vector512.Create(w[3]), v, d);
                    x += walk.LaneColumn;
                    w += walk.ScalarColumn;
                }
                lanesRow += walk.LaneRow;
                scalarsRow += walk.ScalarRow;
            }
            lanes += walk.LanePlane;
            scalars += walk.ScalarPlane;
        }
        a.Store(sums);
        b.Store(sums + stride);
        c.Store(sums + (2 * stride));
        d.Store(sums + (3 * stride));
    }
}
