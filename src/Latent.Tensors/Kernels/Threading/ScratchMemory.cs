namespace Latent.Tensors.Kernels.Threading;

/// <summary>One block of memory, 64-byte aligned, that grows to the largest size asked for and is kept. Not thread-safe.</summary>
internal sealed unsafe class ScratchMemory
{
    private const nuint Granule = 4096;

    // Keeps the memory alive; goes when the workers go.
    private object? _owner;
    private byte* _aligned;
    private nuint _bytes;

    /// <summary>The block, at least this long; its contents are undefined. Invalidates what an earlier call returned.</summary>
    /// <exception cref="InsufficientMemoryException">The memory is not there; the message says how much was asked.</exception>
    public void* AtLeast(nuint bytes)
    {
        if (bytes > _bytes || _aligned is null)
        {
            Grow(bytes);
        }
        return _aligned;
    }

    private void Grow(nuint bytes)
    {
        // The old block goes first, so that it need not lie beside the new one.
        _aligned = null;
        _bytes = 0;
        _owner = null;
        var rounded = Math.Max(Granule, (bytes + Granule - 1) & ~(Granule - 1));
        _owner = AlignedMemory.Allocate(checked((long)rounded), out _aligned);
        _bytes = rounded;
    }
}
