using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>A full vector of numbers: the algebra plus memory access and the fold of its lanes.</summary>
internal unsafe interface IVector<N, T> : IReal<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>Numbers in a vector: 16 for float, 8 for double, on every instruction set, so that sums have one order.</summary>
    static abstract int Lanes { get; }

    static abstract N Load(T* source);

    static abstract void Store(N value, T* destination);

    static abstract N Broadcast(T value);

    static abstract T FromDouble(double value);

    static abstract double ToDouble(T value);

    /// <summary>Combines the lanes by a fixed tree: lane i with lane i + n/2, halving n; the result is in lane 0 (others undefined).</summary>
    static abstract N FoldLanes<TFold>(N value) where TFold : IFold;
}
