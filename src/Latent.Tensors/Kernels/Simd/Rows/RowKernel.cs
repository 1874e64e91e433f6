using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>Log-sum-exp, softmax, log-softmax and their gradients along an axis of [outer, length, inner].</summary>
/// <remarks>
/// A row is swept two or three times while it lies in the first-level cache. Rows of neighbours (inner = 1) are walked with vectors along
/// them; otherwise a vector holds an element of each of sixteen (eight) neighbouring rows. Rows so short that vectors along them are mostly
/// tail are turned in scratch memory and taken sixteen (eight) at a time. Work is cut into cells of about <see cref="CellElements"/>
/// numbers by the shape alone; a row belongs to one cell.
/// </remarks>
internal static unsafe class RowKernel
{
    private const int CellElements = 8192;

    // Where turning pays: measured. Rows without a tail are walked along from a shorter length on.
    private const int ShortLength = 96;
    private const int ShortWholeLength = 32;

    public static void Run<N, T>(Workers workers, in RowPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        Job<N, T> job = default;
        job.Function = plan.Function;
        job.Input = plan.Input.Pointer<T>();
        job.Gradient = plan.HasGradient ? plan.Gradient.Pointer<T>() : null;
        job.Output = plan.Output.Pointer<T>();
        job.Length = plan.Length;
        job.Inner = plan.Inner;
        job.Accumulate = plan.Accumulate;
        job.IsLast = plan.IsLast;
        job.Turns = plan.IsLast && plan.Length <= (plan.Length % N.Lanes == 0 ? ShortWholeLength : ShortLength);
        // Turned, rows of the outer axis play the part of the inner one.
        int outer = job.Turns ? 1 : plan.Outer, inner = job.Turns ? plan.Outer : plan.Inner;
        job.TileRows = job.Turns ? N.Lanes : plan.IsLast ? 1 : AcrossRows<N, T>.VectorsFor(plan.Length) * N.Lanes;
        job.TilesPerOuter = (inner + job.TileRows - 1) / job.TileRows;
        job.Tiles = outer * job.TilesPerOuter;
        job.Outer = plan.Outer;
        long tile = Math.Max(1, (long)plan.Length * Math.Min(inner, job.TileRows));
        job.TilesPerCell = (int)Math.Max(1, CellElements / tile);
        workers.Run(ref job, (job.Tiles + job.TilesPerCell - 1) / job.TilesPerCell);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public RowFunction Function;
        public T* Input;
        public T* Gradient;
        public T* Output;
        public int Outer;
        public int Length;
        public int Inner;
        public int TileRows;
        public int Tiles;
        public int TilesPerOuter;
        public int TilesPerCell;
        public bool Turns;
        public bool IsLast;
        public bool Accumulate;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Tiles, (cell + 1) * TilesPerCell);
            for (int tile = cell * TilesPerCell; tile < end; tile++)
            {
                if (Turns)
                {
                    TurnedRows(tile * TileRows);
                    continue;
                }
                (int outer, int part) = Math.DivRem(tile, TilesPerOuter);
                int first = part * TileRows;
                nint offset = ((nint)outer * Length * Inner) + first;
                T* result = Function == RowFunction.LogSumExp ? Output + ((nint)outer * Inner) + first : Output + offset;
                if (IsLast) Row(new AlongRow<N, T>(Length), Input + offset, Gradient + offset, result);
                else Row(new AcrossRows<N, T>(Length, Inner, Math.Min(TileRows, Inner - first)), Input + offset, Gradient + offset, result);
            }
        }

        /// <summary>As many short rows as there are lanes, as columns of a square in scratch memory.</summary>
        [SkipLocalsInit]
        private readonly void TurnedRows(int first)
        {
            int rows = Math.Min(N.Lanes, Outer - first);
            nint offset = (nint)first * Length;
            T* x = stackalloc T[3 * ShortLength * N.Lanes];
            T* g = x + (ShortLength * N.Lanes), y = g + (ShortLength * N.Lanes);
            TurnIn(Input + offset, rows, x);
            if (Gradient is not null) TurnIn(Gradient + offset, rows, g);
            if (Accumulate) TurnIn(Output + offset, rows, y);
            Row(new AcrossRows<N, T>(Length, N.Lanes, N.Lanes), x, g, y);
            if (Function == RowFunction.LogSumExp) new Span<T>(y, rows).CopyTo(new(Output + first, rows));
            else TurnOut(y, rows, Output + offset);
        }

        // Lanes without a row repeat the first one, so that they hold numbers that mean something.
        private readonly void TurnIn(T* from, int rows, T* to)
        {
            for (int row = 0; row < N.Lanes; row++)
            {
                T* source = from + ((row < rows ? row : 0) * Length);
                for (int i = 0; i < Length; i++) to[(i * N.Lanes) + row] = source[i];
            }
        }

        private readonly void TurnOut(T* from, int rows, T* to)
        {
            for (int row = 0; row < rows; row++)
                for (int i = 0; i < Length; i++) to[(row * Length) + i] = from[(i * N.Lanes) + row];
        }

        [SkipLocalsInit]
        private readonly void Row<TWalk>(TWalk walk, T* x, T* g, T* y) where TWalk : struct, IRowWalk<N, T>
        {
            // Two numbers per row, for at most so many vectors of rows.
            T* first = stackalloc T[2 * AcrossRows<N, T>.MaxVectors * N.Lanes];
            T* second = first + (AcrossRows<N, T>.MaxVectors * N.Lanes);
            switch (Function)
            {
                case RowFunction.LogSumExp:
                    Shift(walk, x, first);
                    walk.Fold<SumFold, Exponentials<N, T>>(new(x, first), second);
                    for (int i = 0; i < walk.Vectors * N.Lanes; i += N.Lanes) N.Store(N.Load(first + i) + N.Log(N.Load(second + i)), second + i);
                    walk.WriteResult(second, y);
                    break;
                case RowFunction.Softmax:
                    Shift(walk, x, first);
                    walk.Fold<SumFold, StoredExponentials<N, T>>(new(x, first, y), second);
                    for (int i = 0; i < walk.Vectors * N.Lanes; i += N.Lanes) N.Store(N.Constant(1) / N.Load(second + i), second + i);
                    walk.Write<Scaled<N, T>>(new(y, second), y);
                    break;
                case RowFunction.LogSoftmax:
                    Shift(walk, x, first);
                    walk.Fold<SumFold, Exponentials<N, T>>(new(x, first), second);
                    for (int i = 0; i < walk.Vectors * N.Lanes; i += N.Lanes) N.Store(N.Log(N.Load(second + i)), second + i);
                    walk.Write<Shifted<N, T>>(new(x, first, second), y);
                    break;
                case RowFunction.SoftmaxGradient:
                    walk.Fold<SumFold, Products<N, T>>(new(g, x), first);
                    Write<TWalk, SoftmaxSlope<N, T>>(walk, new(g, x, first), y);
                    break;
                default:
                    walk.Fold<SumFold, Values<N, T>>(new(g), first);
                    Write<TWalk, LogSoftmaxSlope<N, T>>(walk, new(g, x, first), y);
                    break;
            }
        }

        private readonly void Write<TWalk, TTerm>(TWalk walk, TTerm term, T* output)
            where TWalk : struct, IRowWalk<N, T>
            where TTerm : struct, IRowTerm<N>
        {
            if (Accumulate) walk.Write<Added<N, T, TTerm>>(new(term, output), output);
            else walk.Write(term, output);
        }

        /// <summary>What is taken off before the exponential: the greatest element, or 0 where that is infinite or NaN.</summary>
        private static void Shift<TWalk>(TWalk walk, T* x, T* shift) where TWalk : struct, IRowWalk<N, T>
        {
            walk.Fold<MaxFold, Values<N, T>>(new(x), shift);
            for (int i = 0; i < walk.Vectors * N.Lanes; i += N.Lanes)
            {
                N greatest = N.Load(shift + i);
                N.Store(N.IfGreater(N.Constant(double.PositiveInfinity), N.Abs(greatest), greatest, N.Constant(0)), shift + i);
            }
        }
    }
}
