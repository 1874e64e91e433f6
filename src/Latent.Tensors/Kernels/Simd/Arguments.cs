using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>One address per operand.</summary>
[InlineArray(Operands.Capacity)]
internal struct Addresses
{
    private nint _first;
}

/// <summary>
/// The operands of a row: an address and a step each. A step of 1 walks the row; 0 stays, and the address is that of a vector that
/// holds the broadcast number, so that reading an operand has no branch.
/// </summary>
internal unsafe struct Arguments<N, T> : IArguments<N>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    private Addresses _addresses;
    private Addresses _steps;

    /// <summary>The first element of the vector to read.</summary>
    public nint Index;

    public void Walk(int operand, T* address)
    {
        _addresses[operand] = (nint)address;
        _steps[operand] = sizeof(T);
    }

    /// <summary>Makes an operand a constant; <paramref name="slot"/> has room for a vector and lives as long as the row.</summary>
    public void Stay(int operand, T* address, T* slot)
    {
        N.Store(N.Broadcast(*address), slot);
        _addresses[operand] = (nint)slot;
        _steps[operand] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly N Get(int operand) => N.Load((T*)(_addresses[operand] + (Index * _steps[operand])));

    /// <summary>
    /// Copies the last <paramref name="count"/> numbers of each walking operand, fewer than a vector, to its slot, so that no read
    /// passes the end of a buffer; lanes beyond them keep what the slot held.
    /// </summary>
    public void Tail(int arity, int count, T* slots)
    {
        for (int k = 0; k < arity; k++)
        {
            if (_steps[k] == 0) continue;
            T* source = (T*)_addresses[k] + Index;
            T* slot = slots + (k * N.Lanes);
            for (int i = 0; i < count; i++) slot[i] = source[i];
            for (int i = count; i < N.Lanes; i++) slot[i] = source[0];
            _addresses[k] = (nint)slot;
            _steps[k] = 0;
        }
        Index = 0;
    }
}
