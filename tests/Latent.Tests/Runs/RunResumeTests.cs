using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Files;
using Latent.Optimization;
using Latent.Probe;
using Latent.Runs;
using Latent.Tests.Files;
using Latent.Training;

namespace Latent.Tests.Runs;

/// <summary>What may have become of a run between its beginning and its resumption: damage, another place, another clock, other data.</summary>
public sealed class RunResumeTests : IDisposable
{
    private static readonly string[] s_trained = [RunFolder.ConfigFile, RunFolder.MetricsFile, RunFolder.ModelFile, RunFolder.ResultFile];

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public RunResumeTests()
    {
        _data = _folder.File("data.csv");
        File.WriteAllText(_data, TinyRuns.Table());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.safetensors", "missing")]
    [InlineData("optimizer.safetensors", "truncated")]
    [InlineData("state.json", "one bit")]
    [InlineData("manifest.json", "missing")]
    [InlineData("manifest.json", "one bit")]
    [InlineData("*", "of another run")]
    public void A_damaged_checkpoint_is_passed_over_told_of_and_its_metrics_are_cut(string file, string damage)
    {
        string run = Stopped(after: 15), newest = TinyRuns.Newest(run);
        string path = Path.Combine(newest, file);
        switch (damage)
        {
            case "missing":
                File.Delete(path);
                break;
            case "truncated":
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
                break;
            case "one bit":
                byte[] bytes = File.ReadAllBytes(path);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            default:
                string other = TinyRuns.Newest(Stopped(after: 15, static config => config.Seed = 6));
                foreach (string entry in Directory.EnumerateFiles(other)) File.Copy(entry, Path.Combine(newest, Path.GetFileName(entry)), overwrite: true);
                break;
        }

        using (TrainingRun resumed = TrainingRun.Resume(run, new StoppedClock()))
        {
            SkippedCheckpoint skipped = Assert.Single(resumed.Skipped);
            Assert.Equal(newest, skipped.Path);
            Assert.NotEqual("", skipped.Reason);
            Assert.Equal(12, resumed.ResumedFrom);
            Assert.Equal(4, File.ReadAllLines(Path.Combine(run, RunFolder.MetricsFile)).Length);
            Assert.Equal(StopReason.Completed, resumed.Train().Reason);
        }

        TinyRuns.AssertSame(Undisturbed(), run, s_trained);
    }

    [Fact]
    public void With_all_checkpoints_damaged_the_run_begins_again_and_says_so()
    {
        string run = Stopped(after: 14);
        int count = 0;
        foreach (string checkpoint in Directory.EnumerateDirectories(Path.Combine(run, RunFolder.CheckpointsFolder)))
        {
            File.WriteAllText(Path.Combine(checkpoint, "state.json"), "{}");
            count++;
        }

        using (TrainingRun resumed = TrainingRun.Resume(run, new StoppedClock()))
        {
            Assert.Equal((0L, count), (resumed.ResumedFrom, resumed.Skipped.Count));
            Assert.Equal("", File.ReadAllText(Path.Combine(run, RunFolder.MetricsFile)));
            _ = resumed.Train();
        }

        TinyRuns.AssertSame(Undisturbed(), run, s_trained);
    }

    [Fact]
    public void A_new_folder_is_locked_before_it_is_a_run_that_another_could_take()
    {
        // The fourth call is the first of the configuration's, after those that make the folder.
        FaultyCalls calls = new(new PosixCalls(), 4, new CallResult(FileError.NoSpace, 28), forEver: true);
        if (!OperatingSystem.IsLinux()) return;
        Directory.CreateDirectory(_folder.File("runs"));
        Assert.Throws<RunOutputException>(() => TrainingRun.Start(_folder.File("runs"), "run", Config(), "{}", new StoppedClock(), null, new FileSystem(calls)));
        string made = Assert.Single(Directory.GetDirectories(_folder.File("runs")));
        Assert.Equal([RunLock.FileName], Directory.GetFileSystemEntries(made).Select(static path => Path.GetFileName(path)));
        Assert.False(RunLock.IsHeld(made));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("linked")]
    [InlineData("with spaces, ':' and ümlauts")]
    public void A_run_may_lie_elsewhere_when_it_is_resumed(string place)
    {
        string run = Stopped(after: 8), name = Path.GetFileName(run), at = _folder.File(place);
        Directory.CreateDirectory(at);
        string moved = Path.Combine(at, name);
        if (place == "linked") Directory.CreateSymbolicLink(moved, run);
        else Directory.Move(run, moved);
        using (TrainingRun resumed = TrainingRun.Resume(moved + (place == "moved" ? "/" : ""), new StoppedClock()))
        {
            Assert.Equal(8, resumed.ResumedFrom);
            _ = resumed.Train();
        }

        TinyRuns.AssertSame(Undisturbed(), moved, s_trained);
    }

    [Fact]
    public void A_run_under_another_name_goes_on_to_the_same_bits_and_calls_itself_by_that_name()
    {
        string run = Stopped(after: 8), renamed = _folder.File("renamed");
        Directory.Move(run, renamed);
        using (TrainingRun resumed = TrainingRun.Resume(renamed, new StoppedClock())) _ = resumed.Train();
        TinyRuns.AssertSame(Undisturbed(), renamed, RunFolder.MetricsFile, RunFolder.ResultFile);
        Assert.Equal("renamed", ModelFile.Load(Path.Combine(renamed, RunFolder.ModelFile)).Card.Name);
    }

    [Fact]
    public void A_clock_that_was_set_back_a_year_changes_nothing()
    {
        string run = Stopped(after: 8);
        using (TrainingRun resumed = TrainingRun.Resume(run, new StoppedClock(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero))))
        {
            Assert.Equal(8, resumed.ResumedFrom);
            _ = resumed.Train();
        }

        string undisturbed = Undisturbed();
        foreach (string file in s_trained) Assert.Equal(File.ReadAllBytes(Path.Combine(undisturbed, file)), File.ReadAllBytes(Path.Combine(run, file)));
        // The newest is the one of the most steps, whatever the clock said.
        Assert.Equal(24, CheckpointSummary.List(Path.Combine(run, RunFolder.CheckpointsFolder))[0].Step);
    }

