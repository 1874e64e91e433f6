using System.Numerics;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Kernels.Simd.LinearAlgebra;

/// <summary>Elimination with partial pivoting, P·A = L·U, for general systems and determinants; a cell is one matrix.</summary>
/// <remarks>
/// The padded copy is worked on sixteen columns at a time: the panel column by column with row exchanges, then the rows of U beside
/// it, then the
/// rest less the panel's products. A pivot is the first of the largest magnitudes of its column.
/// </remarks>
internal static unsafe class EliminationKernel
{
    private const int Block = 16;

    /// <summary>Solves if the plan has right-hand sides, else takes determinants.</summary>
    public static MatrixFailure Run<N, T>(Workers workers, in MatrixPlan plan, bool solve)
        where N : struct, IVector<N, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using ScratchLease lease = workers.Rent((nuint)plan.Batches * (nuint)sizeof(Stop));
        Job<N, T> job = new()
        {
            Workers = workers,
            A = plan.Matrix.Pointer<T>(),
            X = plan.Output.Pointer<T>(),
            Size = plan.N,
            Columns = plan.Columns,
            Transpose = plan.Transpose,
            Stops = (Stop*)lease.Memory,
        };
        if (solve) job.B = plan.Right.Pointer<T>();
        else job.Sign = plan.Sign.Pointer<T>();
        workers.Run(ref job, plan.Batches);
        return Stop.First(job.Stops, plan.Batches);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Workers Workers;
        public T* A;
        public T* B;
        public T* X;
        public T* Sign;
        public int Size;
        public int Columns;
        public bool Transpose;
        public Stop* Stops;

        public readonly void Run(int cell, int worker)
        {
            nint n = Size, ld = (n + Block - 1) & ~(nint)(Block - 1);
            nint padded = (Columns + Block - 1) & ~(nint)(Block - 1);
            nint order = ((n * sizeof(int)) + 63) & ~(nint)63;
            byte* scratch = (byte*)Workers.Scratch(worker, (nuint)(order + (n * (ld + padded) * sizeof(T))));
            int* rows = (int*)scratch;
            T* w = (T*)(scratch + order);
            T* a = A + (cell * n * n);
            for (nint i = 0; i < n; i++)
            {
                rows[i] = (int)i;
                for (nint j = 0; j < ld; j++) w[(i * ld) + j] = j >= n ? T.Zero : Transpose ? a[(j * n) + i] : a[(i * n) + j];
            }
            Stops[cell] = Factorise(w, Size, ld, rows, out bool odd);
            if (Stops[cell].Pivot >= 0) return;
            if (B == null) Determinant(cell, w, ld, odd);
            else Solve(cell, w, ld, rows, w + (n * ld), (int)padded);
        }

        private static Stop Factorise(T* w, int n, nint ld, int* rows, out bool odd)
        {
            odd = false;
            T* pivots = stackalloc T[Block];
            for (int k0 = 0; k0 < n; k0 += Block)
            {
                int k1 = Math.Min(n, k0 + Block);
                nint beside = k0 + Block;
                for (int k = k0; k < k1; k++)
                {
                    int best = Largest(w, n, ld, k);
                    T pivot = w[(best * ld) + k];
                    if (T.IsZero(pivot) || !T.IsFinite(pivot)) return new(k, N.ToDouble(pivot));
                    if (best != k)
                    {
                        odd = !odd;
                        (rows[k], rows[best]) = (rows[best], rows[k]);
                        Exchange(w + (k * ld), w + (best * ld), (int)ld);
                    }
                    // The pivot row right of the diagonal; zero lanes leave the columns of L alone.
                    for (int j = 0; j < Block; j++) pivots[j] = k0 + j > k ? w[(k * ld) + k0 + j] : T.Zero;
                    for (int i = k + 1; i < n; i++)
                    {
                        T* row = w + (i * ld) + k0;
                        T factor = row[k - k0] / pivot;
                        row[k - k0] = factor;
                        PanelUpdate<N, T>.Run(row, ld, 1, Block, &factor, 0, 0, pivots, 0, 1);
                    }
                }
                int columns = (int)(ld - beside);
                if (columns == 0) continue;
                T* block = w + (k0 * ld) + beside;
                for (int k = k0 + 1; k < k1; k++)
                    PanelUpdate<N, T>.Run(w + (k * ld) + beside, ld, 1, columns, w + (k * ld) + k0, ld, 1, block, ld, k - k0);
                PanelUpdate<N, T>.Run(w + (k1 * ld) + beside, ld, n - k1, columns, w + (k1 * ld) + k0, ld, 1, block, ld, k1 - k0);
            }
            return Stop.None;
        }

        private static int Largest(T* w, int n, nint ld, int k)
        {
            int best = k;
            T largest = T.Abs(w[(k * ld) + k]);
            for (int i = k + 1; i < n; i++)
            {
                T magnitude = T.Abs(w[(i * ld) + k]);
                if (magnitude > largest) (best, largest) = (i, magnitude);
            }
            return best;
        }

        private static void Exchange(T* a, T* b, int count)
        {
            for (int j = 0; j < count; j += N.Lanes)
            {
                N held = N.Load(a + j);
                N.Store(N.Load(b + j), a + j);
                N.Store(held, b + j);
            }
        }

        private readonly void Solve(int cell, T* w, nint ld, int* rows, T* x, int padded)
        {
            nint n = Size, side = cell * n * Columns;
            for (nint i = 0; i < n; i++)
            {
                new Span<T>(B + side + ((nint)rows[i] * Columns), Columns).CopyTo(new Span<T>(x + (i * padded), Columns));
                new Span<T>(x + (i * padded) + Columns, padded - Columns).Clear();
            }
            Substitution<N, T>.Lower(w, ld, 1, Size, x, padded, padded, unit: true);
            Substitution<N, T>.Upper(w, ld, 1, Size, x, padded, padded);
            for (nint i = 0; i < n; i++) new Span<T>(x + (i * padded), Columns).CopyTo(new Span<T>(X + side + (i * Columns), Columns));
        }

        // In double precision and in order, rounded once.
        private readonly void Determinant(int cell, T* w, nint ld, bool negative)
        {
            double sum = 0;
            for (nint k = 0; k < Size; k++)
            {
                double pivot = N.ToDouble(w[(k * ld) + k]);
                negative ^= pivot < 0;
                sum += VectorMath.Log(Vector512.Create(Math.Abs(pivot))).ToScalar();
            }
            X[cell] = N.FromDouble(sum);
            Sign[cell] = negative ? -T.One : T.One;
        }
    }
}
