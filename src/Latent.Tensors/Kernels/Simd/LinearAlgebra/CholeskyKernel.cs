using System.Numerics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.LinearAlgebra;

/// <summary>Cholesky factors, one matrix per cell.</summary>
/// <remarks>
/// Worked on as U = Lᵀ by rows in a padded copy, sixteen rows at a time: rows of the block one after the other, then the rest of the matrix
/// less the block's products. What lies below the diagonal of the copy is never used.
/// </remarks>
internal static unsafe class CholeskyKernel
{
    private const int Block = 16;

    public static MatrixFailure Run<N, T>(Workers workers, in MatrixPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged, IRootFunctions<T>, IBinaryFloatingPointIeee754<T>
    {
        using ScratchLease lease = workers.Rent((nuint)plan.Batches * (nuint)sizeof(Stop));
        Job<N, T> job = new()
        {
            Workers = workers,
            A = plan.Matrix.Pointer<T>(),
            L = plan.Output.Pointer<T>(),
            Size = plan.N,
            Stops = (Stop*)lease.Memory,
        };
        workers.Run(ref job, plan.Batches);
        return Stop.First(job.Stops, plan.Batches);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, IRootFunctions<T>, IBinaryFloatingPointIeee754<T>
    {
        public Workers Workers;
        public T* A;
        public T* L;
        public int Size;
        public Stop* Stops;

        public readonly void Run(int cell, int worker)
        {
            nint n = Size, ld = (n + Block - 1) & ~(nint)(Block - 1);
            T* w = (T*)Workers.Scratch(worker, (nuint)(n * ld * sizeof(T)));
            T* a = A + (cell * n * n);
            T half = T.One / (T.One + T.One);
            for (nint i = 0; i < n; i++)
            {
                for (nint j = 0; j < ld; j++) w[(i * ld) + j] = j < i || j >= n ? T.Zero : half * (a[(i * n) + j] + a[(j * n) + i]);
            }
            Stops[cell] = Factorise(w, Size, ld);
            if (Stops[cell].Pivot >= 0) return;
            T* l = L + (cell * n * n);
            for (nint i = 0; i < n; i++)
                for (nint j = 0; j < n; j++) l[(i * n) + j] = j <= i ? w[(j * ld) + i] : T.Zero;
        }

        private static Stop Factorise(T* w, int n, nint ld)
        {
            for (int k0 = 0; k0 < n; k0 += Block)
            {
                int k1 = Math.Min(n, k0 + Block);
                int columns = (int)(ld - k0);
                T* block = w + (k0 * ld) + k0;
                for (int k = k0; k < k1; k++)
                {
                    T* row = w + (k * ld) + k0;
                    PanelUpdate<N, T>.Run(row, ld, 1, columns, block + (k - k0), 0, ld, block, ld, k - k0);
                    T pivot = row[k - k0];
                    if (!(pivot > T.Zero) || !T.IsFinite(pivot)) return new(k, N.ToDouble(pivot));
                    T root = T.Sqrt(pivot);
                    N divisor = N.Broadcast(root);
                    for (int j = 0; j < columns; j += N.Lanes) N.Store(N.Load(row + j) / divisor, row + j);
                    row[k - k0] = root;
                }
                for (int i = k1; i < n; i += 4)
                {
                    // From the vector that holds the diagonal on; the lanes before it fall below the diagonal.
                    nint first = i & ~(Block - 1);
                    T* u = w + (k0 * ld);
                    PanelUpdate<N, T>.Run(
                        w + (i * ld) + first, ld, Math.Min(4, n - i), (int)(ld - first), u + i, 1, ld, u + first, ld, k1 - k0);
                }
            }
            return Stop.None;
        }
    }
}

/// <summary>The pivot at which one matrix of a batch failed, or -1.</summary>
internal readonly unsafe struct Stop(int pivot, double value)
{
    public readonly int Pivot = pivot;
    public readonly double Value = value;

    public static Stop None => new(-1, 0);

    public static MatrixFailure First(Stop* stops, int count)
    {
        for (int i = 0; i < count; i++)
            if (stops[i].Pivot >= 0) return new(i, stops[i].Pivot, stops[i].Value);
        return MatrixFailure.None;
    }
}
