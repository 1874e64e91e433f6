using System.IO.Compression;

namespace Latent.Data.Formats.Images;

/// <summary>Decodes PNG: grey, RGB and palettes, with alpha or without, 1 to 16 bits, interlaced or not.</summary>
/// <remarks>
/// W3C, "Portable Network Graphics (PNG) Specification", 2nd edition. Pixels come exactly as many as the header declares, or an error; what
/// it declares is checked against the compressed bytes before memory is taken. Colours are as stored: gamma and profiles are not applied.
/// </remarks>
internal static class PngReader
{
    // Start and step of the columns and rows of each pass of Adam7, section 8.2; a picture without interlacing is one pass.
    private static readonly (int X, int Y, int Right, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int Right, int Down)[] Plain = [(0, 0, 1, 1)];

    /// <summary>Decodes a file.</summary>
    /// <exception cref="DataFormatException">The file is no PNG, damaged, cut short, or larger than is accepted.</exception>
    public static RasterImage Read(byte[] file, string name)
    {
        PngChunks chunks = new(file, name);
        PngHeader header = chunks.Header;
        (int X, int Y, int Right, int Down)[] passes = header.IsInterlaced ? Adam7 : Plain;
        long inflated = 0;
        foreach ((int x, int y, int right, int down) in passes)
        {
            int columns = Steps(header.Width, x, right), rows = Steps(header.Height, y, down);
            inflated += columns == 0 ? 0 : (long)rows * header.RowBytes(columns);
        }

        if (inflated / FormatReader.DeflateRatio > chunks.DataBytes)
        {
            throw chunks.Fault(PngHeader.End, $"its {chunks.DataBytes} compressed bytes cannot hold {header.Width} x {header.Height} pixels.",
                "It is cut short. " + FormatReader.FetchAgain);
        }

        ThrowIfForeign(chunks);
        int channels = (header.Colour == 3 ? 3 : header.StoredChannels) + (chunks.Transparency is null ? 0 : 1);
        RasterImage image = new(name, header.Width, header.Height, channels, header.Levels);
        try
        {
            using ZLibStream data = new(chunks.OpenData(), CompressionMode.Decompress);
            foreach ((int X, int Y, int Right, int Down) pass in passes)
                ReadPass(data, chunks, image, pass);
            if (data.Read(new byte[1]) != 0)
                throw chunks.Fault(PngHeader.End, $"it has more than {header.Width} x {header.Height} pixels.", FormatReader.FetchAgain);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(name, null, $"its compressed pixels are damaged ({e.Message.TrimEnd('.')}).", FormatReader.FetchAgain, e);
        }

        return image;
    }

    // Section 10.1: deflate, and no dictionary that is not in the file; asked for one, the framework throws an error of another family.
    private static void ThrowIfForeign(PngChunks chunks)
    {
        Span<byte> start = stackalloc byte[2];
        using Stream data = chunks.OpenData();
        int got = data.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (got == start.Length && ((start[0] & 0x0F) != 8 || (start[1] & 0x20) != 0))
        {
            throw chunks.Fault(PngHeader.End, $"its compressed pixels begin with {start[0]:X2} {start[1]:X2}, which is no deflate stream of PNG.",
                "The picture is damaged. " + FormatReader.FetchAgain);
        }
    }

    private static int Steps(int size, int start, int step) => size <= start ? 0 : (size - start + step - 1) / step;

    private static void ReadPass(Stream data, PngChunks chunks, RasterImage image, (int X, int Y, int Right, int Down) pass)
    {
        int columns = Steps(image.Width, pass.X, pass.Right), rows = Steps(image.Height, pass.Y, pass.Down);
        if (columns == 0)
            return;
        byte[] row = new byte[chunks.Header.RowBytes(columns)], above = new byte[row.Length];
        PngPixels pixels = new(chunks, image);
        for (int y = 0; y < rows; y++)
        {
            int got = data.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
            if (got < row.Length)
            {
                throw chunks.Fault(PngHeader.End, $"its compressed pixels end in row {pass.Y + (y * pass.Down)} of {image.Height}.",
                    "It is cut short. " + FormatReader.FetchAgain);
            }

            if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), Math.Max(1, chunks.Header.PixelBits / 8)))
                throw chunks.Fault(PngHeader.End, $"row {pass.Y + (y * pass.Down)} has the filter {row[0]}; there are 0 to 4.", FormatReader.FetchAgain);
            int at = ((pass.Y + (y * pass.Down)) * image.Width) + pass.X;
            for (int x = 0; x < columns; x++, at += pass.Right)
                pixels.Put(row.AsSpan(1), x, at);
            (row, above) = (above, row);
        }
    }
}
