using System.Diagnostics;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Testing;

namespace Latent.Tests.Checkpoints;

/// <summary>One trainer in a run's folder, and folders of odd names.</summary>
public sealed class RunLockTests
{
    [Fact]
    public void A_second_lock_is_refused_by_name_until_the_first_is_given_back()
    {
        using TemporaryFolder folder = new();
        using (RunLock.Acquire(folder.Path))
        {
            RunLockedException e = Assert.Throws<RunLockedException>(() => RunLock.Acquire(folder.Path));
            Assert.Equal(folder.Path, e.Folder);
            if (OperatingSystem.IsLinux())
                Assert.StartsWith($"The run '{folder.Path}' is being trained by process {Environment.ProcessId} on ", e.Message, StringComparison.Ordinal);
            Assert.EndsWith("Wait until it ends, or end it, and try again.", e.Message, StringComparison.Ordinal);
        }

        RunLock.Acquire(folder.Path).Dispose();
    }

    [Fact]
    public async Task Asking_whether_a_lock_is_held_writes_nothing_and_keeps_no_trainer_out()
    {
        using TemporaryFolder folder = new();
        string file = folder.File(RunLock.FileName);
        Assert.False(RunLock.IsHeld(folder.Path));
        Assert.False(File.Exists(file));
        using (RunLock.Acquire(folder.Path)) Assert.True(RunLock.IsHeld(folder.Path));
        string note = File.ReadAllText(file);
        Assert.NotEqual("", note);
        File.WriteAllText(file, "as it was");
        Assert.False(RunLock.IsHeld(folder.Path));
        Assert.Equal("as it was", File.ReadAllText(file));

        using CancellationTokenSource stop = new();
        Task[] asking = [.. Enumerable.Range(0, 2).Select(index => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _ = RunLock.IsHeld(folder.Path);
        }))];
        for (int i = 0; i < 200; i++) RunLock.Acquire(folder.Path).Dispose();
        await stop.CancelAsync();
        await Task.WhenAll(asking);
    }

    [Fact]
    public void Another_process_holds_it_until_it_is_killed_even_through_a_link()
    {
        using TemporaryFolder folder = new();
        string real = folder.File("run"), link = folder.File("link");
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(link, real);
        using Process holder = ProbeProcess.Start("hold-lock", real);
        Assert.Equal("locked", holder.StandardOutput.ReadLine());
        RunLockedException e = Assert.Throws<RunLockedException>(() => RunLock.Acquire(link));
        if (OperatingSystem.IsLinux())
            Assert.StartsWith($"process {holder.Id} on ", e.Holder, StringComparison.Ordinal);
        holder.Kill();
        holder.WaitForExit();
        RunLock.Acquire(link).Dispose();
    }

    [Fact]
    public void A_missing_folder_is_not_made()
    {
        using TemporaryFolder folder = new();
        FileOperationException e = Assert.Throws<FileOperationException>(() => RunLock.Acquire(folder.File("none")));
        Assert.Equal(FileError.NotFound, e.Error);
    }

    [Theory]
    [InlineData("run: 1 of 2 (β = 4)")]
    [InlineData("255")]
    [InlineData("e\u0301")]
    [InlineData("'\"$x`\n")]
    public void Names_of_all_kinds_hold_checkpoints(string name)
    {
        // Windows has rules of its own for names.
        if (OperatingSystem.IsWindows())
            return;
        using TemporaryFolder folder = new();
        string run = folder.File(name == "255" ? new string('n', 255) : name);
        Directory.CreateDirectory(run);
        Directory.CreateSymbolicLink(folder.File("l"), run);
        using RunLock held = RunLock.Acquire(run);
        CheckpointStore store = new(Path.Combine(run, "checkpoints"), name, TimeProvider.System);
        for (int step = 1; step <= 4; step++)
            Assert.Empty(store.Save(SampleCheckpoints.Tiny(step)).Warnings);
        CheckpointStore linked = new(Path.Combine(folder.File("l"), "checkpoints"), name, TimeProvider.System);
        SampleCheckpoints.AssertSame(SampleCheckpoints.Tiny(4), linked.LoadNewest().Checkpoint);
        linked.Save(SampleCheckpoints.Tiny(5));
        SampleCheckpoints.AssertSame(SampleCheckpoints.Tiny(5), store.LoadNewest().Checkpoint);
        string longest = new('f', 255);
        AtomicFile.Write(Path.Combine(run, longest), static stream => stream.Write("x"u8));
        Assert.True(File.Exists(Path.Combine(run, longest)));
    }

    [Fact]
    public void A_name_that_is_too_long_and_a_file_in_the_way_are_typed_errors()
    {
        using TemporaryFolder folder = new();
        if (!OperatingSystem.IsLinux())
            return;
        CheckpointStore store = new(folder.File(new string('n', 256)), "r", TimeProvider.System);
        FileOperationException e = Assert.Throws<FileOperationException>(() => store.Save(SampleCheckpoints.Tiny(1)));
        Assert.Equal(FileError.NameTooLong, e.Error);
        folder.Write("file", []);
        store = new CheckpointStore(folder.File("file/checkpoints"), "r", TimeProvider.System);
        e = Assert.Throws<FileOperationException>(() => store.Save(SampleCheckpoints.Tiny(1)));
        Assert.Equal(FileError.NotFound, e.Error);
    }

    [Fact]
    public void A_folder_that_may_only_be_read_gives_its_checkpoints_and_takes_none()
    {
        // A privileged process may write anywhere, and other systems keep permissions elsewhere.
        using TemporaryFolder folder = new();
        CheckpointStore store = new(folder.File("checkpoints"), "r", TimeProvider.System);
        store.Save(SampleCheckpoints.Tiny(1));
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess)
            return;
        File.SetUnixFileMode(store.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            FileOperationException e = Assert.Throws<FileOperationException>(() => store.Save(SampleCheckpoints.Tiny(2)));
            Assert.Equal(FileError.AccessDenied, e.Error);
            SampleCheckpoints.AssertSame(SampleCheckpoints.Tiny(1), store.LoadNewest().Checkpoint);
        }
        finally
        {
            File.SetUnixFileMode(store.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }
}
