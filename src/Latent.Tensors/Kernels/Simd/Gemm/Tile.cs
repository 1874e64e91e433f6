using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>Calls the micro-kernel for the height and width of a tile known at run time.</summary>
internal static unsafe class Tile
{
    /// <summary>The floats that <see cref="RunEdge"/> needs as scratch: a tile of full size.</summary>
    private const int EdgeFloats = 14 * 32;

    /// <summary>Computes a tile whose columns are a full tile or half one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        int rows, bool twoVectors, int depth, float* a, nint aRow, nint aDepth, float* b, nint bStride, float* c, nint cStride, bool fromC)
    {
        if (twoVectors)
        {
            Run<Columns32>(rows, depth, a, aRow, aDepth, b, bStride, c, cStride, fromC);
        }
        else
        {
            Run<Columns16>(rows, depth, a, aRow, aDepth, b, bStride, c, cStride, fromC);
        }
    }

    /// <summary>Computes a tile at the right edge of C: in a scratch tile of full width, of which the columns that exist are copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunEdge(
        int rows, int columns, int depth, float* a, nint aRow, nint aDepth, float* b, nint bStride, float* c, nint cStride, bool fromC)
    {
        var scratch = stackalloc float[EdgeFloats];
        var width = columns > 16 ? 32 : 16;
        if (fromC)
        {
            for (var r = 0; r < rows; r++)
            {
                var row = scratch + (r * width);
                for (var j = 0; j < columns; j++)
                {
                    row[j] = c[(r * cStride) + j];
                }
                for (var j = columns; j < width; j++)
                {
                    row[j] = 0;
                }
            }
        }
        Run(rows, width == 32, depth, a, aRow, aDepth, b, bStride, scratch, width, fromC);
        for (var r = 0; r < rows; r++)
        {
            var row = scratch + (r * width);
            for (var j = 0; j < columns; j++)
            {
                c[(r * cStride) + j] = row[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TWidth>(
        int rows, int depth, float* a, nint aRow, nint aDepth, float* b, nint bStride, float* c, nint cStride, bool fromC)
        where TWidth : struct, ITileWidth
    {
        switch (rows)
        {
            case 1: MicroKernel.Run<Rows1, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 2: MicroKernel.Run<Rows2, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 3: MicroKernel.Run<Rows3, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 4: MicroKernel.Run<Rows4, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 5: MicroKernel.Run<Rows5, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 6: MicroKernel.Run<Rows6, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 7: MicroKernel.Run<Rows7, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 8: MicroKernel.Run<Rows8, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 9: MicroKernel.Run<Rows9, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 10: MicroKernel.Run<Rows10, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 11: MicroKernel.Run<Rows11, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 12: MicroKernel.Run<Rows12, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 13: MicroKernel.Run<Rows13, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            case 14: MicroKernel.Run<Rows14, TWidth>(depth, a, aRow, aDepth, b, bStride, c, cStride, fromC); break;
            default: throw new ArgumentOutOfRangeException(nameof(rows), rows, "A tile has 1 to 14 rows.");
        }
    }
}
