using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Threading;

/// <summary>One block of memory, 64-byte aligned, that grows to the largest size asked for and is kept. Not thread-safe.</summary>
internal sealed unsafe class ScratchMemory
{
    private const int Alignment = 64;
    private const nuint Granule = 4096;
    private const nuint Most = int.MaxValue - (2 * Granule);

    // A pinned array rather than native memory: it needs no finalizer, and goes when the workers go.
    private byte[] _array = [];
    private byte* _aligned;
    private nuint _bytes;

    /// <summary>The block, at least this long; its contents are undefined. Invalidates what an earlier call returned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is beyond 2 GiB.</exception>
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Most);
        var rounded = Math.Max(Granule, (bytes + Granule - 1) & ~(Granule - 1));
        _aligned = null;
        _bytes = 0;
        _array = GC.AllocateUninitializedArray<byte>((int)rounded + Alignment, pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref _array[0]);
        _aligned = (byte*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
        _bytes = rounded;
    }
}
