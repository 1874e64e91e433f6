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
        if (TRule.States > 0) job.First = plan.First.Pointer<T>();
        if (TRule.States > 1) job.Second = plan.Second.Pointer<T>();
        if (TRule.States > 2) job.Third = plan.Third.Pointer<T>();
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
        public T* Third;
        public int Count;
        public UpdateSettings<double> Settings;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int cell, int worker)
        {
            UpdateSettings<N> settings = default;
            for (int k = 0; k < UpdateSettings<double>.Capacity; k++) settings[k] = N.Constant(Settings[k]);
            nint i = (nint)cell * CellElements;
            nint end = Math.Min(Count, i + CellElements);
            for (; i <= end - N.Lanes; i += N.Lanes) Step(settings, Value + i, Gradient + i, First + i, Second + i, Third + i);
            if (i == end) return;
            // The rest goes through vectors on the stack: the same lanes, no access past the arena.
            T* lanes = stackalloc T[5 * N.Lanes];
            T* v = lanes, g = v + N.Lanes, a = g + N.Lanes, b = a + N.Lanes, c = b + N.Lanes;
            int rest = (int)(end - i);
            Copy(Value + i, v, rest);
            Copy(Gradient + i, g, rest);
            if (TRule.States > 0) Copy(First + i, a, rest);
            if (TRule.States > 1) Copy(Second + i, b, rest);
            if (TRule.States > 2) Copy(Third + i, c, rest);
            Step(settings, v, g, a, b, c);
            Copy(v, Value + i, rest);
            if (TRule.States > 0) Copy(a, First + i, rest);
            if (TRule.States > 1) Copy(b, Second + i, rest);
            if (TRule.States > 2) Copy(c, Third + i, rest);
        }

        private static void Copy(T* from, T* to, int count)
        {
            for (int j = 0; j < count; j++) to[j] = from[j];
        }

        // States are known when the code is compiled for a rule: what it does not have costs nothing.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Step(in UpdateSettings<N> settings, T* value, T* gradient, T* first, T* second, T* third)
        {
            N v = N.Load(value);
            N a = TRule.States > 0 ? N.Load(first) : default;
            N b = TRule.States > 1 ? N.Load(second) : default;
            N c = TRule.States > 2 ? N.Load(third) : default;
            TRule.Step(settings, N.Load(gradient), ref v, ref a, ref b, ref c);
            N.Store(v, value);
            if (TRule.States > 0) N.Store(a, first);
            if (TRule.States > 1) N.Store(b, second);
            if (TRule.States > 2) N.Store(c, third);
        }
    }
}
