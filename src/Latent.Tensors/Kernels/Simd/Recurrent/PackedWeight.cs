using Latent.Tensors.Kernels.Simd.Gemm;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Recurrent;

/// <summary>A weight matrix ready for one multiplication a step; float64 is used where it lies.</summary>
internal readonly unsafe struct PackedWeight<T> : IDisposable where T : unmanaged
{
    private readonly T* _weight;
    private readonly int _rows;
    private readonly int _columns;
    private readonly bool _transpose;
    private readonly ScratchLease _lease;
    private readonly PackedB _packed;

    private PackedWeight(Workers workers, T* weight, int rows, int columns, bool transpose)
    {
        _weight = weight;
        _rows = rows;
        _columns = columns;
        _transpose = transpose;
        (int n, int k) = transpose ? (rows, columns) : (columns, rows);
        bool packs = typeof(T) == typeof(float);
        _lease = workers.Rent(packs ? (nuint)(PackedB.Floats(n, k) * sizeof(float)) : 64);
        if (packs) _packed = PackedB.Pack(workers, transpose, n, k, (float*)weight, columns, (float*)_lease.Memory);
    }

    /// <param name="workers">Who packs.</param>
    /// <param name="weight">[rows, columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="transpose">Whether products are with the transposed matrix.</param>
    /// <summary>Packs for x·Wᵀ (transpose) or x·W.</summary>
    public static PackedWeight<T> Pack(Workers workers, T* weight, int rows, int columns, bool transpose) =>
        new(workers, weight, rows, columns, transpose);

    /// <summary>c (+)= x·op(W) for m rows of x.</summary>
    public void Multiply(Workers workers, int m, T* x, T* c, bool accumulate)
    {
        (int n, int k) = _transpose ? (_rows, _columns) : (_columns, _rows);
        if (typeof(T) == typeof(float))
            GemmKernel.Multiply(workers, false, m, (float*)x, k, _packed, (float*)c, n, accumulate, default(NoEpilogue));
        else
            GemmDouble.Multiply(workers, false, _transpose, m, n, k, (double*)x, k, (double*)_weight, _columns, (double*)c, n, accumulate);
    }

    public void Dispose() => _lease.Dispose();
}
