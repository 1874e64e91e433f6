using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Latent.Benchmarks.Measuring;

/// <summary>What this machine can do at most, measured once a run, and what it is called.</summary>
internal sealed partial class Machine
{
    private readonly Dictionary<int, double> _peaks = [];
    private readonly Dictionary<(int Threads, long Bytes), double> _bandwidths = [];

    public string Name { get; } = ReadName();

    /// <summary>A file name: <c>amd-epyc-family-25-model-17</c>.</summary>
    public string Slug => NotInFileNames().Replace(Name.ToLowerInvariant(), "-").Trim('-');

    /// <summary>Measures the peaks; called before and after the cases, the best counts, as other work on the machine only lowers them.</summary>
    public void MeasurePeaks(IEnumerable<int> threadCounts)
    {
        foreach (int threads in threadCounts)
        {
            _peaks[threads] = Math.Max(_peaks.GetValueOrDefault(threads), FusedMultiplyAddPeak.Measure(threads));
        }
    }

    /// <summary>Float32 operations a second of so many threads together.</summary>
    public double Peak(int threads)
    {
        if (!_peaks.TryGetValue(threads, out double peak))
        {
            _peaks[threads] = peak = FusedMultiplyAddPeak.Measure(threads);
        }

        return peak;
    }

    /// <summary>
    /// Bytes a second, read and written together, when memory of this size altogether is copied from one half to the other: the ceiling of
    /// every operation that does little with each element. Small sizes stay in the caches, so the ceiling depends on the size.
    /// </summary>
    public double Bandwidth(int threads, double bytes)
    {
        long size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(bytes, 4096, 1L << 28));
        if (!_bandwidths.TryGetValue((threads, size), out double bandwidth))
        {
            _bandwidths[(threads, size)] = bandwidth = MeasureCopy(threads, size);
        }

        return bandwidth;
    }

    /// <summary>The least time in which this machine could do so much arithmetic and move so many bytes, whichever binds.</summary>
    public double Floor(int threads, double operations, double bytes) =>
        Math.Max(operations / Peak(threads), bytes > 0 ? bytes / Bandwidth(threads, bytes) : 0);

    private static unsafe double MeasureCopy(int threads, long bytes)
    {
        nuint half = (nuint)(bytes / 2 / threads) & ~(nuint)63;
        half = Math.Max(half, 64);
        int passes = (int)Math.Clamp((1 << 22) / (long)half, 1, 4096);
        byte* memory = (byte*)NativeMemory.AlignedAlloc(2 * half * (nuint)threads, 4096);
        try
        {
            new Span<byte>(memory, checked((int)(2 * half * (nuint)threads))).Clear();
            double best = double.PositiveInfinity;
            for (int i = 0; i < 15; i++)
            {
                best = Math.Min(best, Team.Time(threads, member =>
                {
                    byte* from = memory + ((nuint)member * 2 * half);
                    for (int pass = 0; pass < passes; pass++)
                    {
                        Buffer.MemoryCopy(from, from + half, half, half);
                    }
                }));
            }

            return 2.0 * half * passes * threads / best;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    // Virtual machines often hide the model in the name ("AMD EPYC"), so family and model numbers belong to it.
    private static string ReadName()
    {
        const string Source = "/proc/cpuinfo";
        if (!File.Exists(Source))
        {
            return $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}";
        }

        Dictionary<string, string> fields = File.ReadLines(Source).TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        string name = fields.GetValueOrDefault("model name", RuntimeInformation.ProcessArchitecture.ToString());
        return fields.TryGetValue("cpu family", out string? family) ? $"{name} family {family} model {fields["model"]}" : name;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInFileNames();
}
