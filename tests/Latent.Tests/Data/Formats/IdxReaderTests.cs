using Latent.Data;
using Latent.Data.Formats;

namespace Latent.Tests.Data.Formats;

public sealed class IdxReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_bytes_plain_and_compressed(bool compressed)
    {
        byte[] bytes = IdxBytes.Make(8, [2, 3], [0, 1, 2, 253, 254, 255]);
        NumberArray array = Read(compressed ? IdxBytes.Gzip(bytes) : bytes);
        Assert.Equal(ElementType.UInt8, array.Format.Type);
        Assert.Equal([2, 3], array.Dimensions.ToArray());
        Assert.Equal([0.0, 1, 2, 253, 254, 255], array.ToDoubles());
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF }, -1)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData(0x0C, new byte[] { 0x00, 0x01, 0x00, 0x00 }, 65536)]
    [InlineData(0x0D, new byte[] { 0x3F, 0xC0, 0x00, 0x00 }, 1.5)]
    [InlineData(0x0E, new byte[] { 0xC0, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 }, -2.5)]
    public void Reads_every_element_type_big_endian(byte type, byte[] element, double value)
    {
        NumberArray array = Read(IdxBytes.Make(type, [2], [.. element, .. element]));
        Assert.Equal([value, value], array.ToDoubles());
        Assert.Equal(2, array.Count);
    }

    [Fact]
    public void An_axis_of_length_zero_gives_an_empty_array() => Assert.Equal(0, Read(IdxBytes.Make(8, [0, 28], [])).Count);

    [Fact]
    public void A_file_cut_anywhere_says_so()
    {
        byte[] whole = IdxBytes.Make(8, [3, 2, 2], new byte[12]);
        byte[] compressed = IdxBytes.Gzip(whole);
        for (int length = 0; length < whole.Length; length++)
        {
            DataFormatException e = Assert.Throws<DataFormatException>(() => Read(whole[..length]));
            Assert.Contains("file", e.Message, StringComparison.Ordinal);
            Assert.Equal("test.idx", e.File);
        }

        for (int length = 0; length < compressed.Length; length++)
            Assert.Throws<DataFormatException>(() => Read(compressed[..length]));
    }

    [Fact]
    public void Any_flipped_bit_gives_a_value_or_a_typed_error()
    {
        byte[] plain = IdxBytes.Make(8, [3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        foreach (byte[] whole in new[] { plain, IdxBytes.Gzip(plain) })
        {
            for (int bit = 0; bit < whole.Length * 8; bit++)
            {
                byte[] flipped = [.. whole];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    Read(flipped);
                }
                catch (DataFormatException)
                {
                }
            }
        }
    }

    [Fact]
    public void Bytes_after_the_elements_are_refused()
    {
        DataFormatException e = Assert.Throws<DataFormatException>(() => Read(IdxBytes.Make(8, [2], [1, 2, 3])));
        Assert.Equal(10, e.Offset);
        Assert.StartsWith("test.idx, byte 10: there are bytes after the 2 elements", e.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => Read(IdxBytes.Gzip(IdxBytes.Make(8, [2], [1, 2, 3]))));
    }

    [Theory]
    [InlineData(new uint[] { 60_000, 28, 28 }, "cut short")]
    [InlineData(new uint[] { 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF }, "more than the 1024 MiB")]
    [InlineData(new uint[] { 1 << 20, 1 << 20 }, "more than the 1024 MiB")]
    public void A_declared_size_is_checked_before_memory_is_taken(uint[] dimensions, string says)
    {
        byte[] bytes = IdxBytes.Make(8, dimensions, [1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(says, Assert.Throws<DataFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => Read(IdxBytes.Gzip(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "expected an IDX header")]
    [InlineData("\0\0\u0007\u0001", "unknown IDX element type 0x07")]
    [InlineData("\0\0\u0008\0", "the IDX rank is 0")]
    [InlineData("\0\0\u0008\u0009", "the IDX rank is 9")]
    public void Other_content_is_named(string text, string says) => Assert.Contains(
        says, Assert.Throws<DataFormatException>(() => Read([.. text.Select(static c => (byte)c)])).Message, StringComparison.Ordinal);

    private static NumberArray Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return IdxReader.Read(stream, "test.idx");
    }
}
