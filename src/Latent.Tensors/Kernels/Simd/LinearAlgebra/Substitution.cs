using System.Numerics;

namespace Latent.Tensors.Kernels.Simd.LinearAlgebra;

/// <summary>X = T⁻¹·X in place for a triangular T, sixteen rows at a time; element (i, k) of T lies at t[i·row + k·column].</summary>
internal static unsafe class Substitution<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged, INumber<T>
{
    private const int Block = 16;

    /// <summary>T is lower: rows from the first to the last.</summary>
    public static void Lower(T* t, nint row, nint column, int n, T* x, nint ldx, int columns, bool unit)
    {
        for (int k0 = 0; k0 < n; k0 += Block)
        {
            int k1 = Math.Min(n, k0 + Block);
            T* known = x + (k0 * ldx);
            for (int k = k0; k < k1; k++)
            {
                PanelUpdate<N, T>.Run(x + (k * ldx), ldx, 1, columns, t + (k * row) + (k0 * column), row, column, known, ldx, k - k0);
                if (!unit) Divide(x + (k * ldx), columns, t[(k * row) + (k * column)]);
            }
            PanelUpdate<N, T>.Run(x + (k1 * ldx), ldx, n - k1, columns, t + (k1 * row) + (k0 * column), row, column, known, ldx, k1 - k0);
        }
    }

    /// <summary>T is upper: rows from the last to the first.</summary>
    public static void Upper(T* t, nint row, nint column, int n, T* x, nint ldx, int columns)
    {
        for (int k1 = n; k1 > 0; k1 -= Block)
        {
            int k0 = Math.Max(0, k1 - Block), last = k1 - 1;
            T* known = x + (last * ldx);
            for (int k = last; k >= k0; k--)
            {
                PanelUpdate<N, T>.Run(x + (k * ldx), ldx, 1, columns, t + (k * row) + (last * column), row, -column, known, -ldx, last - k);
                Divide(x + (k * ldx), columns, t[(k * row) + (k * column)]);
            }
            PanelUpdate<N, T>.Run(x, ldx, k0, columns, t + (last * column), row, -column, known, -ldx, k1 - k0);
        }
    }

    private static void Divide(T* x, int columns, T divisor)
    {
        N d = N.Broadcast(divisor);
        for (int j = 0; j < columns; j += N.Lanes) N.Store(N.Load(x + j) / d, x + j);
    }
}
