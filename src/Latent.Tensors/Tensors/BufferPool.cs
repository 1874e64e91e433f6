using System.Numerics;

namespace Latent.Tensors;

/// <summary>
/// Recycled buffers by size class. One [128, 400] float32 activation is 205 KB, over the large-object threshold: without
/// recycling each would wait for a full collection.
/// </summary>
/// <remarks>Classes are 2^k and 1.5·2^k bytes, so at most a third of a buffer is slack, up to 1 GiB.
/// What is larger is made to measure and not kept: slack of gigabytes, or gigabytes that lie idle, cost more than a new buffer does.
/// The last returned is the first rented: it is warm in cache.</remarks>
internal sealed class BufferPool(Func<int, long, Buffer> allocate)
{
    private const int SmallestBits = 8;
    private const int LargestBits = 30;

    /// <summary>The class of the buffers that are larger than every class; they are not kept.</summary>
    internal const int Unkept = (2 * (LargestBits - SmallestBits)) + 1;

    private const int MeasureGranule = 4096;

    private readonly Lock _gate = new();
    private readonly Stack<Buffer>[] _free = [.. Enumerable.Range(0, Unkept).Select(_ => new Stack<Buffer>())];
    private int _outstanding;
    private long _allocatedBytes;

    public PoolStatistics Statistics
    {
        get
        {
            lock (_gate)
                return new(_outstanding, _free.Sum(f => f.Count), _free.Sum(f => f.Sum(b => b.Bytes)), _allocatedBytes);
        }
    }

    public Buffer Rent(long bytes)
    {
        (int sizeClass, long size) = ClassOf(bytes);
        lock (_gate)
        {
            if (sizeClass != Unkept && _free[sizeClass].TryPop(out Buffer? free))
            {
                _outstanding++;
                return free;
            }
        }
        // Counted once it is there: an allocation may throw.
        Buffer buffer = allocate(sizeClass, size);
        lock (_gate)
        {
            _outstanding++;
            _allocatedBytes += size;
        }
        return buffer;
    }

    public void Return(Buffer buffer)
    {
        buffer.Epoch = 0;
        buffer.Holders = 0;
        lock (_gate)
        {
            _outstanding--;
            if (buffer.SizeClass != Unkept) _free[buffer.SizeClass].Push(buffer);
        }
    }

    /// <summary>Tells the pool that a rented buffer will not come back: the garbage collector owns it now.</summary>
    public void Forget()
    {
        lock (_gate) _outstanding--;
    }

    /// <summary>Lets go of every free buffer.</summary>
    public void Trim()
    {
        lock (_gate)
            foreach (Stack<Buffer> stack in _free) stack.Clear();
    }

    /// <summary>The class of a size and the size of its buffers.</summary>
    internal static (int Class, long Size) ClassOf(long bytes)
    {
        if (bytes > 1L << LargestBits) return (Unkept, (bytes + MeasureGranule - 1) / MeasureGranule * MeasureGranule);
        ulong needed = (ulong)Math.Max(bytes, 1 << SmallestBits);
        int bits = 63 - BitOperations.LeadingZeroCount(needed);
        ulong power = 1UL << bits;
        int sizeClass = 2 * (bits - SmallestBits);
        if (needed == power) return (sizeClass, (long)power);
        return needed <= power + (power >> 1) ? (sizeClass + 1, (long)(power + (power >> 1))) : (sizeClass + 2, (long)(power << 1));
    }
}

/// <summary>What a device's buffer pool holds.</summary>
/// <param name="Outstanding">Buffers rented and not returned: 0 between passes. Kept ones are the garbage collector's, not the pool's.</param>
/// <param name="Free">Buffers waiting for reuse.</param>
/// <param name="FreeBytes">Bytes waiting for reuse.</param>
/// <param name="AllocatedBytes">Bytes allocated since the device was made; constant in steady state, but for buffers over 1 GiB, which are made anew.</param>
public readonly record struct PoolStatistics(int Outstanding, int Free, long FreeBytes, long AllocatedBytes);
