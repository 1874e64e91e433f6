using Latent.Checkpoints;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Files;

namespace Latent.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    [Fact]
    public void What_was_saved_is_loaded_bit_for_bit()
    {
        using TemporaryFolder folder = new();
        float[] floats = [float.NaN, BitConverter.UInt32BitsToSingle(0x7F800001), -0f, float.Epsilon, float.NegativeInfinity, 1f / 3];
        double[] doubles = [double.NaN, BitConverter.UInt64BitsToDouble(0xFFF0000000000001), -0d, double.Epsilon, double.MaxValue, 1d / 3];
        Checkpoint saved = new(12_345_678_901, new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["encoder.0.weight"] = Tensor.From(floats, [2, 3]),
            ["scale"] = Tensor.From(doubles[..1], []),
            ["none"] = Tensor.From(ReadOnlySpan<float>.Empty, [0, 4]),
        },
        new Dictionary<string, OptimizerState>(StringComparer.Ordinal)
        {
            ["optimizer"] = State([("steps", 7), ("updates", long.MaxValue)], [("encoder.*/exp_avg/encoder.0.weight", Tensor.From(doubles, [3, 2]))]),
            ["adversary"] = State([("steps", -1)], []),
            ["average"] = State([], [("average/scale", Tensor.From([2d], []))]),
            ["nothing"] = State([], []),
        }, "{\"epoch\": 3, \"history\": [0.1],\r\n \"ключ\": \"\U0001F600\"}", double.Epsilon);
        CheckpointStore store = new(folder.File("checkpoints"), "run 1", TimeProvider.System);
        SavedCheckpoint report = store.Save(saved);
        Assert.Empty(report.Warnings);
        Assert.Equal(folder.File("checkpoints/ckpt-12345678901"), report.Path);
        CheckpointSearch search = store.LoadNewest();
        Assert.Empty(search.Skipped);
        Assert.Equal(report.Path, search.Path);
        SampleCheckpoints.AssertSame(saved, search.Checkpoint);
        Assert.Equal(4, search.Checkpoint!.States.Count);
        Assert.Equal(long.MaxValue, search.Checkpoint.State("optimizer").Counters["updates"]);
        Assert.Equal(double.Epsilon, search.Checkpoint.Score);
    }

    [Fact]
    public void An_optimiser_an_average_and_their_parameters_go_on_where_they_were()
    {
        using TemporaryFolder folder = new();
        CheckpointStore store = new(folder.Path, "r", TimeProvider.System);
        (IReadOnlyList<Parameter> parameters, Adam adam, ParameterAverage average) = Trained(5);
        store.Save(new Checkpoint(5, Checkpoint.ByName(parameters), new Dictionary<string, OptimizerState>(StringComparer.Ordinal)
        {
            ["optimizer"] = adam.Save(),
            ["average"] = average.Save(),
        }, "{}"));
        (IReadOnlyList<Parameter> later, Adam laterAdam, ParameterAverage laterAverage) = Trained(1);
        Checkpoint loaded = store.LoadNewest().Checkpoint!;
        loaded.RestoreParameters([.. later]);
        laterAdam.Restore(loaded.State("optimizer"));
        laterAverage.Restore(loaded.State("average"));
        Train(parameters, adam, average, 5, 9);
        Train(later, laterAdam, laterAverage, 5, 9);
        Assert.Equal(parameters[0].Value.ToArray(), later[0].Value.ToArray());
        Assert.Equal(average.Save().Tensors.Values.Single().ToArray(), laterAverage.Save().Tensors.Values.Single().ToArray());
        Assert.Equal(9, laterAdam.Steps);
    }

    [Fact]
    public void A_checkpoint_of_another_model_changes_nothing_and_says_what_differs()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        Parameter a = scope.Parameter("a", [2], Initializer.Ones), b = scope.Parameter("b", [3], Initializer.Ones);
        Refuses([("a", Tensor.Zeros([2]))], "it has no 'b' [3]");
        Refuses([("a", Tensor.Zeros([2])), ("b", Tensor.Zeros([4]))], "its 'b' is [4] Float32; the model's is [3] Float32");
        Refuses([("a", Tensor.Zeros([2])), ("b", Tensor.Zeros([3], DType.Float64))], "its 'b' is [3] Float64; the model's is [3] Float32");
        Refuses([("a", Tensor.Zeros([2])), ("b", Tensor.Zeros([3])), ("c", Tensor.Zeros([1]))], "it has 'c', which the model does not know");
        Checkpoint checkpoint = Of([("a", Tensor.Zeros([2])), ("b", Tensor.Zeros([3]))]);
        Assert.StartsWith("Checkpoint: there is no state 'adversary' at step 4; there is 'optimizer'. Continue with the settings",
            Assert.Throws<ArgumentException>(() => checkpoint.State("adversary")).Message, StringComparison.Ordinal);
        checkpoint.RestoreParameters([a, b]);
        Assert.Equal([0f, 0f], a.Value.ToArray());

        void Refuses((string, Tensor)[] tensors, string reason)
        {
            ArgumentException e = Assert.Throws<ArgumentException>(() => Of(tensors).RestoreParameters([a, b]));
            Assert.StartsWith($"Checkpoint: the checkpoint of step 4 is not of this model: {reason}. Make the model with the settings",
                e.Message, StringComparison.Ordinal);
            Assert.Equal([1f, 1f], a.Value.ToArray());
        }

        static Checkpoint Of((string Name, Tensor Value)[] tensors) => new(4,
            tensors.ToDictionary(static t => t.Name, static t => t.Value, StringComparer.Ordinal),
            new Dictionary<string, OptimizerState>(StringComparer.Ordinal) { ["optimizer"] = State([], []) }, "{}");
    }

    [Fact]
    public void The_last_three_and_the_best_stay()
    {
        MemoryCalls calls = new(new MemoryFolder());
        CheckpointStore store = SampleCheckpoints.Store(calls);
        double?[] scores = [-90, -80, -70, null, -70, -85, -86, -99];
        for (int i = 0; i < scores.Length; i++)
            store.Save(SampleCheckpoints.Tiny(i + 1, scores[i]));
        Assert.Equal([8L, 7L, 6L, 3L], store.List().Select(static summary => summary.Step));
        Assert.Equal(3, CheckpointSummary.Best(store.List())!.Step);
        Assert.Equal(3, store.LoadBest().Checkpoint!.Step);
        Assert.Equal(8, store.LoadNewest().Checkpoint!.Step);
        Assert.Equal(4, ((MemoryFolder)calls.Find(SampleCheckpoints.Folder)!).Live.Count);
    }

    [Fact]
    public void The_best_of_none_judged_is_the_newest_and_a_damaged_best_gives_way()
    {
        MemoryCalls calls = new(new MemoryFolder());
        CheckpointStore store = SampleCheckpoints.Store(calls);
        for (int step = 1; step <= 3; step++)
            store.Save(SampleCheckpoints.Tiny(step));
        Assert.Equal(3, store.LoadBest().Checkpoint!.Step);
        store.Save(SampleCheckpoints.Tiny(4, 1));
        store.Save(SampleCheckpoints.Tiny(5, 2));
        ((MemoryFolder)calls.Find(SampleCheckpoints.Folder + "/ckpt-0000000005")!).Live.Remove("model.safetensors");
        CheckpointSearch search = store.LoadBest();
        Assert.Equal(4, search.Checkpoint!.Step);
        Assert.EndsWith("ckpt-0000000005", Assert.Single(search.Skipped).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_saved_again_replaces_nothing_before_it_is_safe()
    {
        MemoryCalls calls = new(new MemoryFolder());
        CheckpointStore store = SampleCheckpoints.Store(calls);
        store.Save(SampleCheckpoints.Tiny(7));
        Assert.EndsWith("ckpt-0000000007.1", store.Save(SampleCheckpoints.Tiny(7, 3)).Path, StringComparison.Ordinal);
        Assert.EndsWith("ckpt-0000000007.2", store.Save(SampleCheckpoints.Tiny(7, 4)).Path, StringComparison.Ordinal);
        Assert.Equal(4, store.LoadNewest().Checkpoint!.Score);
        Assert.Single(store.List());
    }

    [Fact]
    public void A_run_that_went_back_leaves_the_later_ones_behind()
    {
        MemoryCalls calls = new(new MemoryFolder());
        CheckpointStore store = SampleCheckpoints.Store(calls);
        foreach (long step in new long[] { 100, 200, 300 })
            store.Save(SampleCheckpoints.Tiny(step, step));
        store.Save(SampleCheckpoints.Tiny(150));
        Assert.Equal([150L, 100L], store.List().Select(static summary => summary.Step));
    }

    [Fact]
    public void What_crashes_left_is_swept_after_an_hour_by_the_clock_in_its_name()
    {
        MemoryCalls calls = new(new MemoryFolder());
        SampleCheckpoints.Clock clock = SampleCheckpoints.NewClock();
        CheckpointStore store = SampleCheckpoints.Store(calls, clock);
        store.Save(SampleCheckpoints.Tiny(1));
        MemoryFolder folder = (MemoryFolder)calls.Find(SampleCheckpoints.Folder)!;
        string temporary = CheckpointName.Temporary(2, clock.Now), trash = CheckpointName.Trash(clock.Now);
        foreach (string name in new[] { temporary, trash, "ckpt-notes", "ckpt-1", ".trash-mine", "x.tmp-1-2-3" })
        {
            folder.Live[name] = new MemoryFolder();
            ((MemoryFolder)folder.Live[name]).Live["part"] = new MemoryFile();
        }

        clock.Now += TimeSpan.FromMinutes(59);
        store.Save(SampleCheckpoints.Tiny(2));
        Assert.Contains(temporary, folder.Live.Keys);
        Assert.Contains(trash, folder.Live.Keys);
        clock.Now += TimeSpan.FromMinutes(2);
        store.Save(SampleCheckpoints.Tiny(3));
        Assert.DoesNotContain(temporary, folder.Live.Keys);
        Assert.DoesNotContain(trash, folder.Live.Keys);
        // What this store did not name it does not delete.
        Assert.Equal(7, folder.Live.Count);
    }

    [Fact]
    public void A_clock_set_back_by_a_year_changes_neither_the_order_nor_the_sweep()
    {
        MemoryCalls calls = new(new MemoryFolder());
        SampleCheckpoints.Clock clock = SampleCheckpoints.NewClock();
        CheckpointStore store = SampleCheckpoints.Store(calls, clock);
        store.Save(SampleCheckpoints.Tiny(1));
        MemoryFolder folder = (MemoryFolder)calls.Find(SampleCheckpoints.Folder)!;
        folder.Live[CheckpointName.Trash(clock.Now)] = new MemoryFolder();
        clock.Now = clock.Now.AddYears(-1);
        Assert.Empty(store.Save(SampleCheckpoints.Tiny(2)).Warnings);
        Assert.Equal(2, store.LoadNewest().Checkpoint!.Step);
        Assert.Equal(2, folder.Live.Count);
    }

    [Fact]
    public void A_listing_says_what_each_one_is_without_reading_it_all()
    {
        MemoryCalls calls = new(new MemoryFolder());
        SampleCheckpoints.Clock clock = SampleCheckpoints.NewClock();
        CheckpointStore store = SampleCheckpoints.Store(calls, clock);
        Assert.Empty(store.List());
        Assert.Null(store.LoadNewest().Checkpoint);
        SavedCheckpoint saved = store.Save(SampleCheckpoints.Tiny(3, -98.5));
        store.Save(SampleCheckpoints.Tiny(4));
        ((MemoryFolder)calls.Find(SampleCheckpoints.Folder + "/ckpt-0000000004")!).Live.Remove(CheckpointManifest.FileName);
        CheckpointSummary damaged = store.List()[0], whole = store.List()[1];
        Assert.Equal((3L, "probe", -98.5, clock.Now, saved.Bytes, null), (whole.Step, whole.Run, whole.Score, whole.Saved, whole.Bytes, whole.Problem));
        Assert.Equal((4L, null), (damaged.Step, damaged.Run));
        Assert.Contains("manifest.json': it does not exist", damaged.Problem, StringComparison.Ordinal);
        Assert.Contains("network file system (nfs)", store.NetworkWarning, StringComparison.Ordinal);
        Assert.Null(new CheckpointStore(Path.GetTempPath(), "r", clock).NetworkWarning);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_score_is_a_number(double score) => Assert.Contains("give null where there is no finite one",
        Assert.Throws<ArgumentException>(() => SampleCheckpoints.Tiny(1, score)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a,b")]
    public void A_state_that_could_not_be_told_apart_is_refused(string name) => Assert.Contains($"a state cannot be named '{name}'",
        Assert.Throws<ArgumentException>(() => new Checkpoint(1, new Dictionary<string, Tensor>(StringComparer.Ordinal),
            new Dictionary<string, OptimizerState>(StringComparer.Ordinal) { [name] = State([], []) }, "{}")).Message, StringComparison.Ordinal);

    private static OptimizerState State((string Name, long Value)[] counters, (string Name, Tensor Value)[] tensors) => new(
        counters.ToDictionary(static c => c.Name, static c => c.Value, StringComparer.Ordinal),
        tensors.ToDictionary(static t => t.Name, static t => t.Value, StringComparer.Ordinal));

    private static (IReadOnlyList<Parameter> Parameters, Adam Adam, ParameterAverage Average) Trained(int steps)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(3));
        scope.Parameter("w", [5], Initializer.TorchUniform(5));
        Adam adam = new(scope.Parameters, 0.1);
        ParameterAverage average = new(adam, 0.9);
        Train(scope.Parameters, adam, average, 0, steps);
        return (scope.Parameters, adam, average);
    }

    private static void Train(IReadOnlyList<Parameter> parameters, Adam adam, ParameterAverage average, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(4).At(step), step);
            adam.Step(pass.Backward((pass[parameters[0]] - 2).Square().Sum()));
            average.Update();
        }
    }
}
