using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Tensors;
using Latent.Tests.Checkpoints;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Fuzzing;

/// <summary>The same small damage at every place of a small file of every format, and lies in every field that says how much there is.</summary>
public sealed class DamageTests
{
    private static readonly ulong[] Lies = [0, 1, ulong.MaxValue, int.MaxValue, 1UL << 31, uint.MaxValue, long.MaxValue, 1UL << 63];

    public static TheoryData<string> Formats => [.. FuzzFormats.All.Select(static format => format.Name)];

    /// <summary>Files with the fields that hold a length, a count or a place: offset, bytes, whether the most significant comes first.</summary>
    public static TheoryData<string, string> Fields => new()
    {
        { "safetensors", "0:8" },
        { "idx", "3:1,4:4b,8:4b" },
        { "npy", "8:2" },
        { "png", "8:4b,16:4b,20:4b,24:1,33:4b" },
        { "wav", "4:4,16:4,22:2,24:4,28:4,32:2,34:2,36:4,40:4" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_anywhere_is_an_error_with_its_name(string name)
    {
        using TemporaryFolder folder = new();
        FuzzFormat format = FuzzFormats.Named(name);
        // Text may end anywhere: what is left of a table is a table, unless it is compressed.
        bool ends = name is not ("csv" or "detected");
        // A sound without a length goes on to the end of its file, wherever that is.
        foreach (byte[] whole in format.Seeds().Where(static seed => seed.Length <= 4096 && seed.AsSpan().IndexOf("data"u8) is var data
            && (data < 0 || seed[data + 4] != 0xFF)))
        {
            for (int length = 0; length < whole.Length; length++)
            {
                byte[] cut = whole[..length];
                if (ends)
                    Assert.True(Record.Exception(() => format.Read(cut, folder)) is BadFileException, $"{name} cut after {length} of {whole.Length} bytes");
                else
                    Assert.Null(new Fuzzer(format, folder).Broken(cut));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_flipped_bit_gives_a_value_or_a_typed_error(string name)
    {
        using TemporaryFolder folder = new();
        FuzzFormat format = FuzzFormats.Named(name);
        Fuzzer fuzzer = new(format, folder);
        foreach (byte[] whole in format.Seeds().Take(name == "detected" ? 1 : 9).Where(static seed => seed.Length <= 1024))
        {
            for (int bit = 0; bit < 8 * whole.Length; bit++)
            {
                byte[] flipped = [.. whole];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Null(fuzzer.Broken(flipped));
            }
        }
    }

    [Fact]
    public void A_flipped_bit_in_one_tensor_changes_no_other()
    {
        byte[] whole = SafetensorsTests.Bytes(new SafetensorsWriter().Add("a", [2], new float[] { 1, 2 }).Add("b", [2], new float[] { 3, 4 }));
        using TemporaryFolder folder = new();
        int data = whole.Length - 16;
        for (int bit = 8 * data; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m", flipped));
            float[] a = new float[2], b = new float[2];
            file.Read(file.Entries[0], a);
            file.Read(file.Entries[1], b);
            bool inFirst = bit < 8 * (data + 8);
            Assert.Equal(inFirst, a is not [1, 2]);
            Assert.Equal(!inFirst, b is not [3, 4]);
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Fields_that_lie_get_no_memory(string name, string fields)
    {
        foreach (string field in fields.Split(','))
        {
            string[] parts = field.TrimEnd('b').Split(':');
            int at = int.Parse(parts[0], CultureInfo.InvariantCulture), size = int.Parse(parts[1], CultureInfo.InvariantCulture);
            foreach (ulong lie in Lies)
                Harmless(name, Written(FuzzFormats.Named(name).Seeds().First(seed => seed.Length >= at + size), at, size, field.EndsWith('b'), lie));
        }
    }

    [Theory]
    [InlineData(4, 18)] // the local header's sizes, which are not believed
    [InlineData(4, 22)]
    [InlineData(2, 26)]
    [InlineData(2, 28)]
    public void Local_headers_of_archives_that_lie_get_no_memory(int size, int at)
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", NpyBytes.Make("|u1", "(4,)", [1, 2, 3, 4]))]);
        foreach (ulong lie in Lies)
            Harmless("npz", Written(zip, at, size, false, lie));
    }

    [Theory]
    [InlineData(0x02014B50, 4, 20)] // stored bytes
    [InlineData(0x02014B50, 4, 24)] // bytes
    [InlineData(0x02014B50, 2, 28)] // lengths of name, extra field and comment
    [InlineData(0x02014B50, 2, 30)]
    [InlineData(0x02014B50, 2, 32)]
    [InlineData(0x02014B50, 4, 42)] // place
    [InlineData(0x06054B50, 2, 8)] // entries, bytes and place of the directory
    [InlineData(0x06054B50, 2, 10)]
    [InlineData(0x06054B50, 4, 12)]
    [InlineData(0x06054B50, 4, 16)]
    [InlineData(0x06054B50, 2, 20)]
    [InlineData(0x06064B50, 8, 32)] // the same of the ZIP64 directory, and the place of it
    [InlineData(0x06064B50, 8, 40)]
    [InlineData(0x06064B50, 8, 48)]
    [InlineData(0x07064B50, 8, 8)]
    public void Directories_of_archives_that_lie_get_no_memory(int mark, int size, int field)
    {
        byte[] zip = ZipBytes.Make([new ZipBytes.Entry("a.npy", NpyBytes.Make("|u1", "(4,)", [1, 2, 3, 4])) { Wide = true }], wideEnd: true);
        byte[] bytes = BitConverter.GetBytes(mark);
        int at = zip.AsSpan().IndexOf(bytes) + field;
        foreach (ulong lie in Lies)
            Harmless("npz", Written(zip, at, size, false, lie));
    }

    [Fact]
    public void Numbers_in_the_text_of_headers_that_lie_get_no_memory()
    {
        string[] lies = ["0", "1", "-1", "2147483647", "2147483648", "4294967295", "9223372036854775807", "18446744073709551615"];
        foreach (string a in lies)
        {
            foreach (string b in lies)
            {
                Harmless("npy", NpyBytes.WithHeader($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({a}, {b}), }}", new byte[16]));
                Harmless("npy", NpyBytes.WithHeader($"{{'descr': '<f4', 'fortran_order': True, 'shape': ({a}, {b}), }}", new byte[16]));
                Harmless("safetensors", Safetensors($$$"""{"t":{"dtype":"F32","shape":[{{{a}}},{{{b}}}],"data_offsets":[0,16]}}"""));
                Harmless("safetensors", Safetensors($$$"""{"t":{"dtype":"F32","shape":[4],"data_offsets":[{{{a}}},{{{b}}}]}}"""));
            }
        }

        static byte[] Safetensors(string json)
        {
            byte[] header = Encoding.UTF8.GetBytes(json), length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            return [.. length, .. header, .. new byte[16]];
        }
    }

    [Fact]
    public void Gzip_that_inflates_without_end_is_left_alone_after_what_is_declared()
    {
        // A thousand bytes for each of the file's: 64 MiB of zeros behind the one element that is declared.
        byte[] bomb = Bomb(IdxBytes.Make(8, [1], [7]), 64 << 20);
        Assert.InRange(bomb.Length, 60_000, 70_000);
        string message = Harmless("idx.gz", bomb)!;
        Assert.Contains("there are bytes after the 1 elements", message, StringComparison.Ordinal);
        // The declared length could be true, the bytes stop before: memory grows with what comes, not with what is promised.
        uint[] noise = new uint[17_500];
        RandomKey.FromSeed(3).Bits(noise);
        message = Harmless("idx.gz", IdxBytes.Gzip(IdxBytes.Make(8, [60_000_000], MemoryMarshal.AsBytes<uint>(noise).ToArray())))!;
        Assert.Contains("the file ends here", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_may_come_in_members_but_not_with_anything_behind_them()
    {
        byte[] whole = IdxBytes.Make(8, [4], [1, 2, 3, 4]);
        using TemporaryFolder folder = new();
        FuzzFormat format = FuzzFormats.Named("idx.gz");
        Assert.Equal("UInt8 1", format.Read([.. IdxBytes.Gzip(whole[..5]), .. IdxBytes.Gzip(whole[5..])], folder).Mark);
        byte[] gzip = IdxBytes.Gzip(whole);
        foreach (byte[] junk in new byte[][] { [0], [1, 2, 3], [0x1F], new byte[20_000] })
        {
            Assert.Contains($"there are {junk.Length} bytes after the end of the gzip data, at byte {gzip.Length} of the compressed file.",
                Assert.ThrowsAny<BadFileException>(() => format.Read([.. gzip, .. junk], folder)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("the file ends inside a gzip header",
            Assert.ThrowsAny<BadFileException>(() => format.Read([.. gzip, 0x1F, 0x8B], folder)).Message, StringComparison.Ordinal);
        gzip[^5] ^= 1; // of the checksum
        Assert.ThrowsAny<BadFileException>(() => format.Read(gzip, folder));
        gzip[^5] ^= 1;
        gzip[^1] ^= 1; // of the length
        Assert.ThrowsAny<BadFileException>(() => format.Read(gzip, folder));
    }

    private static byte[] Bomb(byte[] start, int zeros)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(start);
            byte[] piece = new byte[1 << 20];
            for (int done = 0; done < zeros; done += piece.Length)
                gzip.Write(piece);
        }

        return target.ToArray();
    }

    private static byte[] Written(byte[] file, int at, int size, bool isBig, ulong value)
    {
        byte[] lying = [.. file];
        for (int i = 0; i < size; i++)
            lying[at + i] = (byte)(value >> (8 * (isBig ? size - 1 - i : i)));
        return lying;
    }

    // A value, or a typed error, in at most a MiB.
    private static string? Harmless(string name, byte[] input)
    {
        using TemporaryFolder folder = new();
        FuzzFormat format = FuzzFormats.Named(name);
        Assert.Null(new Fuzzer(format, folder).Broken(input));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? e = Record.Exception(() => format.Read(input, folder));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        return e?.Message;
    }
}
