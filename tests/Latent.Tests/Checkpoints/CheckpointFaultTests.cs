using Latent.Checkpoints;
using Latent.Files;
using Latent.Tests.Files;

namespace Latent.Tests.Checkpoints;

/// <summary>Each call of a save goes wrong once, and then for ever: a typed error or another try, and the old checkpoint stays.</summary>
public sealed class CheckpointFaultTests
{
    private const int Enospc = 28, Eio = 5, Edquot = 122, Eacces = 13, Erofs = 30;

    [Theory]
    [InlineData(Enospc, FileError.NoSpace, "the device is full")]
    [InlineData(Edquot, FileError.QuotaExceeded, "quota")]
    [InlineData(Eio, FileError.InputOutput, "the device failed")]
    [InlineData(Eacces, FileError.AccessDenied, "permission is denied")]
    [InlineData(Erofs, FileError.ReadOnly, "mounted read-only")]
    public void An_error_at_any_call_is_reported_and_the_old_checkpoint_stays(int code, FileError error, string words)
    {
        foreach (bool forEver in new[] { false, true })
        {
            int first = 0, reported = 0;
            FaultyCalls faulty;
            do
            {
                MemoryCalls calls = Prepared();
                faulty = new(calls, ++first, CallResult.FromCode(code), forEver);
                FileOperationException? thrown = null;
                SavedCheckpoint? saved = null;
                try
                {
                    saved = SampleCheckpoints.Store(faulty).Save(SampleCheckpoints.Make(6));
                }
                catch (FileOperationException e)
                {
                    thrown = e;
                    reported++;
                    Assert.Equal(error, e.Error);
                    Assert.Contains(words, e.Message, StringComparison.Ordinal);
                    Assert.Contains("checkpoints", e.Path, StringComparison.Ordinal);
                }

                // A change that did not happen is never passed over in silence.
                Assert.True(thrown is not null || saved!.Warnings.Length > 0 || faulty.LostChanges == 0, $"call {first}, {error}, for ever: {forEver}");
                CheckpointStore after = SampleCheckpoints.Store(calls);
                CheckpointSearch search = after.LoadNewest();
                Assert.Empty(search.Skipped);
                SampleCheckpoints.AssertSame(SampleCheckpoints.Make(search.Checkpoint!.Step), search.Checkpoint);
                Assert.InRange(search.Checkpoint.Step, saved is null ? 5 : 6, 6);
                if (thrown is not null)
                    SampleCheckpoints.AssertSame(SampleCheckpoints.Make(5), after.Load(after.List().Single(static summary => summary.Step == 5)));
                if (!forEver)
                    Assert.DoesNotContain(Names(calls), static name => name.Contains(".tmp-", StringComparison.Ordinal));

                // The disk is well again.
                Assert.Empty(after.Save(SampleCheckpoints.Make(6)).Warnings);
                SampleCheckpoints.AssertSame(SampleCheckpoints.Make(6), after.LoadNewest().Checkpoint);
            }
            while (faulty.Faults > 0);
            Assert.InRange(reported, 15, first);
        }
    }

    [Fact]
    public void Interrupted_calls_are_made_again() => AllGoWell(CallResult.Interruption);

    [Fact]
    public void Short_writes_are_continued() => AllGoWell(null);

    [Fact]
    public void A_failed_flush_of_any_file_or_folder_is_an_error()
    {
        FaultyCalls none = new(Prepared(), 0, CallResult.FromCode(Eio), flushesOnly: true);
        SampleCheckpoints.Store(none).Save(SampleCheckpoints.Make(6));
        // Four files, the folder, its parent, and the parent once more before the old ones are deleted.
        Assert.Equal(7, none.Count);
        for (int n = 1; n <= 6; n++)
        {
            FaultyCalls faulty = new(Prepared(), n, CallResult.FromCode(Eio), flushesOnly: true);
            FileOperationException e = Assert.Throws<FileOperationException>(() => SampleCheckpoints.Store(faulty).Save(SampleCheckpoints.Make(6)));
            Assert.Equal(FileError.InputOutput, e.Error);
            Assert.StartsWith("flush", e.Operation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_atomic_file_is_the_old_or_the_new_one_whatever_fails()
    {
        for (int first = 1; ; first++)
        {
            MemoryCalls calls = new(new MemoryFolder());
            FileSystem system = new(calls);
            AtomicFile.Write(system, "/file", static stream => stream.Write("old"u8));
            FaultyCalls faulty = new(calls, first, CallResult.FromCode(Eio));
            Exception? thrown = Record.Exception(() => AtomicFile.Write(new FileSystem(faulty), "/file", static stream => stream.Write("new"u8)));
            string now = System.Text.Encoding.ASCII.GetString([.. ((MemoryFile)calls.Find("/file")!).Live]);
            Assert.Single(calls.Root.Live);
            if (faulty.Faults == 0)
            {
                Assert.Null(thrown);
                Assert.Equal("new", now);
                Assert.Equal(6, first);
                break;
            }

            Assert.IsType<FileOperationException>(thrown);
            // Only the flush of the folder comes after the new name.
            Assert.Equal(first == 5 ? "new" : "old", now);
        }
    }

    private static void AllGoWell(CallResult? fault)
    {
        int first = 0, faults = 0;
        FaultyCalls faulty;
        do
        {
            MemoryCalls calls = Prepared();
            faulty = new(calls, ++first, fault);
            Assert.Empty(SampleCheckpoints.Store(faulty).Save(SampleCheckpoints.Make(6)).Warnings);
            SampleCheckpoints.AssertSame(SampleCheckpoints.Make(6), SampleCheckpoints.Store(calls).LoadNewest().Checkpoint);
            Assert.Equal(3, SampleCheckpoints.Store(calls).List().Length);
            faults += faulty.Faults;
        }
        while (first <= faulty.Count);
        Assert.InRange(faults, 4, first);
    }

    private static MemoryCalls Prepared()
    {
        MemoryCalls calls = new(new MemoryFolder());
        CheckpointStore store = SampleCheckpoints.Store(calls);
        for (int step = 3; step <= 5; step++)
            store.Save(SampleCheckpoints.Make(step));
        return calls;
    }

    private static IEnumerable<string> Names(MemoryCalls calls) => ((MemoryFolder)calls.Find(SampleCheckpoints.Folder)!).Live.Keys;
}
