using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Tests.Kernels.Threading;

public sealed unsafe class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryCellRunsExactlyOnce(int threads)
    {
        using var workers = new Workers(threads);
        var counts = stackalloc int[300];
        foreach (var cells in new[] { 0, 1, 2, 3, 7, 64, 300 })
        {
            for (var repetition = 0; repetition < 200; repetition++)
            {
                new Span<int>(counts, 300).Clear();
                var job = new CountJob { Counts = counts };
                workers.Run(ref job, cells);
                for (var i = 0; i < 300; i++)
                {
                    Assert.Equal(i < cells ? 1 : 0, counts[i]);
                }
            }
        }
    }

    [Fact]
    public void ManyRunsInARowWithPausesInBetweenLoseNothing()
    {
        using var workers = new Workers(3);
        var counts = stackalloc int[8];
        var expected = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var job = new CountJob { Counts = counts };
            workers.Run(ref job, 8);
            expected++;
            if (i % 4000 == 0)
            {
                Thread.Sleep(20); // long enough for the workers to park
            }
        }
        Assert.All(new Span<int>(counts, 8).ToArray(), count => Assert.Equal(expected, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void AnExceptionReachesTheCallerAndTheWorkersGoOn(int threads)
    {
        using var workers = new Workers(threads);
        var counts = stackalloc int[16];
        for (var bad = 0; bad < 50; bad++)
        {
            var throwing = new ThrowingJob { Bad = bad };
            var thrown = Assert.Throws<InvalidOperationException>(() => workers.Run(ref throwing, 50));
            Assert.Equal($"cell {bad}", thrown.Message);

            new Span<int>(counts, 16).Clear();
            var job = new CountJob { Counts = counts };
            workers.Run(ref job, 16);
            Assert.All(new Span<int>(counts, 16).ToArray(), count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ARunWithinARunHasScratchOfItsOwn(int threads)
    {
        using var workers = new Workers(threads);
        var failures = 0;
        for (var repetition = 0; repetition < 50; repetition++)
        {
            var job = new NestingJob { Workers = workers, Failures = &failures };
            workers.Run(ref job, 20);
        }
        Assert.Equal(0, failures);
    }

    [Fact]
    public void RunsFromManyThreadsAtOnceDoNotDisturbEachOther()
    {
        using var workers = new Workers(2);
        var failures = 0;
        var total = 0;
        var threads = new Thread[6];
        for (var t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                for (var i = 0; i < 300; i++)
                {
                    int counted = 0, failed = 0;
                    var job = new ScratchJob { Workers = workers, Failures = &failed, Count = &counted };
                    workers.Run(ref job, 10);
                    Interlocked.Add(ref total, counted);
                    Interlocked.Add(ref failures, failed);
                }
            });
            threads[t].Start();
        }
        foreach (var thread in threads)
        {
            Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "deadlock");
        }
        Assert.Equal(0, failures);
        Assert.Equal(6 * 300 * 10, total);
    }

    [Fact]
    public void ARunAllocatesNothing()
    {
        using var workers = new Workers(2);
        var counts = stackalloc int[8];
        var job = new CountJob { Counts = counts };
        for (var i = 0; i < 100; i++)
        {
            workers.Run(ref job, 8);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            workers.Run(ref job, 8);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AJobInTheHeapStaysInPlaceWhileTheCollectorMovesThings()
    {
        using var workers = new Workers(2);
        var box = new Box();
        for (var i = 0; i < 30; i++)
        {
            box = new Box { Job = new CollectingJob { Sum = new int[64] } };
            workers.Run(ref box.Job, 64);
            Assert.All(box.Job.Sum, value => Assert.Equal(1, value));
        }
        GC.KeepAlive(box);
    }

    [Fact]
    public void ScratchIsAlignedAndRentedMemoryIsApart()
    {
        using var workers = new Workers(2);
        using var first = workers.Rent(100);
        using var second = workers.Rent(100);
        Assert.True(first.Memory != second.Memory);
        Assert.Equal(0, (nint)first.Memory % 64);
        Assert.Equal(0, (nint)workers.Scratch(1, 100_000) % 64);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void AThreadCountOutOfRangeIsRefused(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(threads));

    private struct CountJob : IJob
    {
        public int* Counts;

        public readonly void Run(int cell, int worker) => Interlocked.Increment(ref Counts[cell]);
    }

    private struct ThrowingJob : IJob
    {
        public int Bad;

        public readonly void Run(int cell, int worker)
        {
            if (cell == Bad)
            {
                throw new InvalidOperationException($"cell {cell}");
            }
        }
    }

    /// <summary>Fills its scratch memory, dawdles, and looks whether anybody has been there.</summary>
    private struct ScratchJob : IJob
    {
        public Workers Workers;
        public int* Failures;
        public int* Count;

        public readonly void Run(int cell, int worker)
        {
            var scratch = new Span<int>(Workers.Scratch(worker, 4000), 1000);
            scratch.Fill(cell);
            Thread.SpinWait(50);
            if (scratch.ContainsAnyExcept(cell))
            {
                Interlocked.Increment(ref *Failures);
            }
            Interlocked.Increment(ref *Count);
        }
    }

    private struct NestingJob : IJob
    {
        public Workers Workers;
        public int* Failures;

        public readonly void Run(int cell, int worker)
        {
            var scratch = new Span<int>(Workers.Scratch(worker, 4000), 1000);
            scratch.Fill(-1 - cell);
            var count = 0;
            var inner = new ScratchJob { Workers = Workers, Failures = Failures, Count = &count };
            Workers.Run(ref inner, 5);
            if (count != 5 || scratch.ContainsAnyExcept(-1 - cell))
            {
                Interlocked.Increment(ref *Failures);
            }
        }
    }

    private struct CollectingJob : IJob
    {
        public int[] Sum;

        public readonly void Run(int cell, int worker)
        {
            if (cell % 16 == 0)
            {
                GC.Collect();
            }
            Interlocked.Increment(ref Sum[cell]);
        }
    }

    private sealed class Box
    {
        public CollectingJob Job;
    }
}
