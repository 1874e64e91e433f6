using System.Numerics;
using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>Running sums, one element after the other whatever the layout.</summary>
/// <remarks>
/// An addition waits for the one before it, so several independent sums run side by side: neighbouring columns as vectors where the
/// axis is not the last, else <see cref="RowsTogether"/> rows at once.
/// </remarks>
internal static unsafe class ScanKernel
{
    private const int Stripe = 64;
    private const int RowsTogether = 8;
    private const int CellElements = 16384;

    public static void Run<N, T>(Workers workers, in ScanPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        if (plan.Outer == 0 || plan.Inner == 0 || plan.Size == 0) return;
        Job<N, T> job = new() { Plan = plan, Output = plan.Output.Pointer<T>(), Input = plan.Input.Pointer<T>() };
        if (plan.Inner == 1)
        {
            int packs = (plan.Outer + RowsTogether - 1) / RowsTogether;
            job.PacksPerCell = Math.Max(1, CellElements / RowsTogether / plan.Size);
            workers.Run(ref job, (packs + job.PacksPerCell - 1) / job.PacksPerCell);
        }
        else
        {
            job.Stripes = (plan.Inner + Stripe - 1) / Stripe;
            workers.Run(ref job, plan.Outer * job.Stripes);
        }
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public ScanPlan Plan;
        public T* Output;
        public T* Input;
        public int PacksPerCell;
        public int Stripes;

        public readonly void Run(int cell, int worker)
        {
            if (Stripes == 0)
            {
                int end = Math.Min(Plan.Outer, (cell + 1) * PacksPerCell * RowsTogether);
                for (int row = cell * PacksPerCell * RowsTogether; row < end; row += RowsTogether)
                    AlongRows(row, Math.Min(RowsTogether, end - row));
                return;
            }
            (int o, int stripe) = Math.DivRem(cell, Stripes);
            DownColumns(o, stripe * Stripe, Math.Min(Stripe, Plan.Inner - (stripe * Stripe)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AlongRows(int row, int rows)
        {
            T* sums = stackalloc T[RowsTogether];
            for (int r = 0; r < rows; r++) sums[r] = T.Zero;
            nint size = Plan.Size, step = Plan.Reverse ? -1 : 1;
            nint at = ((nint)row * size) + (Plan.Reverse ? size - 1 : 0);
            bool exclusive = Plan.Exclusive, accumulate = Plan.Accumulate;
            for (nint i = 0; i < size; i++, at += step)
            {
                for (int r = 0; r < rows; r++)
                {
                    T before = sums[r];
                    T sum = before + Input[at + (r * size)];
                    sums[r] = sum;
                    T value = exclusive ? before : sum;
                    T* output = Output + at + (r * size);
                    *output = accumulate ? *output + value : value;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void DownColumns(int o, int first, int count)
        {
            T* sums = stackalloc T[Stripe];
            for (int c = 0; c < count; c++) sums[c] = T.Zero;
            nint inner = Plan.Inner;
            nint at = ((nint)o * Plan.Size * inner) + first + (Plan.Reverse ? (Plan.Size - 1) * inner : 0);
            nint step = Plan.Reverse ? -inner : inner;
            for (int i = 0; i < Plan.Size; i++, at += step)
            {
                // Exclusive: the sums go out before this row is added to them.
                if (Plan.Exclusive) RowKernel<N, T>.Put(Output + at, sums, count, Plan.Accumulate);
                RowKernel<N, T>.Add(sums, Input + at, count);
                if (!Plan.Exclusive) RowKernel<N, T>.Put(Output + at, sums, count, Plan.Accumulate);
            }
        }
    }
}
