using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>Folds of element-wise functions over any axes, in one order fixed by the shapes alone.</summary>
/// <remarks>
/// If the innermost axis is reduced, an output is folded in four vectors of lanes (element i of a piece goes to vector (i / lanes) mod 4,
/// lane i mod lanes), over pieces of at most <see cref="PieceElements"/>; if it is kept, a vector of neighbouring outputs is folded row by row.
/// Either way the reduced range is cut into groups of about <see cref="GroupElements"/> numbers whose results are combined by a binary
/// tree. Threads pick (output, group) cells and cannot change the order.
/// </remarks>
internal static unsafe class ReduceKernel
{
    internal const int PieceElements = 4096;
    internal const int GroupElements = 16384;
    private const int GroupRows = 128;

    /// <summary>Vectors of neighbouring outputs that a cell folds side by side: long enough runs for the memory, few enough to share out.</summary>
    private const int TileVectors = 16;
    private const int CacheLine = 64;

    /// <summary>Rows that go onto the sums in one sweep, one after the other, so that a sum is read and written once for all of them.</summary>
    private const int RowsAtOnce = 4;

    public static void Run<TMap, TFold, N, T>(Workers workers, in ReducePlan plan)
        where TMap : IMap
        where TFold : IFold
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        Job<TMap, TFold, N, T> job = default;
        job.Output = plan.Output.Pointer<T>();
        job.Strides = plan.Strides;
        job.Sizes = plan.Sizes;
        job.Rank = plan.Rank;
        job.ReducedAxes = plan.ReducedAxes;
        job.Scale = plan.Scale;
        job.Accumulate = plan.Accumulate;
        for (int k = 0; k < TMap.Arity; k++) job.Addresses[k] = (nint)plan.Operands[k].Pointer<T>();
        int kept = plan.KeptCount, reduced = plan.ReducedCount;
        if (kept == 0) return;
        job.Kept = kept;
        job.Reduced = reduced;
        int tiles;
        if (plan.Rank == 0 || plan.IsReduced(plan.Rank - 1))
        {
            job.RunLength = plan.Rank == 0 ? 1 : plan.Sizes[plan.Rank - 1];
            int piece = Math.Max(1, Math.Min(job.RunLength, PieceElements));
            job.PiecesPerRun = (job.RunLength + piece - 1) / piece;
            job.Pieces = job.RunLength == 0 ? 0 : reduced / job.RunLength * job.PiecesPerRun;
            job.PiecesPerGroup = Math.Max(1, GroupElements / piece);
            job.Groups = Math.Max(1, (job.Pieces + job.PiecesPerGroup - 1) / job.PiecesPerGroup);
            // Short rows: a cell takes several outputs.
            job.OutputsPerCell = job.Groups > 1 ? 1 : Math.Max(1, GroupElements / Math.Max(1, reduced) / 2);
            tiles = (kept + job.OutputsPerCell - 1) / job.OutputsPerCell;
        }
        else
        {
            job.Columns = plan.Sizes[plan.Rank - 1];
            job.PiecesPerGroup = GroupRows;
            job.Groups = Math.Max(1, (reduced + GroupRows - 1) / GroupRows);
            job.TilesPerRow = (job.Columns + (TileVectors * N.Lanes) - 1) / (TileVectors * N.Lanes);
            tiles = kept / job.Columns * job.TilesPerRow;
        }
        if (job.Groups == 1)
        {
            workers.Run(ref job, tiles);
            return;
        }
        using ScratchLease lease = workers.Rent((nuint)job.Groups * (nuint)kept * (nuint)sizeof(T));
        job.Partials = (T*)lease.Memory;
        workers.Run(ref job, tiles * job.Groups);
        for (int o = 0; o < kept; o++) job.CombineGroups(o);
    }

    private struct Job<TMap, TFold, N, T> : IJob
        where TMap : IMap
        where TFold : IFold
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Output;
        public T* Partials;
        public Addresses Addresses;
        public Strides Strides;
        public AxisSizes Sizes;
        public double Scale;
        public bool Accumulate;
        public int Rank;
        public int ReducedAxes;
        public int Kept;
        public int Reduced;
        public int Groups;

        // Innermost axis reduced.
        public int RunLength;
        public int Pieces;
        public int PiecesPerRun;
        public int PiecesPerGroup;
        public int OutputsPerCell;

        // Innermost axis kept.
        public int Columns;
        public int TilesPerRow;

        public readonly void Run(int cell, int worker)
        {
            T* slots = stackalloc T[RowsAtOnce * Operands.Capacity * N.Lanes];
            (int tile, int group) = Math.DivRem(cell, Groups);
            if (Columns == 0)
            {
                int end = Math.Min(Kept, (tile + 1) * OutputsPerCell);
                for (int o = tile * OutputsPerCell; o < end; o++) Finish(o, group, FoldRuns(o, group, slots));
            }
            else
            {
                FoldColumns(tile, group, slots);
            }
        }

        private readonly void Finish(int output, int group, T value)
        {
            if (Groups > 1) Partials[((nint)output * Groups) + group] = value;
            else Write(output, value);
        }

        private readonly void Write(int output, T value)
        {
            N result = N.Broadcast(value);
            if (Scale != 1) result *= N.Constant(Scale);
            if (Accumulate) result = N.Broadcast(Output[output]) + result;
            T* lanes = stackalloc T[N.Lanes];
            N.Store(result, lanes);
            Output[output] = lanes[0];
        }

        /// <summary>The binary tree over an output's groups: neighbours first, an odd one moves up.</summary>
        public readonly void CombineGroups(int output)
        {
            T* lanes = stackalloc T[N.Lanes];
            T* p = Partials + ((nint)output * Groups);
            for (int n = Groups; n > 1; n = (n + 1) / 2)
            {
                for (int i = 0; i < n / 2; i++)
                {
                    N.Store(TFold.Combine(N.Broadcast(p[2 * i]), N.Broadcast(p[(2 * i) + 1])), lanes);
                    p[i] = lanes[0];
                }
                if ((n & 1) != 0) p[n / 2] = p[n - 1];
            }
            Write(output, p[0]);
        }

        private readonly T FoldRuns(int output, int group, T* slots)
        {
            byte* memory = stackalloc byte[(4 * N.Lanes * sizeof(T)) + CacheLine];
            T* sums = Aligned(memory);
            N identity = N.Constant(TFold.Identity);
            for (int v = 0; v < 4; v++) N.Store(identity, sums + (v * N.Lanes));
            int end = Math.Min(Pieces, (group + 1) * PiecesPerGroup);
            ArgumentTable<N, T> table = default;
            int inner = Rank - 1;
            for (int piece = group * PiecesPerGroup; piece < end; piece++)
            {
                (int run, int part) = Math.DivRem(piece, PiecesPerRun);
                int start = part * PieceElements;
                for (int k = 0; k < TMap.Arity; k++)
                {
                    T* address = (T*)Addresses[k];
                    if (Rank > 0) address += Offset(output, k, reduced: false) + Offset(run, k, reduced: true);
                    if (Rank > 0 && Strides[k, inner] != 0) table.Walk(k, address + start);
                    else table.Stay(k, address, slots + (k * N.Lanes));
                }
                int count = Math.Min(PieceElements, RunLength - start);
                int blocks = count / (4 * N.Lanes);
                FoldBlocks(&table, blocks, sums);
                int done = blocks * 4 * N.Lanes;
                if (done < count) FoldRow(&table, done, count - done, sums, slots);
            }
            N a = N.Load(sums), b = N.Load(sums + N.Lanes), c = N.Load(sums + (2 * N.Lanes)), d = N.Load(sums + (3 * N.Lanes));
            N.Store(N.FoldLanes<TFold>(TFold.Combine(TFold.Combine(a, b), TFold.Combine(c, d))), sums);
            return sums[0];
        }

        /// <summary>
        /// Blocks of four vectors, onto four sums. Calls nothing: with a call anywhere in it, the compiler would keep the sums on the stack.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void FoldBlocks(ArgumentTable<N, T>* table, int blocks, T* sums)
        {
            N a = N.Load(sums), b = N.Load(sums + N.Lanes), c = N.Load(sums + (2 * N.Lanes)), d = N.Load(sums + (3 * N.Lanes));
            nint end = (nint)blocks * 4 * N.Lanes;
            for (nint i = 0; i < end; i += 4 * N.Lanes)
            {
                a = TFold.Combine(a, At(table, i));
                b = TFold.Combine(b, At(table, i + N.Lanes));
                c = TFold.Combine(c, At(table, i + (2 * N.Lanes)));
                d = TFold.Combine(d, At(table, i + (3 * N.Lanes)));
            }
            N.Store(a, sums);
            N.Store(b, sums + N.Lanes);
            N.Store(c, sums + (2 * N.Lanes));
            N.Store(d, sums + (3 * N.Lanes));
        }

        /// <summary>Numbers side by side onto sums side by side, from an element of the row on.</summary>
        private static void FoldRow(ArgumentTable<N, T>* table, int start, int count, T* sums, T* slots)
        {
            int whole = count / N.Lanes * N.Lanes;
            FoldVectors(table, start, whole, sums);
            if (whole == count) return;
            N.Store(TFold.Combine(N.Load(sums + whole), Partial(table, start + whole, count - whole, slots)), sums + whole);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void FoldVectors(ArgumentTable<N, T>* table, nint start, int count, T* sums)
        {
            for (nint i = 0; i < count; i += N.Lanes) N.Store(TFold.Combine(N.Load(sums + i), At(table, start + i)), sums + i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void FoldFourRows(ArgumentTable<N, T>* tables, int count, T* sums)
        {
            for (nint i = 0; i < count; i += N.Lanes)
            {
                N sum = TFold.Combine(N.Load(sums + i), At(tables, i));
                sum = TFold.Combine(sum, At(tables + 1, i));
                sum = TFold.Combine(sum, At(tables + 2, i));
                N.Store(TFold.Combine(sum, At(tables + 3, i)), sums + i);
            }
        }

        // Vectors that straddle cache lines take twice as long.
        private static T* Aligned(byte* memory) => (T*)(((nuint)memory + CacheLine - 1) & ~(nuint)(CacheLine - 1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static N At(ArgumentTable<N, T>* table, nint index) => TMap.Apply<N, Arguments<N, T>>(new(table, index));

        /// <summary>Fewer numbers than lanes: the rest of the vector is the fold's identity.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static N Partial(ArgumentTable<N, T>* table, nint index, int count, T* slots)
        {
            ArgumentTable<N, T> tail = *table;
            tail.Tail(TMap.Arity, index, count, slots);
            T* lanes = stackalloc T[N.Lanes];
            N.Store(TMap.Apply<N, Arguments<N, T>>(new(&tail, 0)), lanes);
            for (int i = count; i < N.Lanes; i++) lanes[i] = N.FromDouble(TFold.Identity);
            return N.Load(lanes);
        }

        private readonly void FoldColumns(int tile, int group, T* slots)
        {
            (int row, int tileInRow) = Math.DivRem(tile, TilesPerRow);
            int first = tileInRow * TileVectors * N.Lanes;
            int count = Math.Min(TileVectors * N.Lanes, Columns - first);
            int start = group * PiecesPerGroup, end = Math.Min(Reduced, start + PiecesPerGroup);
            byte* memory = stackalloc byte[(TileVectors * N.Lanes * sizeof(T)) + CacheLine];
            T* sums = Aligned(memory);
            N identity = N.Constant(TFold.Identity);
            for (int v = 0; v < TileVectors; v++) N.Store(identity, sums + (v * N.Lanes));
            ArgumentTable<N, T>* tables = stackalloc ArgumentTable<N, T>[RowsAtOnce];
            Addresses rows = default, steps = default;
            for (int k = 0; k < TMap.Arity; k++)
            {
                rows[k] = Addresses[k] + (Offset(row * Columns, k, reduced: false) * sizeof(T));
                steps[k] = SingleStep(k) * sizeof(T);
            }
            for (int r = start; r < end; r += RowsAtOnce)
            {
                int together = Math.Min(RowsAtOnce, end - r);
                for (int j = 0; j < together; j++) Bind(tables + j, rows, steps, r + j, first, slots + (j * Operands.Capacity * N.Lanes));
                int done = together == RowsAtOnce ? count / N.Lanes * N.Lanes : 0;
                FoldFourRows(tables, done, sums);
                for (int j = 0; j < together && done < count; j++)
                    FoldRow(tables + j, done, count - done, sums + done, slots + (j * Operands.Capacity * N.Lanes));
            }
            for (int i = 0; i < count; i++) Finish((row * Columns) + first + i, group, sums[i]);
        }

        /// <summary>Points a table at one row of every operand.</summary>
        private readonly void Bind(ArgumentTable<N, T>* table, in Addresses rows, in Addresses steps, int index, int first, T* slots)
        {
            for (int k = 0; k < TMap.Arity; k++)
            {
                T* address = (T*)(rows[k] + (ReducesOneAxis ? index * steps[k] : Offset(index, k, reduced: true) * sizeof(T)));
                if (Strides[k, Rank - 1] != 0) table->Walk(k, address + first);
                else table->Stay(k, address, slots + (k * N.Lanes));
            }
        }

        private readonly bool ReducesOneAxis => int.IsPow2(ReducedAxes);

        /// <summary>From one index to the next along the reduced axis, where there is only one.</summary>
        private readonly nint SingleStep(int k) => ReducesOneAxis ? Strides[k, int.Log2(ReducedAxes)] : 0;

        /// <summary>The offset of an operand at a linear index over the kept axes, or over the reduced ones less the innermost if reduced.</summary>
        private readonly nint Offset(int linear, int k, bool reduced)
        {
            nint offset = 0;
            bool innerReduced = Columns == 0;
            for (int axis = Rank - (reduced && innerReduced ? 2 : 1); axis >= 0; axis--)
            {
                if ((ReducedAxes >> axis & 1) != 0 != reduced) continue;
                (linear, int index) = Math.DivRem(linear, Sizes[axis]);
                offset += (nint)index * Strides[k, axis];
            }
            return offset;
        }
    }
}
