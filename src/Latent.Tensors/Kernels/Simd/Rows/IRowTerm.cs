using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>What one sweep over rows computes at each place: a term of a sum, or an element of the result.</summary>
/// <remarks>Implementations hold addresses alone: a vector in a field would be copied through memory at every call.</remarks>
internal unsafe interface IRowTerm<N> where N : IReal<N>
{
    /// <summary>
    /// The vector at <paramref name="offset"/>, of which the first <paramref name="count"/> lanes exist; the others may hold anything.
    /// <paramref name="row"/> is where the vector's rows lie in what there is one of per row; 0 along a row.
    /// </summary>
    N At(nint offset, nint row, int count);
}

/// <summary>Vectors of which only the first lanes exist: what lies beyond them belongs to someone else and is neither read nor written.</summary>
internal static unsafe class Part<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>Loads; lanes beyond <paramref name="count"/> repeat the first number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Load(T* source, int count) => count == N.Lanes ? N.Load(source) : LoadFew(source, count);

    /// <summary>Stores the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(N value, T* destination, int count)
    {
        if (count == N.Lanes) N.Store(value, destination);
        else StoreFew(value, destination, count);
    }

    /// <summary>The vector with the lanes beyond <paramref name="count"/> replaced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static N Mask(N value, int count, double rest)
    {
        T* lanes = stackalloc T[N.Lanes];
        N.Store(value, lanes);
        for (int i = count; i < N.Lanes; i++) lanes[i] = N.FromDouble(rest);
        return N.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static N LoadFew(T* source, int count)
    {
        T* lanes = stackalloc T[N.Lanes];
        for (int i = 0; i < N.Lanes; i++) lanes[i] = source[i < count ? i : 0];
        return N.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFew(N value, T* destination, int count)
    {
        T* lanes = stackalloc T[N.Lanes];
        N.Store(value, lanes);
        for (int i = 0; i < count; i++) destination[i] = lanes[i];
    }
}
