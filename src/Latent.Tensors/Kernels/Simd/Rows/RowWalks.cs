using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>
/// The two ways to walk rows with vectors: one row whose elements are neighbours, or as many neighbouring rows as there are lanes. Row
/// functions are written once over either.
/// </summary>
internal unsafe interface IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>Folds the terms of a row; every lane of the result holds the fold of the row it stands for.</summary>
    N Fold<TFold, TTerm>(TTerm term) where TFold : IFold where TTerm : struct, IRowTerm<N>;

    /// <summary>Writes the terms to the places of the row.</summary>
    void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>;

    /// <summary>Writes one number per row.</summary>
    void WriteResult(N value, T* output);
}

/// <summary>
/// A row of neighbours. Sums run in four vectors, element i of the row in vector (i / lanes) mod 4, lane i mod lanes; these are added in
/// pairs, then the lanes by a tree: an order fixed by the length alone.
/// </summary>
internal readonly unsafe struct AlongRow<N, T>(int length) : IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Fold<TFold, TTerm>(TTerm term)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        N a = N.Constant(TFold.Identity), b = a, c = a, d = a;
        nint i = 0;
        for (; i <= length - (4 * N.Lanes); i += 4 * N.Lanes)
        {
            a = TFold.Combine(a, term.At(i, N.Lanes));
            b = TFold.Combine(b, term.At(i + N.Lanes, N.Lanes));
            c = TFold.Combine(c, term.At(i + (2 * N.Lanes), N.Lanes));
            d = TFold.Combine(d, term.At(i + (3 * N.Lanes), N.Lanes));
        }
        for (int vector = 0; i < length; i += N.Lanes, vector++)
        {
            int count = (int)Math.Min(length - i, N.Lanes);
            N value = term.At(i, count);
            if (count < N.Lanes) value = Part<N, T>.Mask(value, count, TFold.Identity);
            if (vector == 0) a = TFold.Combine(a, value);
            else if (vector == 1) b = TFold.Combine(b, value);
            else if (vector == 2) c = TFold.Combine(c, value);
            else d = TFold.Combine(d, value);
        }
        return First(N.FoldLanes<TFold>(TFold.Combine(TFold.Combine(a, b), TFold.Combine(c, d))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>
    {
        nint i = 0;
        for (; i <= length - N.Lanes; i += N.Lanes) N.Store(term.At(i, N.Lanes), output + i);
        if (i < length) Part<N, T>.Store(term.At(i, (int)(length - i)), output + i, (int)(length - i));
    }

    public void WriteResult(N value, T* output) => Part<N, T>.Store(value, output, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N First(N value)
    {
        T* lanes = stackalloc T[N.Lanes];
        N.Store(value, lanes);
        return N.Broadcast(*lanes);
    }
}

/// <summary>Neighbouring rows, one per lane, whose elements are <c>stride</c> apart. Sums run along the row, one element after the other.</summary>
internal readonly unsafe struct AcrossRows<N, T>(int length, nint stride, int rows) : IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Fold<TFold, TTerm>(TTerm term)
        where TFold : IFold
        where TTerm : struct, IRowTerm<N>
    {
        N folded = N.Constant(TFold.Identity);
        if (rows == N.Lanes)
            for (int i = 0; i < length; i++) folded = TFold.Combine(folded, term.At(i * stride, N.Lanes));
        else
            for (int i = 0; i < length; i++) folded = TFold.Combine(folded, term.At(i * stride, rows));
        return folded;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>
    {
        if (rows == N.Lanes)
            for (int i = 0; i < length; i++) N.Store(term.At(i * stride, N.Lanes), output + (i * stride));
        else
            for (int i = 0; i < length; i++) Part<N, T>.Store(term.At(i * stride, rows), output + (i * stride), rows);
    }

    public void WriteResult(N value, T* output) => Part<N, T>.Store(value, output, rows);
}
