using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>The three gradients of layer normalisation in one reading of rows.</summary>
/// <remarks>
/// Rows are cut into groups by the shape alone. A group sums its part of the gain's and the bias's gradient, row after row; the parts are
/// then added in the order of the groups.
/// </remarks>
internal static unsafe class LayerNormGradientKernel
{
    private const int GroupElements = 16384;
    private const int MaxGroups = 64;
    private const int ColumnsPerCell = 1024;

    public static void Run<N, T>(Workers workers, in LayerNormGradientPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        Job<N, T> job = default;
        job.Input = plan.Input.Pointer<T>();
        job.Gain = plan.Gain.Pointer<T>();
        job.Gradient = plan.Gradient.Pointer<T>();
        job.Mean = plan.Mean.Pointer<T>();
        job.InverseDeviation = plan.InverseDeviation.Pointer<T>();
        if (plan.NeedsInput) job.InputGradient = plan.InputGradient.Pointer<T>();
        job.AddsInput = plan.AddsInput;
        job.Rows = plan.Rows;
        job.Length = plan.Length;
        int least = (plan.Rows + MaxGroups - 1) / MaxGroups;
        job.RowsPerGroup = Math.Max(Math.Max(1, least), GroupElements / Math.Max(1, plan.Length));
        int groups = (plan.Rows + job.RowsPerGroup - 1) / job.RowsPerGroup;
        using ScratchLease lease = workers.Rent((nuint)sizeof(T) * 2 * (nuint)Math.Max(1, groups) * (nuint)Math.Max(1, plan.Length));
        job.Parts = (T*)lease.Memory;
        job.Sums = plan.NeedsGain || plan.NeedsBias;
        workers.Run(ref job, groups);
        Sum<N, T>(workers, plan.NeedsGain, job.Parts, groups, plan, plan.GainGradient, plan.AddsGain);
        Sum<N, T>(workers, plan.NeedsBias, job.Parts + plan.Length, groups, plan, plan.BiasGradient, plan.AddsBias);
    }

    private static void Sum<N, T>(
        Workers workers, bool needed, T* parts, int groups, in LayerNormGradientPlan plan, Operand target, bool adds)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        if (!needed) return;
        SumJob<N, T> job = default;
        job.Parts = parts;
        job.Groups = groups;
        job.Length = plan.Length;
        job.Target = target.Pointer<T>();
        job.Adds = adds;
        workers.Run(ref job, (plan.Length + ColumnsPerCell - 1) / ColumnsPerCell);
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Input;
        public T* Gain;
        public T* Gradient;
        public T* Mean;
        public T* InverseDeviation;
        public T* InputGradient;
        public T* Parts;
        public int Rows;
        public int Length;
        public int RowsPerGroup;
        public bool AddsInput;
        public bool Sums;

        public readonly void Run(int cell, int worker)
        {
            T* gain = Sums ? Parts + ((nint)cell * 2 * Length) : null;
            if (Sums) new Span<T>(gain, 2 * Length).Clear();
            int end = Math.Min(Rows, (cell + 1) * RowsPerGroup);
            for (int row = cell * RowsPerGroup; row < end; row++) Row(row, gain, Sums ? gain + Length : null);
        }

        private readonly void Row(int row, T* gainSums, T* biasSums)
        {
            T* x = Input + ((nint)row * Length), g = Gradient + ((nint)row * Length);
            T* mean = stackalloc T[4 * N.Lanes];
            T* r = mean + N.Lanes, ofHeight = r + N.Lanes, ofProduct = ofHeight + N.Lanes;
            N.Store(N.Broadcast(Mean[row]), mean);
            N.Store(N.Broadcast(InverseDeviation[row]), r);
            AlongRow<N, T> walk = new(Length);
            N count = N.Constant(Length);
            walk.Fold<SumFold, Heights<N, T>>(new(g, Gain, biasSums), ofHeight);
            N.Store(N.Load(ofHeight) / count, ofHeight);
            walk.Fold<SumFold, HeightProducts<N, T>>(new(x, g, Gain, mean, r, gainSums), ofProduct);
            N.Store(N.Load(ofProduct) / count, ofProduct);
            if (InputGradient is null) return;
            T* dx = InputGradient + ((nint)row * Length);
            InputSlope<N, T> slope = new(x, g, Gain, mean, r, ofHeight, ofProduct);
            if (AddsInput) walk.Write<Added<N, T, InputSlope<N, T>>>(new(slope, dx), dx);
            else walk.Write(slope, dx);
        }
    }

    private struct SumJob<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Parts;
        public T* Target;
        public int Groups;
        public int Length;
        public bool Adds;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Length, (cell + 1) * ColumnsPerCell);
            for (int i = cell * ColumnsPerCell; i < end; i += N.Lanes)
            {
                int count = Math.Min(N.Lanes, end - i);
                N sum = N.Constant(0);
                for (int group = 0; group < Groups; group++) sum += Part<N, T>.Load(Parts + ((nint)group * 2 * Length) + i, count);
                if (Adds) sum = Part<N, T>.Load(Target + i, count) + sum;
                Part<N, T>.Store(sum, Target + i, count);
            }
        }
    }

    /// <summary>h = g·gain; g goes to the bias's sums.</summary>
    private readonly struct Heights<N, T>(T* g, T* gain, T* sums) : IRowTerm<N>
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At(nint offset, nint row, int count)
        {
            N gradient = Part<N, T>.Load(g + offset, count);
            if (sums is not null) Part<N, T>.Store(Part<N, T>.Load(sums + offset, count) + gradient, sums + offset, count);
            return gradient * Part<N, T>.Load(gain + offset, count);
        }
    }

    /// <summary>h·x̂; g·x̂ goes to the gain's sums.</summary>
    private readonly struct HeightProducts<N, T>(T* x, T* g, T* gain, T* mean, T* r, T* sums) : IRowTerm<N>
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At(nint offset, nint row, int count)
        {
            N product = Part<N, T>.Load(g + offset, count) * ((Part<N, T>.Load(x + offset, count) - N.Load(mean)) * N.Load(r));
            if (sums is not null) Part<N, T>.Store(Part<N, T>.Load(sums + offset, count) + product, sums + offset, count);
            return product * Part<N, T>.Load(gain + offset, count);
        }
    }

    /// <summary>r·(h - mean(h) - x̂·mean(h·x̂)).</summary>
    private readonly struct InputSlope<N, T>(T* x, T* g, T* gain, T* mean, T* r, T* ofHeight, T* ofProduct) : IRowTerm<N>
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At(nint offset, nint row, int count)
        {
            N h = Part<N, T>.Load(g + offset, count) * Part<N, T>.Load(gain + offset, count);
            N normal = (Part<N, T>.Load(x + offset, count) - N.Load(mean)) * N.Load(r);
            return N.Load(r) * (h - N.Load(ofHeight) - (normal * N.Load(ofProduct)));
        }
    }
}
