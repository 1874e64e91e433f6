using System.Numerics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>Rows selected by indices, and the reverse: rows added where indices say.</summary>
/// <remarks>
/// Where several rows are added to one, they are so in the order of their positions: a cell owns a stripe of columns and walks all
/// indices, so
/// threads share no output.
/// </remarks>
internal static unsafe class GatherKernel
{
    private const int CellElements = 16384;
    private const int Stripe = 256;
    private const int AlongCell = 4096;

    public static void Gather<N, T>(Workers workers, in GatherPlan plan, ReadOnlySpan<int> indices)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        int rows = plan.Outer * plan.Count;
        if (rows == 0 || plan.Inner == 0) return;
        fixed (int* pointer = indices)
        {
            GatherJob<N, T> job = new()
            {
                Plan = plan,
                Output = plan.Output.Pointer<T>(),
                Input = plan.Input.Pointer<T>(),
                Indices = pointer,
                Rows = rows,
                RowsPerCell = Math.Max(1, CellElements / plan.Inner),
            };
            workers.Run(ref job, (rows + job.RowsPerCell - 1) / job.RowsPerCell);
        }
    }

    public static void Scatter<N, T>(Workers workers, in GatherPlan plan, ReadOnlySpan<int> indices)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        if (plan.Outer == 0 || plan.Inner == 0) return;
        fixed (int* pointer = indices)
        {
            ScatterJob<N, T> job = new()
            {
                Plan = plan,
                Output = plan.Output.Pointer<T>(),
                Input = plan.Input.Pointer<T>(),
                Indices = pointer,
                Stripes = (plan.Inner + Stripe - 1) / Stripe,
            };
            workers.Run(ref job, plan.Outer * job.Stripes);
        }
    }

    public static void Along<T>(Workers workers, in GatherPlan plan, ReadOnlySpan<int> indices, bool scatter)
        where T : unmanaged, INumber<T>
    {
        int count = plan.Outer * plan.Inner;
        if (count == 0) return;
        fixed (int* pointer = indices)
        {
            AlongJob<T> job = new()
            {
                Plan = plan,
                Output = plan.Output.Pointer<T>(),
                Input = plan.Input.Pointer<T>(),
                Indices = pointer,
                Count = count,
                Scatter = scatter,
            };
            workers.Run(ref job, (count + AlongCell - 1) / AlongCell);
        }
    }

    private struct GatherJob<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public GatherPlan Plan;
        public T* Output;
        public T* Input;
        public int* Indices;
        public int Rows;
        public int RowsPerCell;

        public readonly void Run(int cell, int worker)
        {
            int inner = Plan.Inner;
            int end = Math.Min(Rows, (cell + 1) * RowsPerCell);
            (int o, int k) = Math.DivRem(cell * RowsPerCell, Plan.Count);
            for (int row = cell * RowsPerCell; row < end; row++)
            {
                T* source = Input + ((((nint)o * Plan.Size) + Indices[k]) * inner);
                RowKernel<N, T>.Put(Output + ((nint)row * inner), source, inner, Plan.Accumulate);
                if (++k == Plan.Count) (o, k) = (o + 1, 0);
            }
        }
    }

    private struct ScatterJob<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public GatherPlan Plan;
        public T* Output;
        public T* Input;
        public int* Indices;
        public int Stripes;

        public readonly void Run(int cell, int worker)
        {
            (int o, int stripe) = Math.DivRem(cell, Stripes);
            nint inner = Plan.Inner;
            int first = stripe * Stripe;
            int count = Math.Min(Stripe, Plan.Inner - first);
            T* output = Output + (o * Plan.Size * inner) + first;
            T* input = Input + (o * Plan.Count * inner) + first;
            for (int k = 0; k < Plan.Count; k++) RowKernel<N, T>.Add(output + (Indices[k] * inner), input + (k * inner), count);
        }
    }

    // Every position has a place of its own, so adding needs no order.
    private struct AlongJob<T> : IJob
        where T : unmanaged, INumber<T>
    {
        public GatherPlan Plan;
        public T* Output;
        public T* Input;
        public int* Indices;
        public int Count;
        public bool Scatter;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Count, (cell + 1) * AlongCell);
            (int o, int i) = Math.DivRem(cell * AlongCell, Plan.Inner);
            for (int at = cell * AlongCell; at < end; at++)
            {
                nint large = ((((nint)o * Plan.Size) + Indices[at]) * Plan.Inner) + i;
                if (Scatter) Output[large] += Input[at];
                else if (Plan.Accumulate) Output[at] += Input[large];
                else Output[at] = Input[large];
                if (++i == Plan.Inner) (o, i) = (o + 1, 0);
            }
        }
    }
}
