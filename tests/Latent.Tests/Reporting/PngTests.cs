using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Files;
using Latent.Reporting;

namespace Latent.Tests.Reporting;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 1)]
    [InlineData(64, 33, 1)]
    [InlineData(1, 9, 3)]
    [InlineData(31, 17, 3)]
    public void Decoding_gives_the_pixels_back(int width, int height, int channels)
    {
        foreach (Func<int, int, int> pattern in new Func<int, int, int>[]
        {
            static (x, y) => 0,
            static (x, y) => x * 3,
            static (x, y) => y * 5,
            static (x, y) => (x * y) ^ (x << 3),
            static (x, y) => (int)(((uint)((x * 73856093) ^ (y * 19349663)) * 2654435761u) >> 24),
        })
        {
            Picture picture = new(width, height, channels);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width * channels; x++)
                    picture.Row(y)[x] = (byte)pattern(x, y);
            }

            (Picture read, _) = Decode(Encode(picture));
            Assert.Equal((width, height, channels), (read.Width, read.Height, read.Channels));
            Assert.Equal(picture.Pixels.ToArray(), read.Pixels.ToArray());
        }
    }

    [Fact]
    public void Filters_follow_the_content()
    {
        Picture columns = new(64, 8), ramp = new(64, 8);
        for (int i = 0; i < columns.Pixels.Length; i++)
        {
            columns.Pixels[i] = (byte)((i % 64) * 77);
            ramp.Pixels[i] = (byte)((i % 64) * 3);
        }

        // Equal rows cost nothing when filtered by the row above; a ramp along the row costs little filtered by its left neighbour.
        Assert.All(Decode(Encode(columns)).Filters[1..], static filter => Assert.Equal(2, filter));
        Assert.Equal(1, Decode(Encode(ramp)).Filters[0]);
    }

    [Fact]
    public void Checksums_have_the_known_answer()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "12345"u8), "6789"u8));
        Assert.Equal(0xAE426082u, Crc32.Append(0, "IEND"u8));
    }

    [Fact]
    public void Empty_pictures_are_refused() => Assert.Throws<ArgumentException>(() => Encode(new Picture(0, 3)));

    private static byte[] Encode(Picture picture)
    {
        using MemoryStream stream = new();
        Png.Write(stream, picture);
        return stream.ToArray();
    }

    /// <summary>Decodes what the encoder may write, checking every checksum; also returns the filter of each row.</summary>
    internal static (Picture Picture, int[] Filters) Decode(ReadOnlySpan<byte> png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8].ToArray());
        Picture? picture = null;
        using MemoryStream data = new();
        bool ended = false;
        for (ReadOnlySpan<byte> rest = png[8..]; rest.Length > 0;)
        {
            Assert.False(ended);
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            string type = Encoding.ASCII.GetString(rest.Slice(4, 4));
            ReadOnlySpan<byte> body = rest.Slice(8, length);
            Assert.Equal(Crc32.Append(0, rest.Slice(4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + length)..]));
            if (type == "IHDR")
            {
                Assert.Equal(8, body[8]);
                picture = new Picture(BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]), body[9] == 0 ? 1 : 3);
            }
            else if (type == "IDAT")
            {
                data.Write(body);
            }

            ended = type == "IEND";
            rest = rest[(12 + length)..];
        }

        Assert.True(ended);
        data.Position = 0;
        using ZLibStream inflate = new(data, CompressionMode.Decompress);
        int[] filters = new int[picture!.Height];
        int stride = picture.Width * picture.Channels, bpp = picture.Channels;
        byte[] line = new byte[stride + 1];
        for (int y = 0; y < picture.Height; y++)
        {
            inflate.ReadExactly(line);
            filters[y] = line[0];
            for (int i = 0; i < stride; i++)
            {
                int a = i >= bpp ? picture.Row(y)[i - bpp] : 0, b = y > 0 ? picture.Row(y - 1)[i] : 0, c = y > 0 && i >= bpp ? picture.Row(y - 1)[i - bpp] : 0;
                int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
                int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
                picture.Row(y)[i] = (byte)(line[i + 1] + line[0] switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth });
            }
        }

        Assert.Equal(-1, inflate.ReadByte());
        return (picture, filters);
    }
}
