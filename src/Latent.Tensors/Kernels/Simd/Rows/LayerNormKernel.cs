using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>Layer normalisation: a row is read from memory once, then swept in the first-level cache.</summary>
internal static unsafe class LayerNormKernel
{
    private const int CellElements = 8192;

    public static void Run<N, T>(Workers workers, in LayerNormPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        Job<N, T> job = default;
        job.Input = plan.Input.Pointer<T>();
        job.Gain = plan.Gain.Pointer<T>();
        job.Bias = plan.Bias.Pointer<T>();
        job.Output = plan.Output.Pointer<T>();
        job.Mean = plan.Mean.Pointer<T>();
        job.InverseDeviation = plan.InverseDeviation.Pointer<T>();
        job.Rows = plan.Rows;
        job.Length = plan.Length;
        job.Epsilon = plan.Epsilon;
        job.RowsPerCell = Math.Max(1, CellElements / Math.Max(1, plan.Length));
        workers.Run(ref job, (plan.Rows + job.RowsPerCell - 1) / job.RowsPerCell);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Input;
        public T* Gain;
        public T* Bias;
        public T* Output;
        public T* Mean;
        public T* InverseDeviation;
        public int Rows;
        public int Length;
        public int RowsPerCell;
        public double Epsilon;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Rows, (cell + 1) * RowsPerCell);
            for (int row = cell * RowsPerCell; row < end; row++) Row(row);
        }

        private readonly void Row(int row)
        {
            T* mean = stackalloc T[2 * N.Lanes];
            T* r = mean + N.Lanes;
            T* x = Input + ((nint)row * Length);
            AlongRow<N, T> walk = new(Length);
            N count = N.Constant(Length);
            walk.Fold<SumFold, Values<N, T>>(new(x), mean);
            N.Store(N.Load(mean) / count, mean);
            walk.Fold<SumFold, SquaredDifferences<N, T>>(new(x, mean), r);
            N.Store(N.Constant(1) / N.Sqrt((N.Load(r) / count) + N.Constant(Epsilon)), r);
            walk.WriteResult(mean, Mean + row);
            walk.WriteResult(r, InverseDeviation + row);
            walk.Write<Normal<N, T>>(new(x, mean, r, Gain, Bias), Output + ((nint)row * Length));
        }
    }

    /// <summary>(x - mean)².</summary>
    private readonly struct SquaredDifferences<N, T>(T* x, T* mean) : IRowTerm<N>
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At(nint offset, nint row, int count)
        {
            N difference = Part<N, T>.Load(x + offset, count) - N.Load(mean);
            return difference * difference;
        }
    }

    /// <summary>(x - mean)·r·gain + bias.</summary>
    private readonly struct Normal<N, T>(T* x, T* mean, T* r, T* gain, T* bias) : IRowTerm<N>
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At(nint offset, nint row, int count) => N.MulAdd(
            (Part<N, T>.Load(x + offset, count) - N.Load(mean)) * N.Load(r),
            Part<N, T>.Load(gain + offset, count),
            Part<N, T>.Load(bias + offset, count));
    }
}
