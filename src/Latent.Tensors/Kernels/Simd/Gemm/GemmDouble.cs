using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>
/// Matrix multiplication in float64, for gradient checks: the same rule for the bits as <see cref="GemmKernel"/> (never a split of k), simpler,
/// and without packing of A or blocks of k; it still reaches 50 to 90 % of the processor's peak.
/// </summary>
internal static unsafe class GemmDouble
{
    private const int TileRows = 6;
    private const int Lanes = 8;
    private const int CellRows = 24;
    private const int CellPanels = 8;

    /// <summary>C[m, n] (+)= op(A)[m, k] · op(B)[k, n], row-major.</summary>
    /// <inheritdoc cref="GemmKernel.Multiply(Workers, bool, bool, int, int, int, float*, nint, float*, nint, float*, nint, bool)"/>
    public static void Multiply(
        Workers workers, bool transposeA, bool transposeB, int m, int n, int k,
        double* a, nint aStride, double* b, nint bStride, double* c, nint cStride, bool accumulate)
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var panels = (n + Lanes - 1) / Lanes;
        using var lease = workers.Rent((nuint)panels * Lanes * (nuint)k * sizeof(double));
        var job = new Job
        {
            M = m,
            N = n,
            K = k,
            A = a,
            ARow = transposeA ? 1 : aStride,
            ADepth = transposeA ? aStride : 1,
            Packed = (double*)lease.Memory,
            C = c,
            CStride = cStride,
            Accumulate = accumulate,
            ColumnCells = (panels + CellPanels - 1) / CellPanels,
        };
        var pack = new PackJob
        {
            N = n,
            K = k,
            B = b,
            BDepth = transposeB ? 1 : bStride,
            BColumn = transposeB ? bStride : 1,
            Packed = job.Packed,
        };
        workers.Run(ref pack, panels);
        workers.Run(ref job, job.ColumnCells * ((m + CellRows - 1) / CellRows));
    }

    /// <summary>Lays op(B) out in panels of 8 columns, k by k; columns that do not exist are 0.</summary>
    private struct PackJob : IJob
    {
        public int N;
        public int K;
        public double* B;
        public nint BDepth;
        public nint BColumn;
        public double* Packed;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int cell, int worker)
        {
            var to = Packed + ((nint)cell * Lanes * K);
            for (var j = 0; j < Lanes; j++)
            {
                var column = (cell * Lanes) + j;
                var from = B + (column * BColumn);
                for (nint p = 0; p < K; p++)
                {
                    to[(p * Lanes) + j] = column < N ? from[p * BDepth] : 0;
                }
            }
        }
    }

    private struct Job : IJob
    {
        public int M;
        public int N;
        public int K;
        public double* A;
        public nint ARow;
        public nint ADepth;
        public double* Packed;
        public double* C;
        public nint CStride;
        public bool Accumulate;
        public int ColumnCells;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int cell, int worker)
        {
            var firstRow = cell / ColumnCells * CellRows;
            var endRow = Math.Min(firstRow + CellRows, M);
            var firstColumn = cell % ColumnCells * CellPanels * Lanes;
            var endColumn = Math.Min(firstColumn + (CellPanels * Lanes), N);
            for (var column = firstColumn; column < endColumn; column += Lanes)
            {
                for (var row = firstRow; row < endRow; row += TileRows)
                {
                    RunTile(row, Math.Min(TileRows, endRow - row), column, Math.Min(Lanes, endColumn - column));
                }
            }
        }

        // Six rows by eight columns. A tile at the edge of C is computed whole in scratch memory: rows that do not exist repeat the last one.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunTile(int row, int rows, int column, int columns)
        {
            var a = A + (row * ARow);
            var b = Packed + ((nint)column * K);
            var c = C + (row * CStride) + column;
            if (rows == TileRows && columns == Lanes)
            {
                Kernel(K, a, ARow, ADepth, rows, b, c, CStride, Accumulate);
                return;
            }

            var tile = stackalloc double[TileRows * Lanes];
            if (Accumulate)
            {
                for (var r = 0; r < rows; r++)
                {
                    new Span<double>(c + (r * CStride), columns).CopyTo(new Span<double>(tile + (r * Lanes), Lanes));
                }
            }
            Kernel(K, a, ARow, ADepth, rows, b, tile, Lanes, Accumulate);
            for (var r = 0; r < rows; r++)
            {
                new Span<double>(tile + (r * Lanes), columns).CopyTo(new Span<double>(c + (r * CStride), columns));
            }
        }

        // Calls nothing, so that the accumulators stay in registers: 6 of 512 bits, or 12 of 256 with AVX2.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Kernel(int depth, double* a0, nint aRow, nint aDepth, int rows, double* b, double* c, nint cStride, bool fromC)
        {
            var a1 = a0 + (Math.Min(1, rows - 1) * aRow);
            var a2 = a0 + (Math.Min(2, rows - 1) * aRow);
            var a3 = a0 + (Math.Min(3, rows - 1) * aRow);
            var a4 = a0 + (Math.Min(4, rows - 1) * aRow);
            var a5 = a0 + (Math.Min(5, rows - 1) * aRow);
            Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
            if (fromC)
            {
                c0 = Vector512.Load(c);
                c1 = Vector512.Load(c + cStride);
                c2 = Vector512.Load(c + (2 * cStride));
                c3 = Vector512.Load(c + (3 * cStride));
                c4 = Vector512.Load(c + (4 * cStride));
                c5 = Vector512.Load(c + (5 * cStride));
            }
            nint offset = 0;
            for (; depth > 0; depth--)
            {
                var x = Vector512.Load(b);
                c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[offset]), x, c0);
                c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[offset]), x, c1);
                c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[offset]), x, c2);
                c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[offset]), x, c3);
                c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[offset]), x, c4);
                c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a5[offset]), x, c5);
                b += Lanes;
                offset += aDepth;
            }
            c0.Store(c);
            c1.Store(c + cStride);
            c2.Store(c + (2 * cStride));
            c3.Store(c + (3 * cStride));
            c4.Store(c + (4 * cStride));
            c5.Store(c + (5 * cStride));
        }
    }
}
