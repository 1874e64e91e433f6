using System.Diagnostics;
using System.Globalization;

namespace Latent.Benchmarks.Measuring;

/// <summary>How much of the processors other programs take: what was measured beside them is not to be trusted.</summary>
/// <param name="peers">Processes that belong to the measurement besides this one.</param>
internal sealed class Bystanders(IReadOnlyCollection<Process> peers)
{
    // Linux counts processor time in hundredths of a second.
    private const double Tick = 0.01;
    private const string Source = "/proc/stat";

    private double _wall, _busy, _own;

    /// <summary>Starts an interval.</summary>
    public void Start() => (_wall, _busy, _own) = Read();

    /// <summary>The share of all processors that others took since the start; 0 where the system does not say.</summary>
    public double Share()
    {
        (double wall, double busy, double own) = Read();
        return Math.Max(0, (busy - _busy - (own - _own)) / ((wall - _wall) * Environment.ProcessorCount));
    }

    private (double Wall, double Busy, double Own) Read()
    {
        double wall = Stopwatch.GetElapsedTime(0).TotalSeconds;
        if (!File.Exists(Source))
        {
            return (wall, 0, 0);
        }

        double own = Environment.CpuUsage.TotalTime.TotalSeconds;
        foreach (Process peer in peers)
        {
            peer.Refresh();
            own += peer.TotalProcessorTime.TotalSeconds;
        }

        // cpu user nice system idle iowait irq softirq steal ...
        double[] counts = [.. File.ReadLines(Source).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (wall, (counts[0] + counts[1] + counts[2] + counts[5] + counts[6]) * Tick, own);
    }
}
