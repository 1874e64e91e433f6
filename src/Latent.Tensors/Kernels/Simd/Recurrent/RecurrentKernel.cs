using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Simd.Gemm;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Recurrent;

/// <summary>Recurrent layers over whole sequences.</summary>
/// <remarks>
/// The weights are packed once for all steps. A step is one matrix product, whose columns the threads share, and one sweep over the units;
/// cells of the sweep are rows of the batch. With few rows the product streams the weights from the outer caches, so nothing else may
/// touch memory twice: the sweep reads and writes each number once.
/// </remarks>
internal static unsafe class RecurrentKernel
{
    public static void Forward<TCell, N, T>(Workers workers, in RecurrentPlan plan)
        where TCell : IRecurrentCell
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        int rows = plan.Batch, hidden = plan.Hidden, width = TCell.Gates * hidden, extra = (TCell.Saved - TCell.Gates) * hidden;
        nint state = (nint)rows * hidden;
        using ScratchLease products = workers.Rent((nuint)((nint)rows * width * sizeof(T)));
        using PackedWeight<T> weight = PackedWeight<T>.Pack(workers, plan.Weight.Pointer<T>(), width, hidden, transpose: true);
        ForwardJob<TCell, N, T> job = default;
        job.Hidden = hidden;
        job.Products = (T*)products.Memory;
        job.Bias = plan.HasBias ? plan.Bias.Pointer<T>() : null;
        for (int step = 0; step < plan.Steps; step++)
        {
            // The states of all kinds before this step, and where those after it go.
            T* before = step == 0 ? plan.Initial.Pointer<T>() : plan.States.Pointer<T>() + ((step - 1) * state);
            job.StrideBefore = step == 0 ? state : plan.Steps * state;
            job.StrideAfter = plan.Steps * state;
            job.Before = before;
            job.After = plan.States.Pointer<T>() + (step * state);
            job.Projected = plan.Projected.Pointer<T>() + ((nint)step * rows * width);
            job.Extra = plan.Extra.Pointer<T>() + ((nint)step * rows * extra);
            job.Step = step;
            weight.Multiply(workers, rows, before, job.Products, accumulate: false);
            fixed (int* lengths = plan.Lengths)
            {
                job.Lengths = lengths;
                workers.Run(ref job, rows);
            }
        }
    }

    public static void Backward<TCell, N, T>(Workers workers, in RecurrentPlan plan)
        where TCell : IRecurrentCell
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        int rows = plan.Batch, hidden = plan.Hidden, width = TCell.Gates * hidden, extra = (TCell.Saved - TCell.Gates) * hidden;
        nint state = (nint)rows * hidden;
        using PackedWeight<T> weight = PackedWeight<T>.Pack(workers, plan.Weight.Pointer<T>(), width, hidden, transpose: false);
        BackwardJob<TCell, N, T> job = default;
        job.Hidden = hidden;
        job.Carry = plan.InitialGradient.Pointer<T>();
        job.StrideCarry = state;
        job.StrideAfter = plan.Steps * state;
        for (int step = plan.Steps - 1; step >= 0; step--)
        {
            job.Before = step == 0 ? plan.Initial.Pointer<T>() : plan.States.Pointer<T>() + ((step - 1) * state);
            job.StrideBefore = step == 0 ? state : plan.Steps * state;
            job.After = plan.States.Pointer<T>() + (step * state);
            job.Gradient = plan.Gradient.Pointer<T>() + (step * state);
            job.Gates = plan.Projected.Pointer<T>() + ((nint)step * rows * width);
            job.Extra = plan.Extra.Pointer<T>() + ((nint)step * rows * extra);
            job.Projected = plan.ProjectedGradient.Pointer<T>() + ((nint)step * rows * width);
            job.Recurrent = plan.Recurrent.Pointer<T>() + ((nint)step * rows * width);
            job.Step = step;
            job.IsLast = step == plan.Steps - 1;
            fixed (int* lengths = plan.Lengths)
            {
                job.Lengths = lengths;
                workers.Run(ref job, rows);
            }
            // What flows back through the recurrent product is added to the gradient by h, the first state.
            weight.Multiply(workers, rows, job.Recurrent, job.Carry, accumulate: true);
        }
    }

    /// <summary>Loads up to a vector of a row; lanes past the end hold zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Load<N, T>(T* source, int count)
        where N : struct, IVector<N, T>
        where T : unmanaged => count >= N.Lanes ? N.Load(source) : LoadRest<N, T>(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<N, T>(N value, T* destination, int count)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        if (count >= N.Lanes) N.Store(value, destination);
        else StoreRest(value, destination, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static N LoadRest<N, T>(T* source, int count)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        T* lanes = stackalloc T[N.Lanes];
        N.Store(N.Constant(0), lanes);
        for (int i = 0; i < count; i++) lanes[i] = source[i];
        return N.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreRest<N, T>(N value, T* destination, int count)
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        T* lanes = stackalloc T[N.Lanes];
        N.Store(value, lanes);
        for (int i = 0; i < count; i++) destination[i] = lanes[i];
    }

    private struct ForwardJob<TCell, N, T> : IJob
        where TCell : IRecurrentCell
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Projected;
        public T* Products;
        public T* Bias;
        public T* Before;
        public T* After;
        public T* Extra;
        public int* Lengths;
        public nint StrideBefore;
        public nint StrideAfter;
        public int Hidden;
        public int Step;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int row, int worker)
        {
            bool finished = Lengths is not null && Step >= Lengths[row];
            for (int unit = 0; unit < Hidden; unit += N.Lanes) Units(row, unit, Math.Min(N.Lanes, Hidden - unit), finished);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Units(int row, int unit, int count, bool finished)
        {
            nint gates = ((nint)row * TCell.Gates * Hidden) + unit, units = ((nint)row * Hidden) + unit;
            UnitVector<N> state = default, saved = default;
            for (int s = 0; s < TCell.States; s++) state[s] = Load<N, T>(Before + (s * StrideBefore) + units, count);
            if (!finished)
            {
                UnitVector<N> projected = default, recurrent = default;
                for (int g = 0; g < TCell.Gates; g++)
                {
                    projected[g] = Load<N, T>(Projected + gates + ((nint)g * Hidden), count);
                    recurrent[g] = Load<N, T>(Products + gates + ((nint)g * Hidden), count);
                    if (Bias is not null) recurrent[g] += Load<N, T>(Bias + ((nint)g * Hidden) + unit, count);
                }
                TCell.Forward(projected, recurrent, ref state, ref saved);
            }
            for (int s = 0; s < TCell.States; s++) Store(state[s], After + (s * StrideAfter) + units, count);
            if (finished) return;
            nint extra = ((nint)row * (TCell.Saved - TCell.Gates) * Hidden) + unit;
            for (int g = 0; g < TCell.Gates; g++) Store(saved[g], Projected + gates + ((nint)g * Hidden), count);
            for (int k = TCell.Gates; k < TCell.Saved; k++) Store(saved[k], Extra + extra + ((nint)(k - TCell.Gates) * Hidden), count);
        }
    }

    private struct BackwardJob<TCell, N, T> : IJob
        where TCell : IRecurrentCell
        where N : struct, IVector<N, T>
        where T : unmanaged
    {
        public T* Gradient;
        public T* Carry;
        public T* Before;
        public T* After;
        public T* Gates;
        public T* Extra;
        public T* Projected;
        public T* Recurrent;
        public int* Lengths;
        public nint StrideBefore;
        public nint StrideAfter;
        public nint StrideCarry;
        public int Hidden;
        public int Step;
        public bool IsLast;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int row, int worker)
        {
            bool finished = Lengths is not null && Step >= Lengths[row];
            for (int unit = 0; unit < Hidden; unit += N.Lanes) Units(row, unit, Math.Min(N.Lanes, Hidden - unit), finished);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Units(int row, int unit, int count, bool finished)
        {
            nint gates = ((nint)row * TCell.Gates * Hidden) + unit, units = ((nint)row * Hidden) + unit;
            UnitVector<N> gradient = default, projected = default, recurrent = default;
            for (int s = 0; s < TCell.States; s++)
            {
                gradient[s] = Load<N, T>(Gradient + (s * StrideAfter) + units, count);
                if (!IsLast) gradient[s] += Load<N, T>(Carry + (s * StrideCarry) + units, count);
            }
            if (!finished)
            {
                UnitVector<N> saved = default, before = default, after = default;
                nint extra = ((nint)row * (TCell.Saved - TCell.Gates) * Hidden) + unit;
                for (int g = 0; g < TCell.Gates; g++) saved[g] = Load<N, T>(Gates + gates + ((nint)g * Hidden), count);
                for (int k = TCell.Gates; k < TCell.Saved; k++) saved[k] = Load<N, T>(Extra + extra + ((nint)(k - TCell.Gates) * Hidden), count);
                for (int s = 0; s < TCell.States; s++)
                {
                    before[s] = Load<N, T>(Before + (s * StrideBefore) + units, count);
                    after[s] = Load<N, T>(After + (s * StrideAfter) + units, count);
                }
                TCell.Backward(saved, before, after, ref gradient, ref projected, ref recurrent);
            }
            for (int s = 0; s < TCell.States; s++) Store(gradient[s], Carry + (s * StrideCarry) + units, count);
            for (int g = 0; g < TCell.Gates; g++)
            {
                Store(projected[g], Projected + gates + ((nint)g * Hidden), count);
                Store(recurrent[g], Recurrent + gates + ((nint)g * Hidden), count);
            }
        }
    }
}
