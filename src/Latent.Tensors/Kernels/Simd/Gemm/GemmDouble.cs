using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>
/// Matrix multiplication in float64, for gradient checks: the same rule for the bits as <see cref="GemmKernel"/> (never a split of k), simpler
/// and at about half the speed that the processor allows.
/// </summary>
internal static unsafe class GemmDouble
{
    private const int TileRows = 4;
    private const int Lanes = 8;
    private const int CellRows = 16;
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

        // Four rows by eight columns; a row that does not exist repeats the last one and is not stored.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunTile(int row, int rows, int column, int columns)
        {
            var b = Packed + ((nint)column * K);
            var c = C + (row * CStride) + column;
            var a0 = A + (row * ARow);
            var a1 = a0 + (Math.Min(1, rows - 1) * ARow);
            var a2 = a0 + (Math.Min(2, rows - 1) * ARow);
            var a3 = a0 + (Math.Min(3, rows - 1) * ARow);
            Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default;
            if (Accumulate)
            {
                c0 = Load(c, columns);
                c1 = Load(c + (Math.Min(1, rows - 1) * CStride), columns);
                c2 = Load(c + (Math.Min(2, rows - 1) * CStride), columns);
                c3 = Load(c + (Math.Min(3, rows - 1) * CStride), columns);
            }
            nint offset = 0;
            for (var p = 0; p < K; p++)
            {
                var x = Vector512.Load(b);
                c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[offset]), x, c0);
                c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[offset]), x, c1);
                c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[offset]), x, c2);
                c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[offset]), x, c3);
                b += Lanes;
                offset += ADepth;
            }
            Store(c, c0, columns);
            if (rows > 1)
            {
                Store(c + CStride, c1, columns);
            }
            if (rows > 2)
            {
                Store(c + (2 * CStride), c2, columns);
            }
            if (rows > 3)
            {
                Store(c + (3 * CStride), c3, columns);
            }
        }

        private static Vector512<double> Load(double* from, int columns)
        {
            if (columns == Lanes)
            {
                return Vector512.Load(from);
            }
            var lanes = stackalloc double[Lanes];
            new Span<double>(from, columns).CopyTo(new Span<double>(lanes, Lanes));
            return Vector512.Load(lanes);
        }

        private static void Store(double* to, Vector512<double> value, int columns)
        {
            if (columns == Lanes)
            {
                value.Store(to);
                return;
            }
            var lanes = stackalloc double[Lanes];
            value.Store(lanes);
            new Span<double>(lanes, columns).CopyTo(new Span<double>(to, columns));
        }
    }
}
