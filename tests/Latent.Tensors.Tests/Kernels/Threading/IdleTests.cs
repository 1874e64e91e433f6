using System.Diagnostics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Tests.Kernels.Threading;

/// <summary>Measures the processor time of the whole process, so it runs when no other test does.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class IdleTests
{
    [Fact]
    public void AnIdleProcessUsesNoProcessorTime()
    {
        using var workers = new Workers(2);
        var job = default(EmptyJob);
        workers.Run(ref job, 8);
        var least = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Thread.Sleep(50);
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            Thread.Sleep(200);
            process.Refresh();
            var used = process.TotalProcessorTime - before;
            least = used < least ? used : least;
        }
        Assert.True(least < TimeSpan.FromMilliseconds(150), $"{least.TotalMilliseconds} ms of processor time in 200 ms of idling");
    }

    private struct EmptyJob : IJob
    {
        public readonly void Run(int cell, int worker)
        {
        }
    }
}

/// <summary>Tests that run after all others, one by one.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess
{
}
