using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>An optimiser's rule over flat arenas; every number is independent, cells are runs of <see cref="CellElements"/>.</summary>
internal static unsafe class UpdateKernel
{
    private const int CellElements = 16384;

    public static void Run<TRule, N, T>(Workers workers, in UpdatePlan plan)
        where TRule : IUpdateRule
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        Job<TRule, N, T> job = default;
        job.Value = plan.Value.Pointer<T>();
        job.Gradient = plan.Gradient.Pointer<T>();
        job.First = plan.First.Pointer<T>();
        job.Second = plan.Second.Pointer<T>();
        job.Count = plan.Count;
        job.Settings = plan.Settings;
        workers.Run(ref job, (plan.Count + CellElements - 1) / CellElements);
    }

    private struct Job<TRule, N, T> : IJob
        where TRule : IUpdateRule
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Value;
        public T* Gradient;
        public T* First;
        public T* Second;
        public int Count;
        public UpdateSettings<double> Settings;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int cell, int worker)
        {
            UpdateSettings<N> settings = default;
            for (int k = 0; k < UpdateSettings<double>.Capacity; k++) settings[k] = N.Constant(Settings[k]);
            nint i = (nint)cell * CellElements;
            nint end = Math.Min(Count, i + CellElements);
            for (; i <= end - N.Lanes; i += N.Lanes) Step(settings, Value + i, Gradient + i, First + i, Second + i);
            if (i == end) return;
            // The rest goes through vectors on the stack: the same lanes, no access past the arena.
            T* lanes = stackalloc T[4 * N.Lanes];
            T* v = lanes, g = lanes + N.Lanes, a = lanes + (2 * N.Lanes), b = lanes + (3 * N.Lanes);
            int rest = (int)(end - i);
            for (int j = 0; j < rest; j++) (v[j], g[j], a[j], b[j]) = (Value[i + j], Gradient[i + j], First[i + j], Second[i + j]);
            Step(settings, v, g, a, b);
            for (int j = 0; j < rest; j++) (Value[i + j], First[i + j], Second[i + j]) = (v[j], a[j], b[j]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Step(in UpdateSettings<N> settings, T* value, T* gradient, T* first, T* second)
        {
            N v = N.Load(value), a = N.Load(first), b = N.Load(second);
            TRule.Step(settings, N.Load(gradient), ref v, ref a, ref b);
            N.Store(v, value);
            N.Store(a, first);
            N.Store(b, second);
        }
    }
}
