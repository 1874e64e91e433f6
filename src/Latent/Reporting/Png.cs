using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Files;

namespace Latent.Reporting;

/// <summary>Writes PNG images: 8 bits a channel, grey or RGB.</summary>
/// <remarks>
/// Each row is filtered by the one of the five filters whose output has the least sum of absolute (signed) values, the heuristic of
/// section 12.8 of W3C, "Portable Network Graphics (PNG) Specification", 2nd edition; then deflated.
/// </remarks>
public static class Png
{
    private const int MaximumSide = 1 << 16;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes <paramref name="image"/> to a file, replacing it as a whole (see <see cref="AtomicFile"/>).</summary>
    public static void Write(string path, Picture image)
    {
        ArgumentNullException.ThrowIfNull(image);
        AtomicFile.Write(path, stream => Write(stream, image));
    }

    /// <summary>Writes <paramref name="image"/> to a stream.</summary>
    /// <exception cref="ArgumentException">The image is empty or larger than 65,536 pixels a side.</exception>
    public static void Write(Stream stream, Picture image)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width is 0 or > MaximumSide || image.Height is 0 or > MaximumSide)
            throw new ArgumentException($"A PNG has 1 to {MaximumSide} pixels a side; this image is {image.Width} x {image.Height}.",
                nameof(image));

        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = image.Channels == 1 ? (byte)0 : (byte)2;
        header[10..].Clear();
        WriteChunk(stream, "IHDR"u8, header);

        using MemoryStream data = new();
        using (ZLibStream deflate = new(data, CompressionLevel.Optimal, leaveOpen: true))
            WriteRows(deflate, image);
        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteRows(ZLibStream stream, Picture image)
    {
        int stride = image.Width * image.Channels;
        byte[] above = new byte[stride];
        byte[] candidate = new byte[stride + 1];
        byte[] best = new byte[stride + 1];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Row(y);
            long least = long.MaxValue;
            for (byte filter = 0; filter <= 4; filter++)
            {
                long sum = Filter(filter, row, above, image.Channels, candidate);
                if (sum >= least)
                    continue;
                least = sum;
                (best, candidate) = (candidate, best);
            }

            stream.Write(best);
            row.CopyTo(above);
        }
    }

    /// <summary>Writes the filter type and the filtered row; returns the sum of its bytes' absolute values, taken as signed.</summary>
    private static long Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, Span<byte> output)
    {
        output[0] = filter;
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= channels ? row[i - channels] : 0;
            int corner = i >= channels ? above[i - channels] : 0;
            int predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) >> 1,
                _ => Paeth(left, above[i], corner),
            };
            byte difference = (byte)(row[i] - predicted);
            output[i + 1] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        if (toLeft <= toAbove && toLeft <= toCorner)
            return left;
        return toAbove <= toCorner ? above : corner;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        uint crc = Crc32.Append(Crc32.Append(0, type), data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc);
        stream.Write(word);
    }
}
