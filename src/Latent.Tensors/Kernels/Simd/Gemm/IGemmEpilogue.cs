namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>What is done to C right after it is computed, while it lies in the first-level cache: bias, activation.</summary>
internal unsafe interface IGemmEpilogue
{
    /// <summary>Treats finished elements c[0..count), which are C[row, column..column + count).</summary>
    /// <remarks>
    /// Called exactly once for each element of C, by several threads at once. Segments are cut differently on different processors, so the
    /// result of an element must not depend on its neighbours in the segment. Columns start at multiples of 16; count is 1 to 32.
    /// </remarks>
    void Apply(float* c, int row, int column, int count);
}

/// <summary>Leaves C as it is.</summary>
internal readonly unsafe struct NoEpilogue : IGemmEpilogue
{
    /// <inheritdoc/>
    public void Apply(float* c, int row, int column, int count)
    {
    }
}