    [Fact]
    public void Two_trainers_cannot_have_one_run()
    {
        using TrainingRun first = TrainingRun.Start(_folder.Path, "run", Config(), "{}", new StoppedClock());
        string link = _folder.File("link");
        Directory.CreateSymbolicLink(link, first.Folder.Path);
        foreach (string path in new[] { first.Folder.Path, link })
        {
            RunLockedException error = Assert.Throws<RunLockedException>(() => TrainingRun.Resume(path, new StoppedClock()));
            Assert.Contains("is being trained by process", error.Message, StringComparison.Ordinal);
        }

        first.Dispose();
        TrainingRun.Resume(link, new StoppedClock()).Dispose();
    }

    [Fact]
    public void Other_data_than_at_the_beginning_are_refused_and_nothing_is_changed()
    {
        string run = Stopped(after: 8), metrics = File.ReadAllText(Path.Combine(run, RunFolder.MetricsFile)), table = TinyRuns.Table();
        File.WriteAllText(_data, table.Replace("a,b,c,d", "a,b,c,e", StringComparison.Ordinal));
        Refused("(a, b, c, e), and had x");
        File.WriteAllText(_data, table + "1,1,1,1\n");
        Refused("examples, and had");
        File.WriteAllText(_data, table[..^3] + (table[^3] == '7' ? '8' : '7') + table[^2..]);
        Refused("has other values");
        Assert.Equal(metrics, File.ReadAllText(Path.Combine(run, RunFolder.MetricsFile)));
        File.WriteAllText(_data, table);
        TrainingRun.Resume(run, new StoppedClock()).Dispose();

        void Refused(string reason)
        {
            UnusableDataException error = Assert.Throws<UnusableDataException>(() => TrainingRun.Resume(run, new StoppedClock()));
            Assert.StartsWith("The data are not those the run was begun with: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fingerprint_that_a_kill_kept_from_being_written_is_written_when_the_run_is_resumed()
    {
        string run = Stopped(after: 2), fingerprint = Path.Combine(run, RunFolder.FingerprintFile), was = File.ReadAllText(fingerprint);
        File.Delete(fingerprint);
        File.WriteAllText(Path.Combine(run, ".tmp-1-0123456789abcdef"), "half a file");
        TrainingRun.Resume(run, new StoppedClock()).Dispose();
        Assert.Equal(was, File.ReadAllText(fingerprint));
        Assert.False(File.Exists(Path.Combine(run, ".tmp-1-0123456789abcdef")));
        File.WriteAllText(fingerprint, was[..20]);
        UnusableDataException error = Assert.Throws<UnusableDataException>(() => TrainingRun.Resume(run, new StoppedClock()));
        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_configuration_than_at_the_beginning_is_refused_and_nothing_is_changed()
    {
        string run = Stopped(after: 8), file = Path.Combine(run, RunFolder.ConfigFile), was = File.ReadAllText(file);
        string metrics = File.ReadAllText(Path.Combine(run, RunFolder.MetricsFile));
        File.WriteAllText(file, was.Replace("\"seed\": 5", "\"seed\": 7", StringComparison.Ordinal));
        Refused("not the configuration that the run was begun with");
        File.WriteAllText(file, was[..(was.Length / 2)]);
        Refused("line ");
        File.WriteAllText(file, "");
        Refused("no JSON");
        Assert.Equal(metrics, File.ReadAllText(Path.Combine(run, RunFolder.MetricsFile)));
        File.Delete(file);
        DirectoryNotFoundException none = Assert.Throws<DirectoryNotFoundException>(() => TrainingRun.Resume(run, new StoppedClock()));
        Assert.Contains("is no run", none.Message, StringComparison.Ordinal);
        File.WriteAllText(file, was);
        using TrainingRun resumed = TrainingRun.Resume(run, new StoppedClock());
        Assert.Equal(8, resumed.ResumedFrom);

        void Refused(string text)
        {
            ConfigurationException error = Assert.Throws<ConfigurationException>(() => TrainingRun.Resume(run, new StoppedClock()));
            Assert.Contains(RunFolder.ConfigFile, error.Message, StringComparison.Ordinal);
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"step\":9,\"epoch\":2,\"train\":{\"exam")]
    [InlineData("{\"step\":15}\n\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("no end of line")]
    public void Metrics_that_lost_their_end_are_mended(string end)
    {
        string run = Stopped(after: 8), metrics = Path.Combine(run, RunFolder.MetricsFile);
        if (end == "no end of line") File.WriteAllText(metrics, File.ReadAllText(metrics)[..^1]);
        else File.AppendAllText(metrics, end);
        using (TrainingRun resumed = TrainingRun.Resume(run, new StoppedClock())) _ = resumed.Train();
        TinyRuns.AssertSame(Undisturbed(), run, s_trained);
    }

    [Theory]
    [InlineData(StopReason.Completed)]
    [InlineData(StopReason.EarlyStopping)]
    [InlineData(StopReason.Diverged)]
    public void A_run_that_had_ended_ends_again_with_the_same_bits(StopReason reason)
    {
        ExperimentConfig config = Config();
        if (reason == StopReason.EarlyStopping) config.Training = config.Training with { Patience = 1, Steps = 200, AverageDecay = 0 };
        if (reason == StopReason.EarlyStopping) config.Optimizer = new AdamConfig { LearningRate = 0.5 };
        if (reason == StopReason.Diverged) config.Optimizer = new SgdConfig { LearningRate = new StagesShape { At = [0, 10], Values = [0.01, 1e30] } };
        string run;
        using (TrainingRun first = TrainingRun.Start(_folder.Path, "run", config, "{}", new StoppedClock()))
        {
            run = first.Folder.Path;
            Assert.Equal(reason, first.Train().Reason);
        }

        Dictionary<string, byte[]> was = s_trained.ToDictionary(static file => file, file => File.ReadAllBytes(Path.Combine(run, file)));
        File.Delete(Path.Combine(run, RunFolder.ModelFile));
        File.Delete(Path.Combine(run, RunFolder.ResultFile));
        using (TrainingRun again = TrainingRun.Resume(run, new StoppedClock())) Assert.Equal(reason, again.Train().Reason);
        foreach (string file in s_trained) Assert.True(was[file].AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(run, file))), file);
    }

    private ExperimentConfig Config()
    {
        ExperimentConfig config = TrainAndDie.Config(_data);
        config.Training = config.Training with { CheckpointSteps = 4 };
        return config;
    }

    // A run that was stopped after a step; there are checkpoints at each fourth step before, and at that one, evaluations at each third.
    private string Stopped(long after, Action<ExperimentConfig>? change = null)
    {
        ExperimentConfig config = Config();
        change?.Invoke(config);
        using TrainingRun run = TrainingRun.Start(_folder.Path, "run", config, "{}", new StoppedClock());
        using TinyRuns.StopAfter stop = new(after);
        Assert.Equal(StopReason.Cancelled, run.Train(stop, stop.Token).Reason);
        File.Delete(run.Folder.File(RunFolder.ModelFile));
        return run.Folder.Path;
    }

    private string Undisturbed()
    {
        string parent = _folder.File("undisturbed");
        using TrainingRun run = TrainingRun.Start(parent, "run", Config(), "{}", new StoppedClock());
        _ = run.Train();
        return run.Folder.Path;
    }
}
