using System.Numerics;
using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>Copies in which the axis that is contiguous in the input is not the one that is contiguous in the output.</summary>
/// <remarks>
/// Worked off in tiles of 64 by 64, so that the cache lines of both sides are used whole while they are near. Within a tile, sixteen
/// rows at a time are turned in registers.
/// </remarks>
internal static unsafe class TransposeKernel
{
    private const int Tile = 64;
    private const int Block = 16;
    private const int CellElements = 16384;

    /// <summary>
    /// The axis along which the input is contiguous while the output's last axis is another; -1 if the plan is no transposition.
    /// </summary>
    public static int AxisOf(in CopyPlan plan)
    {
        int last = plan.Rank - 1;
        if (last < 1 || plan.OutputStrides[last] != 1 || plan.InputStrides[last] is 0 or 1) return -1;
        for (int axis = 0; axis < last; axis++)
            if (plan.InputStrides[axis] == 1) return axis;
        return -1;
    }

    public static void Run<N, T>(Workers workers, in CopyPlan plan, int axis)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        int last = plan.Rank - 1;
        Job<N, T> job = default;
        job.Output = plan.Output.Pointer<T>();
        job.Input = plan.Input.Pointer<T>();
        job.Accumulate = plan.Accumulate;
        job.Rows = plan.Sizes[axis];
        job.Columns = plan.Sizes[last];
        job.OutputRow = plan.OutputStrides[axis];
        job.InputColumn = plan.InputStrides[last];
        job.Outer = new(plan, last, axis);
        job.TileRows = (job.Rows + Tile - 1) / Tile;
        job.TileColumns = (job.Columns + Tile - 1) / Tile;
        job.Tiles = job.Outer.Count * job.TileRows * job.TileColumns;
        job.TilesPerCell = Math.Max(1, CellElements / (Math.Min(job.Rows, Tile) * Math.Min(job.Columns, Tile)));
        workers.Run(ref job, (job.Tiles + job.TilesPerCell - 1) / job.TilesPerCell);
    }

    // output[r·OutputRow + c] = input[r + c·InputColumn].
    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public T* Output;
        public T* Input;
        public bool Accumulate;
        public int Rows;
        public int Columns;
        public nint OutputRow;
        public nint InputColumn;
        public OuterAxes Outer;
        public int TileRows;
        public int TileColumns;
        public int Tiles;
        public int TilesPerCell;

        public readonly void Run(int cell, int worker)
        {
            int end = Math.Min(Tiles, (cell + 1) * TilesPerCell);
            for (int tile = cell * TilesPerCell; tile < end; tile++)
            {
                (int rest, int column) = Math.DivRem(tile, TileColumns);
                (int outer, int row) = Math.DivRem(rest, TileRows);
                Outer.Offsets(outer, out nint output, out nint input);
                row *= Tile;
                column *= Tile;
                Turn(
                    Output + output + (row * OutputRow) + column,
                    Input + input + row + (column * InputColumn),
                    Math.Min(Tile, Rows - row),
                    Math.Min(Tile, Columns - column));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Turn(T* output, T* input, int rows, int columns)
        {
            int done = 0;
            if (typeof(T) == typeof(float))
            {
                for (; done + Block <= columns; done += Block)
                {
                    float* to = (float*)(output + done), from = (float*)(input + (done * InputColumn));
                    if (Accumulate) AddBlocks(to, from, rows);
                    else Gemm.Transpose.Lanes16(to, OutputRow, Block, from, InputColumn, Block, rows);
                }
            }
            for (int r = 0; r < rows; r++)
            {
                T* to = output + (r * OutputRow);
                T* from = input + r;
                if (Accumulate)
                    for (int c = done; c < columns; c++) to[c] += from[c * InputColumn];
                else
                    for (int c = done; c < columns; c++) to[c] = from[c * InputColumn];
            }
        }

        // Sixteen columns are turned into a stack buffer and added from there.
        private readonly void AddBlocks(float* output, float* input, int rows)
        {
            float* turned = stackalloc float[Block * Block];
            for (int r = 0; r < rows; r += Block)
            {
                int depth = Math.Min(Block, rows - r);
                Gemm.Transpose.Lanes16(turned, Block, Block, input + r, InputColumn, Block, depth);
                for (int k = 0; k < depth; k++) RowKernel<Lanes32, float>.Add(output + ((r + k) * OutputRow), turned + (k * Block), Block);
            }
        }
    }
}
