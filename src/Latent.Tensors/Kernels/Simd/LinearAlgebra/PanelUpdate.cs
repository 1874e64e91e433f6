using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd.LinearAlgebra;

/// <summary>C -= L·U over a few k: the work of every factorisation and substitution here.</summary>
/// <remarks>
/// Each element is c = fma(-l_k, u_k, c) for the k in their order, so how rows and columns are blocked changes no bit. Rows of C and U have
/// whole vectors of columns; the caller pads its workspace.
/// </remarks>
internal static unsafe class PanelUpdate<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>c[i·ldc + j] -= Σ_k l[i·li + k·lk] · u[k·ldu + j]; columns are a multiple of the lanes; strides may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* c, nint ldc, int rows, int columns, T* l, nint li, nint lk, T* u, nint ldu, int depth)
    {
        if (depth == 0) return;
        int i = 0;
        for (; i <= rows - 4; i += 4)
        {
            T* row = c + (i * ldc);
            T* factors = l + (i * li);
            int j = 0;
            for (; j <= columns - (2 * N.Lanes); j += 2 * N.Lanes) FourByTwo(row + j, ldc, factors, li, lk, u + j, ldu, depth);
            if (j < columns) FourByOne(row + j, ldc, factors, li, lk, u + j, ldu, depth);
        }
        for (; i < rows; i++)
            for (int j = 0; j < columns; j += N.Lanes) One(c + (i * ldc) + j, l + (i * li), lk, u + j, ldu, depth);
    }

    // Eight sums in registers: two loads of U and four factors feed eight multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByTwo(T* c, nint ldc, T* l, nint li, nint lk, T* u, nint ldu, int depth)
    {
        T* c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc;
        N a0 = N.Load(c), a1 = N.Load(c1), a2 = N.Load(c2), a3 = N.Load(c3);
        N b0 = N.Load(c + N.Lanes), b1 = N.Load(c1 + N.Lanes), b2 = N.Load(c2 + N.Lanes), b3 = N.Load(c3 + N.Lanes);
        for (int k = 0; k < depth; k++, l += lk, u += ldu)
        {
            N x = N.Load(u), y = N.Load(u + N.Lanes);
            N f = -N.Broadcast(l[0]);
            a0 = N.MulAdd(f, x, a0);
            b0 = N.MulAdd(f, y, b0);
            f = -N.Broadcast(l[li]);
            a1 = N.MulAdd(f, x, a1);
            b1 = N.MulAdd(f, y, b1);
            f = -N.Broadcast(l[2 * li]);
            a2 = N.MulAdd(f, x, a2);
            b2 = N.MulAdd(f, y, b2);
            f = -N.Broadcast(l[3 * li]);
            a3 = N.MulAdd(f, x, a3);
            b3 = N.MulAdd(f, y, b3);
        }
        N.Store(a0, c);
        N.Store(a1, c1);
        N.Store(a2, c2);
        N.Store(a3, c3);
        N.Store(b0, c + N.Lanes);
        N.Store(b1, c1 + N.Lanes);
        N.Store(b2, c2 + N.Lanes);
        N.Store(b3, c3 + N.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByOne(T* c, nint ldc, T* l, nint li, nint lk, T* u, nint ldu, int depth)
    {
        T* c1 = c + ldc, c2 = c1 + ldc, c3 = c2 + ldc;
        N a0 = N.Load(c), a1 = N.Load(c1), a2 = N.Load(c2), a3 = N.Load(c3);
        for (int k = 0; k < depth; k++, l += lk, u += ldu)
        {
            N x = N.Load(u);
            a0 = N.MulAdd(-N.Broadcast(l[0]), x, a0);
            a1 = N.MulAdd(-N.Broadcast(l[li]), x, a1);
            a2 = N.MulAdd(-N.Broadcast(l[2 * li]), x, a2);
            a3 = N.MulAdd(-N.Broadcast(l[3 * li]), x, a3);
        }
        N.Store(a0, c);
        N.Store(a1, c1);
        N.Store(a2, c2);
        N.Store(a3, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(T* c, T* l, nint lk, T* u, nint ldu, int depth)
    {
        N a = N.Load(c);
        for (int k = 0; k < depth; k++, l += lk, u += ldu) a = N.MulAdd(-N.Broadcast(*l), N.Load(u), a);
        N.Store(a, c);
    }
}
