namespace Latent.Tensors.Kernels.Threading;

/// <summary>Memory lent by <see cref="Workers.Rent"/>: dispose of it exactly once, after the last use of <see cref="Memory"/>.</summary>
internal readonly unsafe struct ScratchLease : IDisposable
{
    private readonly ScratchSlots _slots;
    private readonly int _slot;

    internal ScratchLease(ScratchSlots slots, nuint bytes)
    {
        _slots = slots;
        _slot = slots.Rent();
        try
        {
            Memory = slots[_slot].AtLeast(bytes);
        }
        catch
        {
            slots.Return(_slot);
            throw;
        }
    }

    /// <summary>The block, 64-byte aligned, contents undefined. Every thread may use it as the run's cells divide it.</summary>
    public void* Memory { get; }

    /// <inheritdoc/>
    public void Dispose() => _slots.Return(_slot);
}
