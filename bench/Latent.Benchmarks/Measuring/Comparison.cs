using System.Diagnostics;

namespace Latent.Benchmarks.Measuring;

/// <summary>Measures a case: a turn of ours, a turn of the peer's, and again, so that whatever else the machine does meets both alike.</summary>
internal sealed class Comparison(Options options, Bystanders bystanders)
{
    private const int MostRepetitions = 200;

    /// <summary>A case beside which other programs took more than this share of the processors is measured again, a few times.</summary>
    private const double Tolerated = 0.03;
    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Measures until it was quiet enough; otherwise gives the quietest of the attempts.</summary>
    public Result Measure(Case work, int threads, Peer? peer)
    {
        Result? best = null;
        for (int attempt = 0; attempt < (options.ProcessorTime ? 1 : Attempts); attempt++)
        {
            if (attempt > 0)
            {
                Thread.Sleep(Patience);
            }

            bystanders.Start();
            Result result = MeasureOnce(work, threads, peer);
            result = result with { Disturbance = bystanders.Share() };
            best = best is null || result.Disturbance < best.Disturbance ? result : best;
            if (best.Disturbance <= Tolerated)
            {
                break;
            }
        }

        return best!;
    }

    private Result MeasureOnce(Case work, int threads, Peer? peer)
    {
        using var engine = new Engine(threads);
        Action action = work.Prepare(engine);
        int ourRepetitions = Repetitions(WarmUp(action));
        Action? beside = work.Beside?.Invoke(engine);
        bool compared = beside is not null || (peer is not null && work.Peer is not null);
        string variant = beside is null ? "" : "beside";
        int peerRepetitions = beside is null ? 0 : Repetitions(WarmUp(beside));
        if (compared && beside is null)
        {
            (double[] first, variant) = peer!.Run(work, 3, options.ProcessorTime);
            peerRepetitions = Repetitions(first.Min());
        }

        var ours = new double[options.Turns];
        var theirs = new double[compared ? options.Turns : 0];
        for (int turn = 0; turn < options.Turns; turn++)
        {
            ours[turn] = Statistics.Median(Turn(action, ourRepetitions));
            if (compared)
            {
                double[] times = beside is null ? peer!.Run(work, peerRepetitions, options.ProcessorTime).Seconds : Turn(beside, peerRepetitions);
                theirs[turn] = Statistics.Median(times);
            }
        }

        return new Result(work, threads, ours, theirs, variant);
    }

    // Until the runtime has replaced every first, unoptimised version of a method: it does so in the background after 30 calls, and a step may call a
    // kernel once. What takes seconds spends its time in loops, which are replaced while they run.
    private double WarmUp(Action action)
    {
        const double Seconds = 0.4, Longest = 5;
        const int Calls = 50, Least = 3, Most = 400;
        long start = Stopwatch.GetTimestamp();
        double best = double.PositiveInfinity;
        for (int i = 0; i < Most; i++)
        {
            double passed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (i >= Least && passed >= (i < Calls ? Longest : Seconds)) break;
            best = Math.Min(best, Time(action));
        }

        return best;
    }

    private double[] Turn(Action action, int repetitions)
    {
        // The peer's turn has cooled our caches and parked our threads, as ours did its: each begins with one run that is not counted.
        action();
        var seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            seconds[i] = Time(action);
        }

        return seconds;
    }

    private double Time(Action action)
    {
        if (options.ProcessorTime)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            action();
            return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private int Repetitions(double seconds) => (int)Math.Clamp(options.TurnSeconds / seconds, 1, MostRepetitions);
}

/// <param name="Ours">The median of each of our turns, in seconds.</param>
/// <param name="Theirs">The same of the peer's; empty where it was not asked.</param>
/// <param name="Variant">How the peer was fastest.</param>
internal sealed record Result(Case Case, int Threads, double[] Ours, double[] Theirs, string Variant)
{
    /// <summary>The share of the processors that other programs took meanwhile.</summary>
    public double Disturbance { get; init; }

    public bool IsDisturbed => Disturbance > 0.03;

    public double OurTime => Statistics.Median(Ours);

    public double? TheirTime => Theirs.Length > 0 ? Statistics.Median(Theirs) : null;

    /// <summary>Our time over the peer's of the turn after it, with the quartiles as the interval.</summary>
    public (double Low, double Middle, double High)? Ratio
    {
        get
        {
            if (Theirs.Length == 0)
            {
                return null;
            }

            double[] ratios = [.. Ours.Zip(Theirs, (ours, theirs) => ours / theirs)];
            return (Statistics.Quantile(ratios, 0.25), Statistics.Median(ratios), Statistics.Quantile(ratios, 0.75));
        }
    }
}
