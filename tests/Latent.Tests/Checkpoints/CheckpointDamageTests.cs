using System.Security.Cryptography;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Tests.Files;

namespace Latent.Tests.Checkpoints;

/// <summary>Each file of the newest checkpoint is damaged in turn: the one before it is loaded, and the damage is told.</summary>
public sealed class CheckpointDamageTests
{
    private static readonly string[] Files = ["model.safetensors", "optimizer.safetensors", "state.json", "manifest.json"];

    public static TheoryData<string> FileNames => [.. Files];

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_missing_file(string file)
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 2).Live.Remove(file);
        string reason = FallsBack(calls);
        Assert.Contains(file, reason, StringComparison.Ordinal);
        Assert.Contains("it does not exist", reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_file_cut_anywhere(string file)
    {
        MemoryCalls calls = Two();
        List<byte> whole = FileOf(calls, 2, file).Live;
        for (int length = 0; length < whole.Count; length += length < whole.Count - 8 ? 7 : 1)
        {
            FolderOf(calls, 2).Live[file] = new MemoryFile { Live = whole[..length] };
            Assert.Contains(file, FallsBack(calls), StringComparison.Ordinal);
        }

        FolderOf(calls, 2).Live[file] = new MemoryFile { Live = [.. whole, (byte)' '] };
        Assert.Contains(file, FallsBack(calls), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Any_bit_flipped(string file)
    {
        MemoryCalls calls = Two();
        List<byte> bytes = FileOf(calls, 2, file).Live;
        for (int bit = 0; bit < bytes.Count * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains(file, FallsBack(calls), StringComparison.Ordinal);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        SampleCheckpoints.AssertSame(SampleCheckpoints.Tiny(2, 0.25), SampleCheckpoints.Store(calls).LoadNewest().Checkpoint);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_file_of_another_checkpoint_of_the_same_run(string file)
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 2).Live[file] = FolderOf(calls, 1).Live[file];
        FallsBack(calls);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_file_of_the_same_step_of_another_run(string file)
    {
        MemoryCalls calls = Two(), other = new(new MemoryFolder());
        SampleCheckpoints.Store(other, run: "other").Save(SampleCheckpoints.Tiny(2, 0.5));
        // Equal bytes are no damage: the other run's model differs here by its numbers, its manifest by all.
        SampleCheckpoints.Store(other, run: "other").Save(Other());
        FolderOf(calls, 2).Live[file] = ((MemoryFolder)other.Find(SampleCheckpoints.Folder + "/ckpt-0000000002.1")!).Live[file];
        FallsBack(calls);
    }

    [Fact]
    public void A_whole_checkpoint_of_another_run_is_not_loaded_and_not_deleted()
    {
        MemoryCalls calls = Two(), other = new(new MemoryFolder());
        SampleCheckpoints.Store(other, run: "other").Save(SampleCheckpoints.Tiny(2));
        ((MemoryFolder)calls.Find(SampleCheckpoints.Folder)!).Live["ckpt-0000000002"] = other.Find(SampleCheckpoints.Folder + "/ckpt-0000000002")!;
        Assert.Contains("it is of the run 'other', not of 'probe'. Continue that run instead", FallsBack(calls), StringComparison.Ordinal);
        CheckpointStore store = SampleCheckpoints.Store(calls, retention: new CheckpointRetention(1, Best: false));
        Assert.EndsWith("ckpt-0000000002.1", store.Save(SampleCheckpoints.Tiny(2)).Path, StringComparison.Ordinal);
        Assert.Equal(["probe", "other"], store.List().Select(static summary => summary.Run));
    }

    [Fact]
    public void A_checkpoint_under_the_name_of_another_step()
    {
        MemoryCalls calls = Two();
        MemoryFolder folder = (MemoryFolder)calls.Find(SampleCheckpoints.Folder)!;
        folder.Live.Remove("ckpt-0000000002", out MemoryNode? moved);
        folder.Live["ckpt-0000000009"] = moved!;
        Assert.Contains("its manifest is of step 2, which its name is not", FallsBack(calls), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_where_a_folder_should_be()
    {
        MemoryCalls calls = Two();
        ((MemoryFolder)calls.Find(SampleCheckpoints.Folder)!).Live["ckpt-0000000002"] = new MemoryFile();
        FallsBack(calls);
    }

    [Fact]
    public void A_manifest_of_a_later_version_says_so()
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 2).Live[CheckpointManifest.FileName] = new MemoryFile { Live = [.. """{"format":2,"shards":[]}"""u8] };
        Assert.Contains("it is of format 2; this version reads format 1. Use a newer version.", FallsBack(calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":1,\"\\ud800\":1}")]
    [InlineData("{\"format\":1,\"run\":\"\\ud800\",\"step\":2,\"saved\":\"2026-03-01T12:00:00+00:00\",\"files\":{},\"checksum\":\"\"}")]
    [InlineData("{\"format\":1,\"run\":\"probe\",\"step\":2,\"score\":1e999,\"saved\":\"2026-03-01T12:00:00+00:00\",\"files\":{},\"checksum\":\"\"}")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""{"format":1,"run":null,"step":2,"saved":"2026-03-01T12:00:00+00:00","files":null,"checksum":null}""")]
    [InlineData("""{"format":1,"run":"probe","step":2,"saved":"2026-03-01T12:00:00+00:00","files":{"a":null},"checksum":""}""")]
    public void A_manifest_that_is_none(string json)
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 2).Live[CheckpointManifest.FileName] = new MemoryFile { Live = [.. System.Text.Encoding.UTF8.GetBytes(json)] };
        FallsBack(calls);
    }

    [Fact]
    public void A_huge_manifest_is_not_read()
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 2).Live[CheckpointManifest.FileName] = new MemoryFile { Live = [.. new byte[1 << 20]] };
        Assert.Contains("it has 1048576 bytes, a manifest at most 65536", FallsBack(calls), StringComparison.Ordinal);
    }

    [Fact]
    public void Right_hashes_over_what_was_never_written()
    {
        SafetensorsWriter states = new SafetensorsWriter().SetMetadata("latent.states", "optimizer");
        Refuses("state.json", [0xFF], "Unable to translate bytes [FF]");
        Refuses("model.safetensors", [1, 2, 3], "a safetensors file at least 10");
        Refuses("model.safetensors", Bytes(new SafetensorsWriter().Add("w", SafetensorsType.UInt8, [1], new byte[1])), "w U8 [1] is no tensor of the engine");
        Refuses("model.safetensors", Bytes(new SafetensorsWriter().Add("w", [1, 1, 1, 1, 1, 1, 1], new float[1])), "is no tensor of the engine");
        Refuses("optimizer.safetensors", Bytes(new SafetensorsWriter()), "there is no 'latent.states'");
        Refuses("optimizer.safetensors", Bytes(states.SetMetadata("other/steps", "1")), "'other/steps' belongs to none of the states it lists");
        Refuses("optimizer.safetensors", Bytes(new SafetensorsWriter().SetMetadata("latent.states", "optimizer").SetMetadata("optimizer/steps", "x")),
            "the counter 'optimizer/steps' is 'x', not a whole number");
        Refuses("optimizer.safetensors", Bytes(new SafetensorsWriter().SetMetadata("latent.states", "a b")), "a state cannot be named 'a b'");

        static byte[] Bytes(SafetensorsWriter writer) => SafetensorsTests.Bytes(writer);

        static void Refuses(string file, byte[] bytes, string reason)
        {
            MemoryCalls calls = Two();
            CheckpointManifest manifest = CheckpointManifest.Read(new FileSystem(calls), SampleCheckpoints.Folder + "/ckpt-0000000002");
            FolderOf(calls, 2).Live[file] = new MemoryFile { Live = [.. bytes] };
            manifest.Files[file] = new CheckpointManifest.Entry(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            FolderOf(calls, 2).Live[CheckpointManifest.FileName] = new MemoryFile { Live = [.. manifest.ToBytes()] };
            Assert.Contains(reason, FallsBack(calls), StringComparison.Ordinal);
            manifest.Files["big"] = new CheckpointManifest.Entry(long.MaxValue, "");
            FolderOf(calls, 2).Live[CheckpointManifest.FileName] = new MemoryFile { Live = [.. manifest.ToBytes()] };
            FallsBack(calls);
        }
    }

    [Fact]
    public void Nothing_whole_at_all_is_told_and_not_invented()
    {
        MemoryCalls calls = Two();
        FolderOf(calls, 1).Live.Clear();
        FolderOf(calls, 2).Live.Clear();
        CheckpointSearch search = SampleCheckpoints.Store(calls).LoadNewest();
        Assert.Null(search.Checkpoint);
        Assert.Null(search.Path);
        Assert.Equal(2, search.Skipped.Length);
    }

    [Fact]
    public void The_reason_names_the_file_what_is_wrong_and_what_to_do()
    {
        MemoryCalls calls = Two();
        FileOf(calls, 2, "model.safetensors").Live[^1] ^= 1;
        CheckpointStore store = SampleCheckpoints.Store(calls);
        Assert.Equal($"{Path.Combine(store.Folder, "ckpt-0000000002", "model.safetensors")}: its SHA-256 is not the one in its manifest. "
            + "It is damaged; an older checkpoint has to do.", FallsBack(calls));
        Assert.Throws<CheckpointFormatException>(() => store.Load(store.List()[0]));
    }

    private static string FallsBack(MemoryCalls calls)
    {
        CheckpointSearch search = SampleCheckpoints.Store(calls).LoadNewest();
        SampleCheckpoints.AssertSame(SampleCheckpoints.Tiny(1, 0.5), search.Checkpoint);
        return Assert.Single(search.Skipped).Reason;
    }

    private static MemoryCalls Two()
    {
        MemoryCalls calls = new(new MemoryFolder());
        SampleCheckpoints.Store(calls).Save(SampleCheckpoints.Tiny(1, 0.5));
        SampleCheckpoints.Store(calls).Save(SampleCheckpoints.Tiny(2, 0.25));
        return calls;
    }

    private static Checkpoint Other() => new(2, new Dictionary<string, Latent.Tensors.Tensor>(StringComparer.Ordinal)
    {
        ["w"] = Latent.Tensors.Tensor.From([7f, 7f], [2]),
    }, new Dictionary<string, Latent.Optimization.OptimizerState>(StringComparer.Ordinal)
    {
        ["optimizer"] = new(new Dictionary<string, long>(StringComparer.Ordinal) { ["steps"] = 7 },
            new Dictionary<string, Latent.Tensors.Tensor>(StringComparer.Ordinal)),
    }, """{"epoch":7}""");

    private static MemoryFolder FolderOf(MemoryCalls calls, int step) =>
        (MemoryFolder)calls.Find($"{SampleCheckpoints.Folder}/ckpt-{step:D10}")!;

    private static MemoryFile FileOf(MemoryCalls calls, int step, string file) => (MemoryFile)FolderOf(calls, step).Live[file];
}
