using System.Buffers.Binary;

namespace Latent.Data.Formats.Images;

/// <summary>What the IHDR chunk of a PNG says.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample, or of an index into the palette.</param>
/// <param name="Colour">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</param>
/// <param name="IsInterlaced">Whether it comes in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Colour, bool IsInterlaced)
{
    /// <summary>The longest side that is accepted.</summary>
    public const int MaximumSide = 16_384;

    /// <summary>The most bytes of samples that are accepted: 64 MiB.</summary>
    public const long MaximumBytes = 1L << 26;

    /// <summary>Where the header ends: signature, length, type, 13 bytes, checksum.</summary>
    public const int End = 8 + 8 + 13 + 4;

    /// <summary>Samples of a pixel as stored: one for a palette.</summary>
    public int StoredChannels => Colour switch
    {
        0 or 3 => 1,
        2 => 3,
        4 => 2,
        _ => 4,
    };

    /// <summary>Bits of a pixel as stored.</summary>
    public int PixelBits => StoredChannels * Depth;

    /// <summary>How many values a sample can take; colours of a palette have 256.</summary>
    public int Levels => Colour == 3 ? 256 : 1 << Depth;

    /// <summary>Bytes of a filtered row of so many pixels, with its filter byte.</summary>
    public int RowBytes(int pixels) => 1 + (((pixels * PixelBits) + 7) / 8);

    /// <summary>Reads the first bytes of a file.</summary>
    /// <exception cref="DataFormatException">It is no PNG, or one of sizes or kinds that are not read.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> file, string name)
    {
        ReadOnlySpan<byte> signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        if (!file.StartsWith(signature))
        {
            throw new DataFormatException(name, 0, "it does not begin with the PNG signature 89 50 4E 47 0D 0A 1A 0A.",
                "Only PNG pictures are read; convert others first.");
        }

        if (file.Length < End || BinaryPrimitives.ReadUInt32BigEndian(file[8..]) != 13 || !file[12..].StartsWith("IHDR"u8))
            throw new DataFormatException(name, 8, "the header IHDR is missing or cut short.", FormatReader.FetchAgain);
        uint width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        if (width is 0 or > MaximumSide || height is 0 or > MaximumSide)
        {
            throw new DataFormatException(name, 16, $"it declares {width} x {height} pixels.",
                $"Pictures of 1 to {MaximumSide} pixels a side are read.");
        }

        int depth = file[24], colour = file[25];
        bool known = (colour, depth) is (0 or 3, 1 or 2 or 4 or 8) or (0, 16) or (2 or 4 or 6, 8 or 16);
        if (!known)
            throw new DataFormatException(name, 24, $"it declares colour type {colour} with {depth} bits.", "The PNG specification knows no such picture.");
        if (file[26] != 0 || file[27] != 0 || file[28] > 1)
        {
            throw new DataFormatException(name, 26, $"it declares compression {file[26]}, filter {file[27]} and interlace {file[28]}.",
                "The PNG specification knows 0, 0 and 0 or 1.");
        }

        PngHeader header = new((int)width, (int)height, depth, colour, file[28] == 1);
        // A palette and a transparent colour can make four samples of one.
        long bytes = (long)width * height * Math.Max(header.StoredChannels + 1, colour == 3 ? 4 : 1) * (depth == 16 ? 2 : 1);
        return bytes <= MaximumBytes
            ? header
            : throw new DataFormatException(name, 16, $"it declares {width} x {height} pixels of {bytes} bytes.",
                $"At most {MaximumBytes >> 20} MiB are accepted for one picture.");
    }
}
