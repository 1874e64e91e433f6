using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>op(B) in packed panels, for a matrix that many multiplications share, such as the weights of a recurrent layer.</summary>
/// <remarks>The memory is the caller's. Its layout depends on the processor, so it must not be stored.</remarks>
internal readonly unsafe struct PackedB
{
    private PackedB(float* memory, int columns, int depth)
    {
        Columns = columns;
        Depth = depth;
        Side = new PackedSide(memory, (columns + TileShape.Columns - 1) / TileShape.Columns, TileShape.Columns);
    }

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>k.</summary>
    public int Depth { get; }

    internal PackedSide Side { get; }

    /// <summary>How many floats a matrix of so many columns and rows takes when packed; at least 1.</summary>
    public static nint Floats(int columns, int depth)
    {
        var panels = (columns + TileShape.Columns - 1) / TileShape.Columns;
        return Math.Max(1, (nint)panels * TileShape.Columns * depth);
    }

    /// <summary>Packs op(B)[k, n].</summary>
    /// <param name="workers">Who packs.</param>
    /// <param name="transposeB">Whether B is stored as [n, k].</param>
    /// <param name="n">Columns of op(B).</param>
    /// <param name="k">Rows of op(B).</param>
    /// <param name="b">B.</param>
    /// <param name="bStride">The leading dimension of B as stored.</param>
    /// <param name="memory">Where to: <see cref="Floats"/> elements; at best 64-byte aligned.</param>
    public static PackedB Pack(Workers workers, bool transposeB, int n, int k, float* b, nint bStride, float* memory)
    {
        if (transposeB)
        {
            return Pack(workers, n, k, new ContiguousDepth(b, bStride), memory);
        }
        return Pack(workers, n, k, new ContiguousLanes(b, bStride, n), memory);
    }

    /// <summary>Packs an operand that comes from a packer.</summary>
    public static PackedB Pack<TB>(Workers workers, int n, int k, in TB b, float* memory)
        where TB : struct, IPanelPacker
    {
        var packed = new PackedB(memory, n, k);
        GemmKernel.PackB(workers, new GemmPlan(0, n, k), b, packed.Side);
        return packed;
    }
}
