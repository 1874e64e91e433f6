using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>Running sums, one element after the other whatever the layout.</summary>
/// <remarks>
/// An addition waits for the one before it, so sixteen independent sums run in one vector: neighbouring columns where the axis is not the
/// last; else sixteen rows, of which blocks of sixteen columns are turned in registers, summed and turned back.
/// </remarks>
internal static unsafe class ScanKernel
{
    private const int Stripe = 256;
    private const int RowsTogether = 16;
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

        private readonly void AlongRows(int row, int rows)
        {
            nint size = Plan.Size;
            T* output = Output + (row * size);
            T* input = Input + (row * size);
            T* sums = stackalloc T[RowsTogether];
            new Span<T>(sums, RowsTogether).Clear();
            int done = 0;
            if (typeof(T) == typeof(float) && rows == RowsTogether)
            {
                for (; done + RowsTogether <= Plan.Size; done += RowsTogether)
                {
                    nint at = Plan.Reverse ? size - RowsTogether - done : done;
                    TurnedBlock((float*)(output + at), (float*)(input + at), (float*)sums);
                }
            }
            for (int r = 0; r < rows; r++) AlongRow(output + (r * size), input + (r * size), done, sums[r]);
        }

        /// <summary>One row, from the done-th number of the running order on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AlongRow(T* output, T* input, int done, T sum)
        {
            nint at = Plan.Reverse ? Plan.Size - 1 - done : done, step = Plan.Reverse ? -1 : 1;
            bool exclusive = Plan.Exclusive, accumulate = Plan.Accumulate;
            for (int i = done; i < Plan.Size; i++, at += step)
            {
                T before = sum;
                sum += input[at];
                T value = exclusive ? before : sum;
                output[at] = accumulate ? output[at] + value : value;
            }
        }

        // Sixteen rows by sixteen columns: lane r of the k-th vector is row r's number in column k.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void TurnedBlock(float* output, float* input, float* sums)
        {
            const int B = RowsTogether;
            float* block = stackalloc float[B * B];
            Gemm.Transpose.Lanes16(block, B, B, input, Plan.Size, B, B);
            Vector512<float> sum = Vector512.Load(sums);
            for (int i = 0; i < B; i++)
            {
                float* column = block + ((Plan.Reverse ? B - 1 - i : i) * B);
                Vector512<float> before = sum;
                sum += Vector512.Load(column);
                (Plan.Exclusive ? before : sum).Store(column);
            }
            sum.Store(sums);
            if (!Plan.Accumulate)
            {
                Gemm.Transpose.Lanes16(output, Plan.Size, B, block, B, B, B);
                return;
            }
            float* turned = stackalloc float[B * B];
            Gemm.Transpose.Lanes16(turned, B, B, block, B, B, B);
            for (int r = 0; r < B; r++) RowKernel<Lanes32, float>.Add(output + ((nint)r * Plan.Size), turned + (r * B), B);
        }

        private readonly void DownColumns(int o, int first, int count)
        {
            T* sums = stackalloc T[Stripe];
            new Span<T>(sums, count).Clear();
            nint inner = Plan.Inner;
            nint at = ((nint)o * Plan.Size * inner) + first + (Plan.Reverse ? (Plan.Size - 1) * inner : 0);
            nint step = Plan.Reverse ? -inner : inner;
            for (int i = 0; i < Plan.Size; i++, at += step) Row(Output + at, Input + at, sums, count, Plan.Exclusive, Plan.Accumulate);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row(T* output, T* input, T* sums, int count, bool exclusive, bool accumulate)
        {
            int c = 0;
            for (; c <= count - N.Lanes; c += N.Lanes)
            {
                N before = N.Load(sums + c), sum = before + N.Load(input + c), value = exclusive ? before : sum;
                N.Store(sum, sums + c);
                N.Store(accumulate ? N.Load(output + c) + value : value, output + c);
            }
            for (; c < count; c++)
            {
                T before = sums[c], sum = before + input[c], value = exclusive ? before : sum;
                sums[c] = sum;
                output[c] = accumulate ? output[c] + value : value;
            }
        }
    }
}
