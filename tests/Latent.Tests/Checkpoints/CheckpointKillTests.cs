using System.Globalization;
using Latent.Checkpoints;
using Latent.Probe;
using Latent.Testing;

namespace Latent.Tests.Checkpoints;

/// <summary>A process is killed with SIGKILL at each call of a save that changes something: the old checkpoint or the new one is there, to the bit.</summary>
public sealed class CheckpointKillTests
{
    private const int KilledBySignal9 = 128 + 9;

    [Fact]
    public void A_kill_at_any_call_leaves_the_old_or_the_new_checkpoint()
    {
        // The calls are those of Linux's C library.
        if (!OperatingSystem.IsLinux())
            return;
        using TemporaryFolder folder = new();
        CheckpointStore store = Open(folder.File("before"));
        for (int step = 2; step <= 4; step++)
            store.Save(SaveAndDie.Make(step));
        int oldOnes = 0, newOnes = 0, call = 0;
        // The processes wait for the disk and for one another's files to be loaded: two at a time.
        while (Enumerable.Range(call + 1, 2).Select(at => Task.Run(() => KillAt(folder, at))).ToArray() is var batch)
        {
            call += batch.Length;
            foreach (long? found in batch.Select(static task => task.Result))
            {
                oldOnes += found == 4 ? 1 : 0;
                newOnes += found == 5 ? 1 : 0;
            }

            if (batch.Any(static task => task.Result is null))
                break;
        }

        // Until the rename is made: both folders, 4 files of 3 calls each, the flush, the rename. After it: the flush of the parent, and of the one
        // that is put away its rename, another flush, four files and a folder.
        Assert.Equal((16, 8), (oldOnes, newOnes));
    }

    // The step found after a kill at a call; null when the save came to its end before.
    private static long? KillAt(TemporaryFolder folder, int call)
    {
        string copy = folder.File("call-" + call.ToString(CultureInfo.InvariantCulture));
        foreach (string file in Directory.EnumerateFiles(folder.File("before"), "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(folder.File("before"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        (int code, _, string errors) = ProbeProcess.RunToEnd("save-and-die", copy, "5", call.ToString(CultureInfo.InvariantCulture));
        CheckpointStore store = Open(copy);
        CheckpointSearch search = store.LoadNewest();
        Assert.Empty(search.Skipped);
        SampleCheckpoints.AssertSame(SaveAndDie.Make(search.Checkpoint!.Step), search.Checkpoint);
        SampleCheckpoints.AssertSame(SaveAndDie.Make(4), store.Load(store.List().Single(static summary => summary.Step == 4)));

        // And the run goes on: two hours later nothing of the accident is left.
        SampleCheckpoints.Clock later = new(TimeProvider.System.GetUtcNow().AddHours(2));
        CheckpointStore next = new(copy, SaveAndDie.Run, later);
        Assert.Empty(next.Save(SaveAndDie.Make(6)).Warnings);
        Assert.Equal(3, Directory.GetFileSystemEntries(copy).Length);
        if (code == 0)
            return null;
        Assert.True(code == KilledBySignal9, $"{code}: {errors}");
        return search.Checkpoint.Step;
    }

    private static CheckpointStore Open(string folder) => new(folder, SaveAndDie.Run, TimeProvider.System);
}
