using System.Numerics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>Keeps one triangle of matrices: of each row one piece is copied and the rest is zeroed.</summary>
internal static unsafe class TriangleKernel
{
    private const int CellElements = 16384;

    public static void Run<N, T>(Workers workers, in TrianglePlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        int rows = plan.Batches * plan.Rows;
        if (rows == 0 || plan.Columns == 0) return;
        Job<N, T> job = new()
        {
            Plan = plan,
            Output = plan.Output.Pointer<T>(),
            Input = plan.Input.Pointer<T>(),
            Rows = rows,
            RowsPerCell = Math.Max(1, CellElements / plan.Columns),
        };
        workers.Run(ref job, (rows + job.RowsPerCell - 1) / job.RowsPerCell);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public TrianglePlan Plan;
        public T* Output;
        public T* Input;
        public int Rows;
        public int RowsPerCell;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Rows, (cell + 1) * RowsPerCell);
            for (int row = cell * RowsPerCell; row < end; row++)
            {
                (int first, int stop) = Plan.Kept(row % Plan.Rows);
                T* output = Output + ((nint)row * Plan.Columns);
                RowKernel<N, T>.Put(output + first, Input + ((nint)row * Plan.Columns) + first, Math.Max(0, stop - first), Plan.Accumulate);
                if (Plan.Accumulate) continue;
                new Span<T>(output, first).Clear();
                new Span<T>(output + stop, Plan.Columns - stop).Clear();
            }
        }
    }
}
