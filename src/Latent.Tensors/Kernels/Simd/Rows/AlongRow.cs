using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>
/// One row of neighbours. Sums run in four vectors, element i of the row in vector (i / lanes) mod 4, lane i mod lanes; these are added in
/// pairs, then the lanes by a tree: an order fixed by the length alone.
/// </summary>
internal readonly unsafe struct AlongRow<N, T>(int length) : IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    public int Vectors => 1;

    public void Fold<TFold, TTerm>(TTerm term, T* result)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        T* sums = stackalloc T[4 * N.Lanes];
        int blocks = length / (4 * N.Lanes);
        FoldBlocks<TFold, TTerm>(term, blocks, sums);
        int i = blocks * 4 * N.Lanes, whole = length / N.Lanes * N.Lanes;
        for (T* sum = sums; i < whole; i += N.Lanes, sum += N.Lanes) FoldOne<TFold, TTerm>(term, i, sum);
        if (i < length) FoldFew<TFold, TTerm>(term, i, length - i, sums + (i - (blocks * 4 * N.Lanes)));
        FoldSums<TFold>(sums, result);
    }

    public void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>
    {
        int whole = length / N.Lanes * N.Lanes;
        WriteWhole(term, whole, output);
        if (whole < length) WriteFew(term, whole, length - whole, output);
    }

    public void WriteResult(T* result, T* output) => *output = *result;

    // The hot loops call nothing: with a call anywhere in them, the compiler would keep their vectors on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FoldBlocks<TFold, TTerm>(TTerm term, int blocks, T* sums)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        N a = N.Constant(TFold.Identity), b = a, c = a, d = a;
        nint end = (nint)blocks * 4 * N.Lanes;
        for (nint i = 0; i < end; i += 4 * N.Lanes)
        {
            a = TFold.Combine(a, term.At(i, 0, N.Lanes));
            b = TFold.Combine(b, term.At(i + N.Lanes, 0, N.Lanes));
            c = TFold.Combine(c, term.At(i + (2 * N.Lanes), 0, N.Lanes));
            d = TFold.Combine(d, term.At(i + (3 * N.Lanes), 0, N.Lanes));
        }
        N.Store(a, sums);
        N.Store(b, sums + N.Lanes);
        N.Store(c, sums + (2 * N.Lanes));
        N.Store(d, sums + (3 * N.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FoldOne<TFold, TTerm>(TTerm term, nint offset, T* sum)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N> => N.Store(TFold.Combine(N.Load(sum), term.At(offset, 0, N.Lanes)), sum);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FoldFew<TFold, TTerm>(TTerm term, nint offset, int count, T* sum)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N> =>
        N.Store(TFold.Combine(N.Load(sum), Part<N, T>.Mask(term.At(offset, 0, count), count, TFold.Identity)), sum);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FoldSums<TFold>(T* sums, T* result) where TFold : IFold
    {
        N a = TFold.Combine(N.Load(sums), N.Load(sums + N.Lanes)), b = TFold.Combine(N.Load(sums + (2 * N.Lanes)), N.Load(sums + (3 * N.Lanes)));
        N.Store(N.FoldLanes<TFold>(TFold.Combine(a, b)), result);
        N.Store(N.Broadcast(*result), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteWhole<TTerm>(TTerm term, int whole, T* output) where TTerm : struct, IRowTerm<N>
    {
        for (nint i = 0; i < whole; i += N.Lanes) N.Store(term.At(i, 0, N.Lanes), output + i);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteFew<TTerm>(TTerm term, nint offset, int count, T* output) where TTerm : struct, IRowTerm<N> =>
        Part<N, T>.Store(term.At(offset, 0, count), output + offset, count);
}
