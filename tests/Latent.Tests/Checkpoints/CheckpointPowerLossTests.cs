using Latent.Checkpoints;
using Latent.Tests.Files;
using Xunit.Abstractions;

namespace Latent.Tests.Checkpoints;

/// <summary>Power goes away at any point of several saves, and the disk kept any part of what was not flushed.</summary>
public sealed class CheckpointPowerLossTests(ITestOutputHelper output)
{
    private static readonly long[] Steps = [.. Enumerable.Range(1, 17).Select(static i => 10L * i)];

    [Theory]
    [InlineData(1, false, 17, 10_000)]
    [InlineData(3, true, 5, 2_000)]
    public void What_was_saved_is_there_in_every_state_of_the_disk(int newest, bool best, int saves, int leastStates)
    {
        Outcome outcome = Explore(new CheckpointRetention(newest, best), static _ => false, Steps[..saves]);
        output.WriteLine($"{outcome.States} states");
        Assert.True(outcome.States >= leastStates, $"{outcome.States} states are fewer than promised.");
        Assert.Equal(new Outcome(outcome.States, 0, 0), outcome);
    }

    [Fact]
    public void A_store_that_does_not_flush_its_files_is_caught() =>
        Assert.NotEqual(0, Explore(new CheckpointRetention(1, false), static flushed => flushed.Node is MemoryFile, Steps[..2], stopAtLoss: true).Lost);

    [Fact]
    public void A_store_that_does_not_flush_the_new_folder_is_caught() => Assert.NotEqual(0, Explore(new CheckpointRetention(1, false),
        static flushed => flushed.Node is MemoryFolder folder && folder.Live.ContainsKey(CheckpointManifest.FileName), Steps[..2], stopAtLoss: true).Lost);

    [Fact]
    public void A_store_that_does_not_flush_the_new_name_is_caught() => Assert.NotEqual(0, Explore(new CheckpointRetention(1, false),
        static flushed => flushed.Node is MemoryFolder folder && folder.Live.Keys.Any(static name => name.StartsWith("ckpt-", StringComparison.Ordinal)),
        Steps[..3], stopAtLoss: true).Lost);

    [Fact]
    public void A_flush_that_is_only_left_out_for_the_last_file_is_caught() => Assert.NotEqual(0, Explore(new CheckpointRetention(1, false),
        static flushed => flushed.Node is MemoryFile { Live: var bytes } && bytes.Count > 0 && bytes[0] == '{', Steps[..2], stopAtLoss: true).Lost);

    /// <param name="States">States of the disk.</param>
    /// <param name="Lost">Of these, those where a checkpoint that had been reported as saved was not found, or an older one instead.</param>
    /// <param name="Wrong">Of these, those where what was found had not the bits that were saved.</param>
    private sealed record Outcome(int States, int Lost, int Wrong);

    private static Outcome Explore(CheckpointRetention retention, Func<Flushed, bool> forgets, long[] steps, bool stopAtLoss = false)
    {
        MemoryCalls calls = new(new MemoryFolder(), log: true) { Forgets = forgets };
        CheckpointStore store = SampleCheckpoints.Store(calls, retention: retention);
        List<(long Step, int Changes)> saved = [];
        Dictionary<long, string> bits = [];
        foreach (long step in steps)
        {
            bits[step] = SampleCheckpoints.Fingerprint(SampleCheckpoints.Make(step));
            Assert.Empty(store.Save(SampleCheckpoints.Make(step)).Warnings);
            saved.Add((step, calls.Changes.Count));
        }

        int states = 0, lost = 0, wrong = 0;
        foreach ((long promised, MemoryFolder disk) in PowerLoss.States(calls, made => saved.LastOrDefault(entry => entry.Changes <= made).Step))
        {
            if (stopAtLoss && lost > 0)
                break;
            states++;
            Checkpoint? found = SampleCheckpoints.Store(new MemoryCalls(disk), retention: retention).LoadNewest().Checkpoint;
            if ((found?.Step ?? 0) < promised)
                lost++;
            if (found is not null && SampleCheckpoints.Fingerprint(found) != bits.GetValueOrDefault(found.Step))
                wrong++;
        }

        return new Outcome(states, lost, wrong);
    }
}
