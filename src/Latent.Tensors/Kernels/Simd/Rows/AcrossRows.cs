using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>
/// Neighbouring rows, one per lane of a few vectors side by side, whose elements are <c>stride</c> apart. Sums run along the row, one
/// element after the other.
/// </summary>
internal readonly unsafe struct AcrossRows<N, T>(int length, nint stride, int rows) : IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>The most vectors side by side.</summary>
    public const int MaxVectors = 16;

    private const int CacheBytes = 16384;

    public int Vectors => (rows + N.Lanes - 1) / N.Lanes;

    /// <summary>How many vectors side by side stay in the first-level cache from one sweep to the next.</summary>
    public static int VectorsFor(int length) => Math.Clamp(CacheBytes / (Math.Max(1, length) * N.Lanes * sizeof(T)), 1, MaxVectors);

    public void Fold<TFold, TTerm>(TTerm term, T* result)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        for (int v = 0; v < Vectors; v++) N.Store(N.Constant(TFold.Identity), result + (v * N.Lanes));
        int whole = rows / N.Lanes * N.Lanes;
        FoldWhole<TFold, TTerm>(term, whole, result);
        if (whole < rows) FoldFew<TFold, TTerm>(term, whole, result);
    }

    public void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>
    {
        int whole = rows / N.Lanes * N.Lanes;
        WriteWhole(term, whole, output);
        if (whole < rows) WriteFew(term, whole, output);
    }

    public void WriteResult(T* result, T* output)
    {
        for (int i = 0; i < rows; i++) output[i] = result[i];
    }

    // The hot loops call nothing: with a call anywhere in them, the compiler would keep their vectors on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void FoldWhole<TFold, TTerm>(TTerm term, int whole, T* result)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        nint end = length * stride;
        for (nint at = 0; at < end; at += stride)
            for (nint row = 0; row < whole; row += N.Lanes)
                N.Store(TFold.Combine(N.Load(result + row), term.At(at + row, row, N.Lanes)), result + row);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FoldFew<TFold, TTerm>(TTerm term, nint row, T* result)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        N folded = N.Constant(TFold.Identity);
        for (int i = 0; i < length; i++) folded = TFold.Combine(folded, term.At((i * stride) + row, row, rows - (int)row));
        N.Store(folded, result + row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void WriteWhole<TTerm>(TTerm term, int whole, T* output) where TTerm : struct, IRowTerm<N>
    {
        nint end = length * stride;
        for (nint at = 0; at < end; at += stride)
            for (nint row = 0; row < whole; row += N.Lanes)
                N.Store(term.At(at + row, row, N.Lanes), output + at + row);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteFew<TTerm>(TTerm term, nint row, T* output) where TTerm : struct, IRowTerm<N>
    {
        int count = rows - (int)row;
        for (int i = 0; i < length; i++) Part<N, T>.Store(term.At((i * stride) + row, row, count), output + (i * stride) + row, count);
    }
}
