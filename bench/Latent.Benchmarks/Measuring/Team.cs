using System.Diagnostics;

namespace Latent.Benchmarks.Measuring;

/// <summary>Runs one action on several threads at once, for the measurements of the machine itself.</summary>
internal static class Team
{
    /// <summary>Seconds from the common start until the last thread is done.</summary>
    public static double Time(int threads, Action<int> work)
    {
        if (threads == 1)
        {
            long alone = Stopwatch.GetTimestamp();
            work(0);
            return Stopwatch.GetElapsedTime(alone).TotalSeconds;
        }

        using var gate = new Barrier(threads);
        long[] starts = new long[threads];
        long[] ends = new long[threads];
        Thread[] members = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            gate.SignalAndWait();
            starts[i] = Stopwatch.GetTimestamp();
            work(i);
            ends[i] = Stopwatch.GetTimestamp();
        }))];
        Array.ForEach(members, member => member.Start());
        Array.ForEach(members, member => member.Join());
        return Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalSeconds;
    }
}
