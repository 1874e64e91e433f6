using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Data;
using Latent.Data.Formats.Images;
using Latent.Reporting;

namespace Latent.Tests.Data.Formats;

public sealed class PngReaderTests
{
    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            TheoryData<int, int, bool> kinds = [];
            foreach ((int colour, int[] depths) in new[] { (0, new[] { 1, 2, 4, 8, 16 }), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (int depth in depths)
                {
                    kinds.Add(colour, depth, false);
                    kinds.Add(colour, depth, true);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_picture_gives_its_samples_back(int colour, int depth, bool interlaced)
    {
        byte[] palette = [.. Enumerable.Range(0, 3 << depth).Take(768).Select(static i => (byte)(i * 37))];
        // Sizes around the eight of Adam7, so that passes are empty, single and cut.
        foreach ((int width, int height) in new[] { (1, 1), (2, 1), (1, 5), (3, 4), (7, 9), (8, 8), (17, 5), (33, 10) })
        {
            PngBytes png = new() { Width = width, Height = height, Colour = colour, Depth = depth, Interlaced = interlaced, Palette = colour == 3 ? palette : null, Pieces = 3 };
            int Sample(int i) => ((i * 40_503) >> 3) & ((1 << depth) - 1);
            RasterImage image = PngReader.Read(png.Make(Sample), "test.png");
            Assert.Equal((width, height, colour == 3 ? 256 : 1 << depth), (image.Width, image.Height, image.Levels));
            int count = width * height * png.StoredChannels;
            int[] expected = colour == 3
                ? [.. Enumerable.Range(0, 3 * count).Select(i => (int)palette[(3 * Sample(i / 3)) + (i % 3)])]
                : [.. Enumerable.Range(0, count).Select(Sample)];
            Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => image[i]));
        }
    }

    [Fact]
    public void Transparency_becomes_alpha()
    {
        byte[] grey = new PngBytes { Width = 3, Height = 1, Transparency = [0, 7] }.Make(static i => 6 + i);
        Assert.Equal([6, 255, 7, 0, 8, 255], All(PngReader.Read(grey, "grey")));
        byte[] rgb = new PngBytes { Width = 2, Height = 1, Colour = 2, Transparency = [0, 3, 0, 4, 0, 5] }.Make(static i => i);
        Assert.Equal([0, 1, 2, 255, 3, 4, 5, 0], All(PngReader.Read(rgb, "rgb")));
        byte[] palette = new PngBytes { Width = 3, Height = 1, Colour = 3, Palette = [1, 2, 3, 4, 5, 6, 7, 8, 9], Transparency = [9, 0] }.Make(static i => i);
        Assert.Equal([1, 2, 3, 9, 4, 5, 6, 0, 7, 8, 9, 255], All(PngReader.Read(palette, "palette")));
    }

    [Fact]
    public void Reads_what_the_writer_writes()
    {
        foreach (int channels in new[] { 1, 3 })
        {
            Picture picture = new(19, 7, channels);
            for (int i = 0; i < picture.Pixels.Length; i++)
                picture.Pixels[i] = (byte)(i * i);
            using MemoryStream stream = new();
            Png.Write(stream, picture);
            Assert.Equal(picture.Pixels.ToArray(), PngReader.Read(stream.ToArray(), "ours").Samples);
        }
    }

    [Theory]
    [InlineData(1, 2, new byte[] { 0, 255, 0, 255 }, 1, 256)]
    [InlineData(2, 1, new byte[] { 0, 85, 170, 255 }, 2, 256)]
    [InlineData(4, 1, new byte[] { 0, 17, 34, 51 }, 4, 256)]
    public void Fewer_levels_are_stretched_to_more(int depth, int step, byte[] expected, int bits, int levels)
    {
        byte[] png = new PngBytes { Width = 4, Height = 1, Depth = bits }.Make(i => (depth == 1 ? i % step : i * step) & ((1 << depth) - 1));
        byte[] planes = new byte[4];
        PngReader.Read(png, "x").CopyPlanes(1, levels, planes);
        Assert.Equal(expected, planes);
    }

    [Fact]
    public void Channels_become_planes_and_colours_grey()
    {
        byte[] rgb = new PngBytes { Width = 2, Height = 1, Colour = 2 }.Make(static i => (i + 1) * 10);
        byte[] planes = new byte[6], grey = new byte[2], both = new byte[8];
        RasterImage image = PngReader.Read(rgb, "rgb");
        image.CopyPlanes(3, 256, planes);
        Assert.Equal([10, 40, 20, 50, 30, 60], planes);
        image.CopyPlanes(1, 256, grey);
        Assert.Equal([(byte)18, (byte)48], grey); // 0.299·10 + 0.587·20 + 0.114·30 = 18.15
        image.CopyPlanes(4, 256, both);
        Assert.Equal([10, 40, 20, 50, 30, 60, 255, 255], both);
        RasterImage clear = PngReader.Read(new PngBytes { Width = 2, Height = 2, Colour = 4 }.Make(static i => i == 5 ? 254 : 255), "clear");
        Assert.Contains("the pixel in row 1, column 0 is transparent",
            Assert.Throws<DataFormatException>(() => clear.CopyPlanes(1, 256, new byte[4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_cut_anywhere_says_so()
    {
        byte[] whole = new PngBytes { Width = 5, Height = 4, Pieces = 2 }.Make(static i => i);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<DataFormatException>(() => PngReader.Read(whole[..length], "test.png"));
    }

    [Fact]
    public void Any_flipped_bit_is_found_by_a_checksum()
    {
        byte[] whole = new PngBytes { Width = 5, Height = 4 }.Make(static i => i);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<DataFormatException>(() => PngReader.Read(flipped, "test.png"));
        }
    }

    [Fact]
    public void Pictures_made_to_harm_are_refused_in_little_memory()
    {
        byte[] small = Deflated(new byte[100]);
        Refused(new PngBytes { Width = 65_535, Height = 65_535 }.Wrap(small), "it declares 65535 x 65535 pixels");
        Refused(new PngBytes { Width = 16_384, Height = 16_384 }.Wrap(small), "At most 64 MiB");
        Refused(new PngBytes { Width = 0, Height = 4 }.Wrap(small), "it declares 0 x 4 pixels");
        Refused(new PngBytes { Width = 8000, Height = 4000 }.Wrap(small), "cannot hold 8000 x 4000 pixels");
        // Deflated zeros for 20 MB beyond the picture's end are not inflated.
        Refused(new PngBytes { Width = 10, Height = 10 }.Wrap(Deflated(new byte[20_000_000])), "more than 10 x 10 pixels");
        Refused(new PngBytes { Width = 10, Height = 11 }.Wrap(small), "end in row 9 of 11");
        Refused(new PngBytes { Width = 9, Height = 1, Depth = 3 }.Wrap(small), "colour type 0 with 3 bits");
        Refused(new PngBytes { Width = 9, Height = 1, Colour = 3 }.Wrap(small), "its palette has 0 bytes");
        Refused(new PngBytes { Width = 9, Height = 10, Transparency = [1] }.Wrap(small), "its transparency has 1 bytes");
        Refused(new PngBytes { Width = 2, Height = 2, Colour = 3, Palette = [1, 2, 3, 4, 5, 6] }.Make(static i => i), "row 1, column 0 has colour 2 of a palette of 2");
        Refused(new PngBytes { Width = 3, Height = 2, Filter = static _ => 9 }.Make(static i => i), "row 0 has the filter 9");
        byte[] picture = new PngBytes { Width = 5, Height = 4 }.Make(static i => i);
        Refused([.. picture[..^12], .. PngBytes.Chunk("QDAT", [1]), .. picture[^12..]], "the chunk QDAT, without which");
        Refused([.. picture[..33], .. PngBytes.Chunk("IHDR", new byte[13]), .. picture[33..]], "the chunk IHDR");
        byte[] huge = [.. picture];
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(33), 1u << 31);
        Refused(huge, "a chunk declares 2147483648 bytes");
    }

    [Fact]
    public void Pixels_that_ask_for_a_dictionary_are_damaged()
    {
        // Found by the fuzzer: zlib's flag FDICT, which PNG does not have, made the framework throw an error of another family.
        byte[] asking = Deflated(new byte[22]);
        asking[1] = (byte)((asking[1] & 0xC0) | 0x20);
        asking[1] += (byte)(31 - (((asking[0] << 8) | asking[1]) % 31));
        Assert.Contains("its compressed pixels begin with 78 ",
            Assert.Throws<DataFormatException>(() => PngReader.Read(new PngBytes { Width = 10, Height = 2 }.Wrap(asking), "test.png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_tiny_pieces_are_one_picture()
    {
        byte[] rows = new byte[1001 * 1000];
        new Random(1).NextBytes(rows);
        for (int y = 0; y < 1000; y++)
            rows[y * 1001] = 0;
        PngBytes png = new() { Width = 1000, Height = 1000, Pieces = int.MaxValue };
        RasterImage image = PngReader.Read(png.Wrap(Deflated(rows)), "pieces");
        Assert.Equal(rows[1001 + 1], image.Samples[1000]);
    }

    private static void Refused(byte[] file, string says)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFormatException>(() => PngReader.Read(file, "test.png")).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.StartsWith("test.png, byte", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static int[] All(RasterImage image) => [.. Enumerable.Range(0, image.Width * image.Height * image.Channels).Select(i => image[i])];

    private static byte[] Deflated(byte[] bytes)
    {
        using MemoryStream target = new();
        using (ZLibStream stream = new(target, CompressionLevel.Fastest))
            stream.Write(bytes);
        return target.ToArray();
    }
}
