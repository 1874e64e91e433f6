using Latent.Runs;

namespace Latent.Tests.Runs;

public sealed class RunFolderTests
{
    private sealed class StoppedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }

    [Fact]
    public async Task Runs_that_start_in_the_same_second_get_folders_of_their_own()
    {
        using TemporaryFolder parent = new();
        string runs = parent.File("runs");
        RunFolder[] made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => RunFolder.Create(runs, "my data/../x", "{}", new StoppedClock()))));
        Assert.Equal(16, made.Select(static run => run.Path).Distinct(StringComparer.Ordinal).Count());
        Assert.All(made, static run => Assert.True(File.Exists(run.File(RunFolder.ConfigFile))));
        Assert.Contains(Path.Combine(runs, "20260102-030405-my-data-..-x-1"), made.Select(static run => run.Path));
        Assert.Equal(16, Directory.GetFileSystemEntries(runs).Length);
    }

    [Fact]
    public void The_newest_run_is_the_one_whose_model_was_written_last()
    {
        using TemporaryFolder parent = new();
        Assert.Null(RunFolder.FindNewest(parent.File("nothing")));
        string old = Make("b", new DateTime(2026, 1, 1)), recent = Make("a", new DateTime(2026, 1, 2));
        RunFolder.Create(parent.Path, "no-model-yet", "{}", new StoppedClock());
        Assert.Equal(recent, RunFolder.FindNewest(parent.Path));
        Assert.NotEqual(old, recent);

        string Make(string name, DateTime written)
        {
            string folder = Directory.CreateDirectory(parent.File(name)).FullName, model = Path.Combine(folder, RunFolder.ModelFile);
            File.WriteAllText(model, "");
            File.SetLastWriteTimeUtc(model, written);
            return folder;
        }
    }

    [Fact]
    public void A_parent_that_is_a_file_is_an_io_error()
    {
        using TemporaryFolder parent = new();
        File.WriteAllText(parent.File("runs"), "");
        Assert.ThrowsAny<IOException>(() => RunFolder.Create(parent.File("runs"), "x", "{}", new StoppedClock()));
    }
}
