using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>Log-sum-exp, softmax, log-softmax and their gradients along an axis of [outer, length, inner].</summary>
/// <remarks>
/// A row is swept two or three times while it lies in the first-level cache. Rows of neighbours (inner = 1) are walked with vectors along
/// them; otherwise a vector holds an element of sixteen (eight) neighbouring rows. Work is cut into cells of about <see cref="CellElements"/>
/// numbers by the shape alone; a row belongs to one cell.
/// </remarks>
internal static unsafe class RowKernel
{
    private const int CellElements = 8192;

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
        job.TilesPerOuter = plan.Inner == 1 ? 1 : (plan.Inner + N.Lanes - 1) / N.Lanes;
        job.Tiles = plan.Outer * job.TilesPerOuter;
        long tile = Math.Max(1, (long)plan.Length * (plan.Inner == 1 ? 1 : N.Lanes));
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
        public int Length;
        public int Inner;
        public int Tiles;
        public int TilesPerOuter;
        public int TilesPerCell;
        public bool Accumulate;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Tiles, (cell + 1) * TilesPerCell);
            for (int tile = cell * TilesPerCell; tile < end; tile++)
            {
                if (Inner == 1)
                {
                    Row(new AlongRow<N, T>(Length), (nint)tile * Length, tile);
                    continue;
                }
                (int outer, int part) = Math.DivRem(tile, TilesPerOuter);
                int first = part * N.Lanes;
                AcrossRows<N, T> walk = new(Length, Inner, Math.Min(N.Lanes, Inner - first));
                Row(walk, ((nint)outer * Length * Inner) + first, ((nint)outer * Inner) + first);
            }
        }

        private readonly void Row<TWalk>(TWalk walk, nint offset, nint result) where TWalk : struct, IRowWalk<N, T>
        {
            T* x = Input + offset;
            switch (Function)
            {
                case RowFunction.LogSumExp: LogSumExp(walk, x, Output + result); break;
                case RowFunction.Softmax: Softmax(walk, x, Output + offset); break;
                case RowFunction.LogSoftmax: LogSoftmax(walk, x, Output + offset); break;
                case RowFunction.SoftmaxGradient: SoftmaxGradient(walk, Gradient + offset, x, Output + offset, Accumulate); break;
                default: LogSoftmaxGradient(walk, Gradient + offset, x, Output + offset, Accumulate); break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void LogSumExp<TWalk>(TWalk walk, T* x, T* y) where TWalk : struct, IRowWalk<N, T>
        {
            N shift = Shift(walk, x);
            N sum = walk.Fold<SumFold, Exponentials<N, T>>(new(x, shift));
            walk.WriteResult(shift + N.Log(sum), y);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Softmax<TWalk>(TWalk walk, T* x, T* y) where TWalk : struct, IRowWalk<N, T>
        {
            N shift = Shift(walk, x);
            N sum = walk.Fold<SumFold, StoredExponentials<N, T>>(new(x, shift, y));
            walk.Write<Scaled<N, T>>(new(y, N.Constant(1) / sum), y);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void LogSoftmax<TWalk>(TWalk walk, T* x, T* y) where TWalk : struct, IRowWalk<N, T>
        {
            N shift = Shift(walk, x);
            N sum = walk.Fold<SumFold, Exponentials<N, T>>(new(x, shift));
            walk.Write<Shifted<N, T>>(new(x, shift, N.Log(sum)), y);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void SoftmaxGradient<TWalk>(TWalk walk, T* g, T* y, T* dx, bool accumulate) where TWalk : struct, IRowWalk<N, T>
        {
            N sum = walk.Fold<SumFold, Products<N, T>>(new(g, y));
            SoftmaxSlope<N, T> slope = new(g, y, sum);
            if (accumulate) walk.Write<Added<N, T, SoftmaxSlope<N, T>>>(new(slope, dx), dx);
            else walk.Write(slope, dx);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void LogSoftmaxGradient<TWalk>(TWalk walk, T* g, T* y, T* dx, bool accumulate) where TWalk : struct, IRowWalk<N, T>
        {
            N sum = walk.Fold<SumFold, Values<N, T>>(new(g));
            LogSoftmaxSlope<N, T> slope = new(g, y, sum);
            if (accumulate) walk.Write<Added<N, T, LogSoftmaxSlope<N, T>>>(new(slope, dx), dx);
            else walk.Write(slope, dx);
        }

        /// <summary>What is taken off before the exponential: the greatest element, or 0 where that is infinite or NaN.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static N Shift<TWalk>(TWalk walk, T* x) where TWalk : struct, IRowWalk<N, T>
        {
            N greatest = walk.Fold<MaxFold, Values<N, T>>(new(x));
            return N.IfGreater(N.Constant(double.PositiveInfinity), N.Abs(greatest), greatest, N.Constant(0));
        }
    }
}
