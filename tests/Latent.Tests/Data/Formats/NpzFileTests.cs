using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Latent.Data;
using Latent.Data.Formats;

namespace Latent.Tests.Data.Formats;

public sealed class NpzFileTests
{
    private static readonly byte[] Four = NpyBytes.Make("|u1", "(4,)", [1, 2, 3, 4]);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Reads_stored_and_deflated_arrays(CompressionLevel level)
    {
        byte[] thousand = NpyBytes.Make("<f8", "(1000,)", NpyBytes.Doubles([.. Enumerable.Range(0, 1000).Select(static i => (double)i)]));
        NpzFile file = NpzFile.Open(NpyBytes.Zip(level, ("b.npy", Four), ("a.npy", thousand)), "test.npz");
        Assert.Equal(["a", "b"], file.Names);
        Assert.Equal([1.0, 2, 3, 4], file.Read("b").ToDoubles());
        Assert.Equal(999.0, file.Read("a").ToDoubles()[999]);
        Assert.Equal("test.npz: there is no array 'c'. It holds a, b.", Assert.Throws<DataFormatException>(() => file.Read("c")).Message);
    }

    [Fact]
    public void Reads_sizes_of_64_bits()
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Wide = true }], wideEnd: true);
        Assert.Equal([1.0, 2, 3, 4], NpzFile.Open(zip, "test.npz").Read("a").ToDoubles());
    }

    [Theory]
    [InlineData("../x.npy")]
    [InlineData("/etc/x.npy")]
    [InlineData("a\\x.npy")]
    [InlineData("C:x.npy")]
    [InlineData("a/../../x.npy")]
    [InlineData("a\0.npy")]
    public void Names_that_lead_away_are_refused(string name) =>
        Refused(ZipBytes.Make([new ZipBytes.Entry(name, Four)]), "which leads out of the archive");

    [Fact]
    public void Archives_made_to_harm_are_refused_at_once_and_in_little_memory()
    {
        Refused(ZipBytes.Make([new ZipBytes.Entry("a.npy", Four), new ZipBytes.Entry("a.npy", Four)]), "two entries are named 'a.npy'");
        Refused(ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Flags = 1 }]), "is encrypted");
        Refused(ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Method = 12 }]), "compressed by method 12");
        Refused(ZipBytes.Make([new ZipBytes.Entry("a.zip", Four)]), "'a.zip' is no .npy array");
        Refused(ZipBytes.Make([.. Enumerable.Range(0, 100_000).Select(static i => new ZipBytes.Entry($"{i}.npy", []) { Method = 0 })]), "has 100000 entries");
        // Two entries of the directory that share one entry's bytes.
        byte[] overlapping = ZipBytes.Make([new ZipBytes.Entry("a.npy", Four), new ZipBytes.Entry("b.npy", Four) { At = 0 }]);
        Refused(overlapping, "lies in the bytes of");
    }

    [Fact]
    public void A_gigabyte_of_zeros_in_a_megabyte_is_refused_by_what_its_header_declares()
    {
        byte[] bomb = ZipBytes.Make([new ZipBytes.Entry("a.npy", NpyBytes.Make("|u1", "(1073741825,)", [])) { ZerosAfter = (1L << 30) + 1 }]);
        Assert.InRange(bomb.Length, 1_000_000, 1_100_000);
        NpzFile file = NpzFile.Open(bomb, "bomb.npz");
        Harmless(() => file.Read("a"), "more than the 1024 MiB that are accepted");
    }

    [Fact]
    public void A_header_that_promises_more_than_the_entry_gets_no_memory_for_it()
    {
        // 60 kB of zeros could inflate to 60 MB; the archive declares 40 MB, as does the array, and 4 bytes are there.
        byte[] liar = ZipBytes.Make([new ZipBytes.Entry("a.npy", NpyBytes.Make("|u1", "(40000000,)", [1, 2, 3, 4]))
            { Bytes = 40_000_128, ZerosAfter = 4000, Padding = 60_000 }]);
        Harmless(() => NpzFile.Open(liar, "liar.npz").Read("a"), "ends after 4132 of the 40000128 bytes");
    }

    [Theory]
    [InlineData(-1, "more than the 1")] // of the entry's bytes, its last lies beyond what the archive declares
    [InlineData(1, "ends after 132 of the 133 bytes")]
    public void Sizes_that_lie_either_way_are_refused(int by, string says)
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Method = 8, Bytes = Four.Length + by }]);
        string message = Assert.Throws<DataFormatException>(() => NpzFile.Open(zip, "test.npz").Read("a")).Message;
        Assert.True(message.Contains(says, StringComparison.Ordinal) || message.Contains("elements", StringComparison.Ordinal), message);
    }

    [Fact]
    public void Damaged_content_is_found_by_its_checksum()
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Method = 0 }]);
        zip[zip.AsSpan().IndexOf(new byte[] { 1, 2, 3, 4 })]++;
        Assert.Contains("has the checksum", Assert.Throws<DataFormatException>(() => NpzFile.Open(zip, "test.npz").Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_directory_that_lies_is_refused()
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", Four) { Wide = true }], wideEnd: true);
        int end64 = zip.AsSpan().IndexOf(new byte[] { 0x50, 0x4B, 0x06, 0x06 });
        foreach (int field in new[] { 32, 40, 48 })
        {
            foreach (ulong value in new ulong[] { 0, 1, ulong.MaxValue, long.MaxValue, 1UL << 32, (ulong)zip.Length })
            {
                byte[] lying = [.. zip];
                BinaryPrimitives.WriteUInt64LittleEndian(lying.AsSpan(end64 + field), value);
                if (!lying.SequenceEqual(zip))
                    Harmless(() => NpzFile.Open(lying, "test.npz").Read("a"), "");
            }
        }
    }

    [Fact]
    public void An_archive_cut_anywhere_says_so()
    {
        byte[] whole = NpyBytes.Zip(CompressionLevel.Optimal, ("a.npy", Four));
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<DataFormatException>(() => NpzFile.Open(whole[..length], "test.npz"));
    }

    private static void Refused(byte[] zip, string says) => Harmless(() => NpzFile.Open(zip, "test.npz"), says);

    private static void Harmless(Action read, string says)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        Assert.Contains(says, Assert.Throws<DataFormatException>(read).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        // It takes some 10 ms; ten seconds is a hang on whatever machine.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }
}
