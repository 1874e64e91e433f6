namespace Latent.Tensors.Kernels.Threading;

/// <summary>
/// The scratch memories of a set of workers: one for each worker, and further ones that are lent to runs beside the main one and to
/// callers who need memory that all cells of their run share.
/// </summary>
internal sealed class ScratchSlots
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private ScratchMemory[] _slots;

    public ScratchSlots(int workers)
    {
        _slots = new ScratchMemory[workers];
        for (var i = 0; i < workers; i++)
        {
            _slots[i] = new ScratchMemory();
        }
    }

    /// <summary>The memory of a slot. Only the thread that holds the slot may use it.</summary>
    public ScratchMemory this[int slot] => Volatile.Read(ref _slots)[slot];

    /// <summary>Lends a slot that nobody uses. Allocates only when more slots are out than ever before.</summary>
    public int Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var slot))
            {
                return slot;
            }

            // Others read the array without the lock, so it is replaced, never resized in place; the memories themselves stay.
            slot = _slots.Length;
            var grown = new ScratchMemory[slot + 1];
            _slots.CopyTo(grown, 0);
            grown[slot] = new ScratchMemory();
            Volatile.Write(ref _slots, grown);
            return slot;
        }
    }

    /// <summary>Takes a lent slot back; its memory is kept for the next.</summary>
    public void Return(int slot)
    {
        lock (_lock)
        {
            _free.Push(slot);
        }
    }
}
