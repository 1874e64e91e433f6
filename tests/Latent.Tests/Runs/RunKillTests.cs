using System.Diagnostics;
using System.Globalization;
using Latent.Checkpoints;
using Latent.Probe;
using Latent.Runs;
using Latent.Tensors;
using Latent.Testing;
using Xunit.Abstractions;

namespace Latent.Tests.Runs;

/// <summary>
/// A training is killed with SIGKILL again and again, at random moments and at every kind of place, and gone on with each time: its files are
/// those of a training that was never disturbed, to the bit. The environment variable LATENT_KILLS says how many kills; 12 by default.
/// </summary>
public sealed class RunKillTests(ITestOutputHelper output)
{
    private const int KilledBySignal9 = 128 + 9;

    // The first dozen meet each place: the folder, its configuration, metrics before their checkpoint, saves, the model file, result, evaluation, report.
    private static readonly Kill[] s_first =
    [
        new(TrainAndDie.File, 3), new(TrainAndDie.File, 8), new(TrainAndDie.Point, 1), new(TrainAndDie.Call, 40), new(TrainAndDie.Call, 97),
        new("started", 15), new(TrainAndDie.Point, 2), new(TrainAndDie.Call, 150), new(TrainAndDie.File, 2), new(TrainAndDie.File, 7),
        new(TrainAndDie.Evaluation, 2), new("evaluated", 4),
    ];

    [Theory]
    [InlineData("data.csv", 12)]
    [InlineData(TrainAndDie.Staged, 5)]
    public void A_training_killed_at_any_moment_and_resumed_ends_with_the_bits_of_an_undisturbed_one(string table, int usual)
    {
        // The calls and the signal are those of Linux.
        if (!OperatingSystem.IsLinux()) return;
        string? setting = Environment.GetEnvironmentVariable("LATENT_KILLS");
        int kills = int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : usual;
        using TemporaryFolder folder = new();
        string data = folder.File(table), undisturbed = folder.File("undisturbed");
        File.WriteAllText(data, TinyRuns.Table());
        (int code, _, string errors) = ProbeProcess.RunToEnd("train-and-die", data, undisturbed, TrainAndDie.Never, "0");
        Assert.True(code == 0, errors);
        string expected = Assert.Single(RunFolder.List(undisturbed)).Path;

        Tally tally = new();
        for (int chain = 0; tally.Kills < kills; chain++)
        {
            string parent = folder.File("chain-" + chain.ToString(CultureInfo.InvariantCulture));
            while (RunOnce(data, parent, tally.Kills < kills ? Next(tally) : new Kill(TrainAndDie.Never, 0), tally)) ClearUnclaimed(parent);
            string actual = Assert.Single(RunFolder.List(parent)).Path;
            TinyRuns.AssertSame(expected, actual, TinyRuns.Files);
            Assert.Empty(Directory.EnumerateFiles(actual, ".tmp-*"));
            tally.Runs++;
        }

        output.WriteLine(tally.ToString());
        Assert.True(tally.DuringSaves >= 1, tally.ToString());
    }

    private static Kill Next(Tally tally)
    {
        if (tally.Asked < s_first.Length) return s_first[tally.Asked++];
        double[] u = new double[2];
        RandomKey.FromSeed(4).At(tally.Asked++).Uniform(u);
        int Below(int most) => 1 + (int)(u[1] * most);
        return u[0] switch
        {
            < 0.40 => new Kill(TrainAndDie.Call, Below(300)),
            < 0.55 => new Kill(TrainAndDie.File, Below(20)),
            < 0.65 => new Kill(TrainAndDie.Point, Below(4)),
            < 0.70 => new Kill(TrainAndDie.Evaluation, Below(6)),
            < 0.88 => new Kill("started", Below(80)),
            < 0.92 => new Kill("trained", Below(10)),
            < 0.96 => new Kill("evaluated", Below(50)),
            _ => new Kill("", Below(300)),
        };
    }

    // Whether it was killed.
    private static bool RunOnce(string data, string parent, Kill kill, Tally tally)
    {
        bool fromOutside = kill.Place is "" or "started" or "trained" or "evaluated";
        int before = LeftOvers(parent);
        using Process process = ProbeProcess.Start(
            "train-and-die", data, parent, fromOutside ? TrainAndDie.Never : kill.Place, kill.At.ToString(CultureInfo.InvariantCulture));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (fromOutside)
        {
            while (kill.Place.Length > 0 && process.StandardOutput.ReadLine() is { } line && line != kill.Place) continue;
            Thread.Sleep(kill.At);
            process.Kill();
        }

        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return false;
        Assert.True(process.ExitCode == KilledBySignal9, $"{kill}: ended with {process.ExitCode}: {errors.Result}");
        tally.Kills++;
        tally.Places[kill.Place] = tally.Places.GetValueOrDefault(kill.Place) + 1;
        if (LeftOvers(parent) > before) tally.DuringSaves++;
        return true;
    }

    // Of a checkpoint, a model or another file, begun and not finished, or put away and not deleted.
    private static int LeftOvers(string parent) => !Directory.Exists(parent) ? 0 : Directory
        .EnumerateFileSystemEntries(parent, "*", SearchOption.AllDirectories)
        .Select(static path => Path.GetFileName(path))
        .Count(static name => name.Contains(".tmp-", StringComparison.Ordinal) || name.StartsWith(".trash-", StringComparison.Ordinal));

    // A folder without a configuration is no run, and its name, which the model's card has, is taken: the next would be '-2'.
    private static void ClearUnclaimed(string parent)
    {
        if (!Directory.Exists(parent) || RunFolder.List(parent).Count > 0) return;
        foreach (string run in Directory.EnumerateDirectories(parent)) Directory.Delete(run, recursive: true);
    }

    private sealed record Kill(string Place, int At);

    private sealed class Tally
    {
        public int Asked { get; set; }

        public int Kills { get; set; }

        public int Runs { get; set; }

        public int DuringSaves { get; set; }

        public SortedDictionary<string, int> Places { get; } = new(StringComparer.Ordinal);

        public override string ToString() =>
            $"{Kills} kills ({DuringSaves} in the middle of writing) over {Runs} runs, all of which ended with the same bits; "
            + string.Join(", ", Places.Select(static place => $"{(place.Key.Length == 0 ? "start" : place.Key)} {place.Value}"));
    }
}
