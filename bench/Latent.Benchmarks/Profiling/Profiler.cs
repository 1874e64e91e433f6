using System.Diagnostics;
using System.Text;
using Latent.Benchmarks.Measuring;
using Latent.Tensors.Diagnostics;

namespace Latent.Benchmarks.Profiling;

/// <summary>Where the time of one of our runs goes: kernel by kernel, each against its own floor, and what is left between them.</summary>
internal static class Profiler
{
    private const int WarmUpRuns = 50;
    private const int Runs = 200;
    private const int LeastRuns = 10;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>A table in Markdown.</summary>
    public static string Profile(Case work, int threads, Machine machine, bool processorTime)
    {
        Func<long> clock = processorTime
            ? static () => (long)Environment.CpuUsage.TotalTime.TotalNanoseconds
            : static () => (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;
        ProfiledDevice device = ProfiledDevice.Create(threads, clock);
        using var engine = new Engine(threads, device);
        Action action = work.Prepare(engine);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < LeastRuns || (i < WarmUpRuns && Stopwatch.GetElapsedTime(begin) < MostTime); i++)
        {
            action();
        }

        device.Times.Clear();
        var totals = new List<double>();
        begin = Stopwatch.GetTimestamp();
        while (totals.Count < LeastRuns || (totals.Count < Runs && Stopwatch.GetElapsedTime(begin) < MostTime))
        {
            long start = clock();
            action();
            totals.Add((clock() - start) * 1e-9);
        }

        double total = Statistics.Median(totals);
        var rows = device.Times.Times
            .Select(time => (Time: time, Calls: time.Seconds.Count / (double)totals.Count, Median: Statistics.Median(time.Seconds)))
            .OrderByDescending(row => row.Calls * row.Median).ToList();
        double inKernels = rows.Sum(row => row.Calls * row.Median);
        var page = new StringBuilder();
        page.Append($"### {work.Name}, {threads} {(threads == 1 ? "thread" : "threads")}: {total * 1e6:0} us\n\n");
        page.Append("| kernel | calls | us a call | share | floor us | of floor |\n|---|--:|--:|--:|--:|--:|\n");
        // What takes less than a two-hundredth of the run goes into one line.
        var small = rows.Where(row => row.Calls * row.Median < total / 200).ToList();
        foreach (var row in rows.Except(small))
        {
            double floor = machine.Floor(threads, row.Time.Operations, row.Time.Bytes);
            page.Append($"| {row.Time.Name} | {row.Calls:0.#} | {row.Median * 1e6:0.0} | {row.Calls * row.Median / total:P1} ");
            page.Append($"| {floor * 1e6:0.0} | {floor / row.Median:P0} |\n");
        }

        page.Append($"| {small.Count} smaller kinds | {small.Sum(row => row.Calls):0.#} | | {small.Sum(row => row.Calls * row.Median) / total:P1} | | |\n");
        page.Append($"| between kernels | | {(total - inKernels) * 1e6:0.0} | {1 - (inKernels / total):P1} | | |\n");
        return page.ToString();
    }
}
