using System.Runtime.InteropServices;
using System.Text;
using Latent.Benchmarks.Measuring;

namespace Latent.Benchmarks.Reporting;

/// <summary>The results as one Markdown page: the machine, the main table, the goals, the scaling tables.</summary>
internal sealed class Report(Machine machine, IReadOnlyList<Result> results, IReadOnlyList<Peer> peers, Options options)
{
    public string Write()
    {
        var page = new StringBuilder();
        page.Append(Line($"# {machine.Name}"));
        WriteConditions(page);
        WriteTable(page, [.. results.Where(result => result.Case.Sweep is null)]);
        foreach (var axis in results.Where(result => result.Case.Sweep is not null).GroupBy(result => result.Case.Sweep!.Axis))
        {
            WriteScaling(page, axis.Key, [.. axis]);
        }

        return page.ToString();
    }

    private void WriteConditions(StringBuilder page)
    {
        page.Append(Line());
        page.Append(Line($"- {options.Date}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription.Trim()}, " +
            $"{Environment.ProcessorCount} processors"));
        foreach (int threads in options.Threads)
        {
            page.Append(Line($"- peak of fused multiply-adds ({FusedMultiplyAddPeak.InstructionSet}), {threads} " +
                $"{(threads == 1 ? "thread" : "threads")}: {machine.Peak(threads) / 1e9:0} GFLOP/s; copying 8 MB: " +
                $"{machine.Bandwidth(threads, 8 << 20) / 1e9:0} GB/s, 256 MB: {machine.Bandwidth(threads, 256 << 20) / 1e9:0} GB/s"));
        }

        foreach (Peer peer in peers)
        {
            string settings = string.Join(' ', Peer.Settings((int)peer.About["threads"]!).Select(setting => $"{setting.Name}={setting.Value}"));
            page.Append(Line($"- peer: PyTorch {peer.About["torch"]}, OpenBLAS kernels {peer.About["core"]}, `{settings}`"));
        }

        page.Append(Line($"- {options.Turns} turns of about {options.TurnSeconds * 1000:0} ms each, ours and the peer's alternating, {(options.ProcessorTime ? "processor" : "wall")} time; " +
            "times are medians of the turns' medians; ratios are ours over theirs turn by turn, median (quartiles)"));
    }

    private void WriteTable(StringBuilder page, IReadOnlyList<Result> rows)
    {
        page.Append(Line());
        page.Append(Line("Times: median (best turn). Floor: the least time this machine could need, from the peak of fused multiply-adds or " +
            "from copying as many bytes. Lowest: the ratio to PyTorch that somebody who reached the floor would have."));
        if (rows.Any(row => row.Case.Beside is not null))
        {
            page.Append(Line());
            page.Append(Line("Rows marked † stand beside the same work written directly against the engine, not beside PyTorch."));
        }

        if (results.Any(row => row.IsDisturbed))
        {
            page.Append(Line());
            page.Append(Line("Rows marked * were measured while other programs used the processors: do not trust them."));
        }

        page.Append(Line());
        page.Append(Line("| case | threads | ours | PyTorch | ratio | lowest | GFLOP/s | of peak | of floor | speed-up | goal |"));
        page.Append(Line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"));
        foreach (Result row in rows)
        {
            double counted = row.Case.NominalOperations > 0 ? row.Case.NominalOperations : row.Case.Operations;
            double peak = counted / row.OurTime / machine.Peak(row.Threads);
            double floor = machine.Floor(row.Threads, row.Case.Operations, row.Case.Bytes);
            string[] cells =
            [
                row.Case.Name + Mark(row),
                $"{row.Threads}",
                $"{Time(row.OurTime)} ({Time(row.Ours.Min())})",
                row.TheirTime is { } theirs ? $"{Time(theirs)} ({Time(row.Theirs.Min())})" : "",
                row.Ratio is { } ratio ? $"{ratio.Middle:0.00} ({ratio.Low:0.00}-{ratio.High:0.00})" : "",
                row.TheirTime is { } least && floor > 0 ? $"{floor / least:0.00}" : "",
                counted > 0 ? $"{counted / row.OurTime / 1e9:0}" : "",
                counted > 0 ? $"{peak:P0}" : "",
                floor > 0 ? $"{floor / row.OurTime:P0}" : "",
                Speedup(row) is { } speedup ? $"{speedup:0.00}" : "",
                Verdict(row, peak),
            ];
            page.Append(Line($"| {string.Join(" | ", cells)} |"));
        }
    }

    private string Verdict(Result row, double peak)
    {
        if (row.Case.Goal is not { } goal)
        {
            return "";
        }

        var parts = new List<string>();
        if (goal.Ratio is { } most && row.Ratio is { } ratio)
        {
            parts.Add($"ratio {most:0.00}: {(ratio.Middle <= most ? "met" : "missed")}");
        }

        if (goal.Peak is { } least)
        {
            parts.Add($"{least:P0} of peak: {(peak >= least ? "met" : "missed")}");
        }

        if (goal.Speedup is { } factor && Speedup(row) is { } speedup)
        {
            parts.Add($"speed-up {factor:0.00}: {(speedup >= factor ? "met" : "missed")}");
        }

        return string.Join(", ", parts);
    }

    private double? Speedup(Result row) =>
        row.Threads > 1 && results.FirstOrDefault(other => other.Case == row.Case && other.Threads == 1) is { } single
            ? single.OurTime / row.OurTime
            : null;

    private void WriteScaling(StringBuilder page, string axis, IReadOnlyList<Result> points)
    {
        page.Append(Line());
        page.Append(Line($"## Scaling: {axis}"));
        page.Append(Line());
        page.Append(Line($"| {axis} | threads | ours | per example | GFLOP/s | of peak | speed-up | PyTorch | ratio |"));
        page.Append(Line("|--:|--:|--:|--:|--:|--:|--:|--:|--:|"));
        foreach (Result point in points.OrderBy(point => point.Threads))
        {
            SweepPoint sweep = point.Case.Sweep!;
            double rate = point.Case.Operations / point.OurTime;
            string[] cells =
            [
                $"{sweep.Value}{Mark(point)}",
                $"{point.Threads}",
                Time(point.OurTime),
                Time(point.OurTime / sweep.Items),
                $"{rate / 1e9:0}",
                $"{rate / machine.Peak(point.Threads):P0}",
                Speedup(point) is { } speedup ? $"{speedup:0.00}" : "",
                point.TheirTime is { } theirs ? Time(theirs) : "",
                point.Ratio is { } ratio ? $"{ratio.Middle:0.00}" : "",
            ];
            page.Append(Line($"| {string.Join(" | ", cells)} |"));
        }
    }

    private static string Mark(Result row) => (row.Case.Beside is null ? "" : " †") + (row.IsDisturbed ? " *" : "");

    private static string Time(double seconds) => seconds switch
    {
        >= 0.1 => $"{seconds * 1e3:0} ms",
        >= 1e-3 => $"{seconds * 1e3:0.00} ms",
        >= 1e-4 => $"{seconds * 1e6:0} us",
        _ => $"{seconds * 1e6:0.0} us",
    };

    // Files are the same on every system.
    private static string Line(string text = "") => text + "\n";
}
