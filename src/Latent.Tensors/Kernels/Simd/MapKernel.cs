using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>Element-wise functions over broadcast operands.</summary>
/// <remarks>
/// The output is cut into cells of about <see cref="CellElements"/> numbers. A cell walks its rows; along a row each operand is contiguous or
/// constant. Every number is computed by the same instructions wherever a vector, row or cell ends.
/// </remarks>
internal static unsafe class MapKernel
{
    private const int CellElements = 8192;

    public static void Run<TMap, N, T>(Workers workers, in MapPlan plan)
        where TMap : IMap
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        if (plan.Count == 0) return;
        Job<TMap, N, T> job = default;
        job.Output = plan.Output.Pointer<T>();
        job.Strides = plan.Strides;
        job.Sizes = plan.Sizes;
        for (int k = 0; k < TMap.Arity; k++) job.Addresses[k] = (nint)plan.Operands[k].Pointer<T>();
        int cells;
        if (plan.Rank <= 1)
        {
            job.Inner = plan.Count;
            job.Chunk = CellElements;
            cells = ((plan.Count - 1) / CellElements) + 1;
        }
        else
        {
            job.Inner = plan.Inner;
            job.OuterAxes = plan.Rank - 1;
            job.Rows = plan.Rows;
            job.RowsPerCell = Math.Max(1, CellElements / job.Inner);
            cells = ((job.Rows - 1) / job.RowsPerCell) + 1;
        }
        workers.Run(ref job, cells);
    }

    private struct Job<TMap, N, T> : IJob
        where TMap : IMap
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Output;
        public Addresses Addresses;
        public Strides Strides;
        public AxisSizes Sizes;
        public int Inner;
        public int OuterAxes;
        public int Rows;
        public int RowsPerCell;
        public int Chunk;

        public readonly void Run(int cell, int worker)
        {
            T* slots = stackalloc T[Operands.Capacity * N.Lanes];
            ArgumentTable<N, T> table = default;
            if (OuterAxes == 0)
            {
                int start = cell * Chunk;
                int count = Math.Min(Chunk, Inner - start);
                for (int k = 0; k < TMap.Arity; k++) Bind(&table, k, start, 0, slots);
                Row(&table, Output + start, count, slots);
                return;
            }
            int first = cell * RowsPerCell;
            int end = first + Math.Min(RowsPerCell, Rows - first);
            for (int row = first; row < end; row++)
            {
                for (int k = 0; k < TMap.Arity; k++) Bind(&table, k, 0, Offset(row, k), slots);
                Row(&table, Output + ((nint)row * Inner), Inner, slots);
            }
        }

        private readonly void Bind(ArgumentTable<N, T>* table, int k, int start, nint offset, T* slots)
        {
            T* address = (T*)Addresses[k] + offset;
            if (Strides[k, OuterAxes] != 0) table->Walk(k, address + start);
            else table->Stay(k, address, slots + (k * N.Lanes));
        }

        private readonly nint Offset(int row, int k)
        {
            nint offset = 0;
            for (int axis = OuterAxes - 1; axis > 0; axis--)
            {
                (row, int index) = Math.DivRem(row, Sizes[axis]);
                offset += (nint)index * Strides[k, axis];
            }
            return offset + ((nint)row * Strides[k, 0]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row(ArgumentTable<N, T>* table, T* output, int count, T* slots)
        {
            nint i = 0;
            for (; i <= count - N.Lanes; i += N.Lanes) N.Store(TMap.Apply<N, Arguments<N, T>>(new(table, i)), output + i);
            int rest = count - (int)i;
            if (rest == 0) return;
            ArgumentTable<N, T> tail = *table;
            tail.Tail(TMap.Arity, i, rest, slots);
            T* result = stackalloc T[N.Lanes];
            N.Store(TMap.Apply<N, Arguments<N, T>>(new(&tail, 0)), result);
            for (int j = 0; j < rest; j++) output[i + j] = result[j];
        }
    }
}
