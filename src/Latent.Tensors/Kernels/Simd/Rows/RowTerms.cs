using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>x.</summary>
internal readonly unsafe struct Values<N, T>(T* x) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(x + offset, count);
}

/// <summary>e^(x - shift), the shift per row.</summary>
internal readonly unsafe struct Exponentials<N, T>(T* x, T* shift) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => N.Exp(Part<N, T>.Load(x + offset, count) - N.Load(shift + row));
}

/// <summary>e^(x - shift), left in y on the way.</summary>
internal readonly unsafe struct StoredExponentials<N, T>(T* x, T* shift, T* y) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count)
    {
        N e = N.Exp(Part<N, T>.Load(x + offset, count) - N.Load(shift + row));
        Part<N, T>.Store(e, y + offset, count);
        return e;
    }
}

/// <summary>x·factor, the factor per row.</summary>
internal readonly unsafe struct Scaled<N, T>(T* x, T* factor) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(x + offset, count) * N.Load(factor + row);
}

/// <summary>(x - shift) - logarithm: in this order, as the first difference is small where it matters.</summary>
internal readonly unsafe struct Shifted<N, T>(T* x, T* shift, T* logarithm) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(x + offset, count) - N.Load(shift + row) - N.Load(logarithm + row);
}

/// <summary>a·b.</summary>
internal readonly unsafe struct Products<N, T>(T* a, T* b) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(a + offset, count) * Part<N, T>.Load(b + offset, count);
}

/// <summary>y·(g - sum).</summary>
internal readonly unsafe struct SoftmaxSlope<N, T>(T* g, T* y, T* sum) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(y + offset, count) * (Part<N, T>.Load(g + offset, count) - N.Load(sum + row));
}

/// <summary>g - eʸ·sum.</summary>
internal readonly unsafe struct LogSoftmaxSlope<N, T>(T* g, T* y, T* sum) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) =>
        Part<N, T>.Load(g + offset, count) - (N.Exp(Part<N, T>.Load(y + offset, count)) * N.Load(sum + row));
}

/// <summary>Another term, plus what the result holds already.</summary>
internal readonly unsafe struct Added<N, T, TTerm>(TTerm term, T* old) : IRowTerm<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
    where TTerm : struct, IRowTerm<N>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N At(nint offset, nint row, int count) => Part<N, T>.Load(old + offset, count) + term.At(offset, row, count);
}
