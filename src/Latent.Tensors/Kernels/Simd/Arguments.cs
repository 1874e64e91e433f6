using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>One address per operand.</summary>
[InlineArray(Operands.Capacity)]
internal struct Addresses
{
    private nint _first;
}

/// <summary>
/// The operands of a row: an address and a mask each. With a mask of ones an operand walks along the row; with 0 it stays, and the address
/// is that of a vector that holds the broadcast number, so that reading an operand has no branch.
/// </summary>
internal unsafe struct ArgumentTable<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    internal Addresses Bases;
    internal Addresses Masks;

    public void Walk(int operand, T* address)
    {
        Bases[operand] = (nint)address;
        Masks[operand] = -1;
    }

    /// <summary>Makes an operand a constant; <paramref name="slot"/> has room for a vector and lives as long as the row.</summary>
    public void Stay(int operand, T* address, T* slot)
    {
        N.Store(N.Broadcast(*address), slot);
        Bases[operand] = (nint)slot;
        Masks[operand] = 0;
    }

    /// <summary>
    /// Copies <paramref name="count"/> numbers of each walking operand from <paramref name="index"/> on, fewer than a vector, to its slot, so
    /// that no read passes the end of a buffer; lanes beyond them hold the first of them. Afterwards every operand stays.
    /// </summary>
    public void Tail(int arity, nint index, int count, T* slots)
    {
        for (int k = 0; k < arity; k++)
        {
            if (Masks[k] == 0) continue;
            T* source = (T*)Bases[k] + index;
            T* slot = slots + (k * N.Lanes);
            for (int i = 0; i < count; i++) slot[i] = source[i];
            for (int i = count; i < N.Lanes; i++) slot[i] = source[0];
            Bases[k] = (nint)slot;
            Masks[k] = 0;
        }
    }
}

/// <summary>
/// One vector of each operand of a table, from an element on. Two words, since the compiler copies it for every operand that a formula
/// reads; the table is read in place and must not move.
/// </summary>
internal readonly unsafe struct Arguments<N, T>(ArgumentTable<N, T>* table, nint index) : IArguments<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    private readonly nint* _table = (nint*)table;
    private readonly nint _bytes = index * sizeof(T);

    // The table is its bases, then its masks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Get(int operand) => N.Load((T*)(_table[operand] + (_bytes & _table[Operands.Capacity + operand])));
}
