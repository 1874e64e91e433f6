using System.Numerics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>
/// Runs a <see cref="CopyPlan"/>: whole rows where both sides are contiguous, tiles where axes change places, else number by number.
/// </summary>
/// <remarks>Numbers are only moved (or added once), so no cut of the work can change a bit.</remarks>
internal static unsafe class CopyKernel
{
    private const int CellElements = 16384;

    // Below this a call to copy memory costs more than the numbers.
    private const int ShortRow = 16;

    public static void Run<N, T>(Workers workers, in CopyPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        if (plan.Count == 0) return;
        int transposed = TransposeKernel.AxisOf(plan);
        if (transposed >= 0)
        {
            TransposeKernel.Run<N, T>(workers, plan, transposed);
            return;
        }
        RowsJob<N, T> job = default;
        job.Output = plan.Output.Pointer<T>();
        job.Input = plan.Input.Pointer<T>();
        job.Accumulate = plan.Accumulate;
        // The last axis is the row, the one before it steps from row to row, those outside are walked like an odometer.
        job.Length = 1;
        job.OutputStep = 1;
        job.InputStep = 1;
        job.Rows = 1;
        int rank = plan.Rank;
        if (rank > 0)
        {
            job.Length = plan.Sizes[rank - 1];
            job.OutputStep = plan.OutputStrides[rank - 1];
            job.InputStep = plan.InputStrides[rank - 1];
        }
        if (rank > 1)
        {
            job.Rows = plan.Sizes[rank - 2];
            job.OutputRow = plan.OutputStrides[rank - 2];
            job.InputRow = plan.InputStrides[rank - 2];
        }
        job.Outer = new(plan, Math.Max(0, rank - 2));
        job.TotalRows = plan.Count / job.Length;
        job.RowsPerCell = Math.Max(1, CellElements / job.Length);
        job.ChunksPerRow = (job.Length + CellElements - 1) / CellElements;
        workers.Run(ref job, (job.TotalRows + job.RowsPerCell - 1) / job.RowsPerCell * job.ChunksPerRow);
    }

    private struct RowsJob<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public T* Output;
        public T* Input;
        public bool Accumulate;
        public int Length;
        public nint OutputStep;
        public nint InputStep;
        public int Rows;
        public nint OutputRow;
        public nint InputRow;
        public OuterAxes Outer;
        public int TotalRows;
        public int RowsPerCell;
        public int ChunksPerRow;

        public readonly void Run(int cell, int worker)
        {
            (int group, int chunk) = Math.DivRem(cell, ChunksPerRow);
            nint start = (nint)chunk * CellElements;
            int count = (int)Math.Min(CellElements, Length - start);
            int row = group * RowsPerCell;
            int end = Math.Min(TotalRows, row + RowsPerCell);
            while (row < end)
            {
                (int outer, int inner) = Math.DivRem(row, Rows);
                int rows = Math.Min(end - row, Rows - inner);
                Outer.Offsets(outer, out nint output, out nint input);
                output += (start * OutputStep) + (inner * OutputRow);
                input += (start * InputStep) + (inner * InputRow);
                Move(Output + output, Input + input, rows, count);
                row += rows;
            }
        }

        private readonly void Move(T* output, T* input, int rows, int count)
        {
            bool contiguous = OutputStep == 1 && InputStep == 1 && count >= ShortRow;
            bool repeated = OutputStep == 1 && InputStep == 0 && !Accumulate;
            bool reversed = OutputStep == 1 && InputStep == -1 && !Accumulate;
            for (int row = 0; row < rows; row++, output += OutputRow, input += InputRow)
            {
                if (contiguous && !Accumulate) new Span<T>(input, count).CopyTo(new Span<T>(output, count));
                else if (contiguous) RowKernel<N, T>.Add(output, input, count);
                else if (repeated) new Span<T>(output, count).Fill(*input);
                else if (reversed) RowKernel<N, T>.Reverse(output, input, count);
                else if (Accumulate) AddStrided(output, input, count);
                else MoveStrided(output, input, count);
            }
        }

        private readonly void MoveStrided(T* output, T* input, int count)
        {
            nint outputStep = OutputStep, inputStep = InputStep;
            for (int i = 0; i < count; i++, output += outputStep, input += inputStep) *output = *input;
        }

        private readonly void AddStrided(T* output, T* input, int count)
        {
            nint outputStep = OutputStep, inputStep = InputStep;
            for (int i = 0; i < count; i++, output += outputStep, input += inputStep) *output += *input;
        }
    }
}

/// <summary>The outer axes of a <see cref="CopyPlan"/>: where their index-th combination lies on both sides.</summary>
internal struct OuterAxes
{
    private readonly int _rank;
    private AxisSizes _sizes;
    private AxisSizes _outputs;
    private AxisSizes _inputs;

    /// <summary>All axes before <paramref name="end"/>, less the one of <paramref name="except"/>.</summary>
    public OuterAxes(in CopyPlan plan, int end, int except = -1)
    {
        for (int axis = 0; axis < end; axis++)
        {
            if (axis == except) continue;
            _sizes[_rank] = plan.Sizes[axis];
            _outputs[_rank] = plan.OutputStrides[axis];
            _inputs[_rank] = plan.InputStrides[axis];
            _rank++;
        }
    }

    public readonly int Count
    {
        get
        {
            int count = 1;
            for (int axis = 0; axis < _rank; axis++) count *= _sizes[axis];
            return count;
        }
    }

    public readonly void Offsets(int index, out nint output, out nint input)
    {
        output = 0;
        input = 0;
        for (int axis = _rank - 1; axis >= 0; axis--)
        {
            (index, int i) = Math.DivRem(index, _sizes[axis]);
            output += (nint)i * _outputs[axis];
            input += (nint)i * _inputs[axis];
        }
    }
}
