using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Tests.Tensors;

/// <summary>Size classes up to the largest tensor, and what happens where the memory is not there; no test here takes gigabytes.</summary>
public sealed class BufferPoolTests
{
    [Theory]
    [InlineData(0, 0, 256)]
    [InlineData(256, 0, 256)]
    [InlineData(257, 1, 384)]
    [InlineData(385, 2, 512)]
    [InlineData((1L << 29) + 1, 43, 3L << 28)]
    [InlineData(1L << 30, 44, 1L << 30)]
    [InlineData((1L << 30) + 1, BufferPool.Unkept, (1L << 30) + 4096)]
    [InlineData(2_000_000_000, BufferPool.Unkept, 2_000_003_072)]
    [InlineData(int.MaxValue * 4L, BufferPool.Unkept, 1L << 33)]
    [InlineData(int.MaxValue * 8L, BufferPool.Unkept, 1L << 34)]
    public void Every_tensor_has_a_class(long bytes, int sizeClass, long size) => Assert.Equal((sizeClass, size), BufferPool.ClassOf(bytes));

    [Fact]
    public void A_failed_allocation_is_not_counted()
    {
        BufferPool pool = new((_, bytes) => throw new InsufficientMemoryException($"{bytes}"));
        Assert.Equal("512", Assert.Throws<InsufficientMemoryException>(() => pool.Rent(500)).Message);
        Assert.Equal(new PoolStatistics(0, 0, 0, 0), pool.Statistics);
    }

    [Fact]
    public void A_buffer_over_the_largest_class_is_not_kept()
    {
        List<long> made = [];
        BufferPool pool = new((sizeClass, bytes) =>
        {
            made.Add(bytes);
            return new Stub(sizeClass, bytes);
        });
        for (int i = 0; i < 2; i++)
        {
            pool.Return(pool.Rent(3L << 30));
            pool.Return(pool.Rent(1000));
        }
        Assert.Equal([3L << 30, 1024, 3L << 30], made);
        Assert.Equal(new PoolStatistics(0, 1, 1024, (6L << 30) + 1024), pool.Statistics);
    }

    [Fact]
    public void Memory_that_is_not_there_is_said_so()
    {
        const string message = "Memory: 4611686018427387904 bytes (4294967296.00 GiB) are not to be had. " +
            "Take a smaller batch or fewer samples, or dispose of passes earlier.";
        Assert.Equal(message, Assert.Throws<InsufficientMemoryException>(() => new CpuBuffer(0, 1L << 62)).Message);
        using Workers workers = new(1);
        Assert.Equal(message, Assert.Throws<InsufficientMemoryException>(() => { workers.Rent((nuint)1 << 62).Dispose(); }).Message);
    }

    [Fact]
    public void A_scratch_slot_whose_memory_failed_serves_again()
    {
        ScratchSlots slots = new(1);
        for (int i = 0; i < 3; i++) Assert.Throws<InsufficientMemoryException>(() => new ScratchLease(slots, (nuint)1 << 62).Dispose());
        int slot = slots.Rent();
        Assert.Equal(1, slot);
        unsafe
        {
            Assert.NotEqual(0, (nint)slots[slot].AtLeast(100));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100_000)]
    public unsafe void Memory_starts_on_a_cache_line_and_is_all_there(int bytes)
    {
        object owner = AlignedMemory.Allocate(bytes, out byte* start);
        Assert.Equal(0, (nint)start % 64);
        new Span<byte>(start, bytes).Fill(0xFF);
        GC.KeepAlive(owner);
    }

    private sealed class Stub(int sizeClass, long bytes) : Buffer(sizeClass, bytes);
}
