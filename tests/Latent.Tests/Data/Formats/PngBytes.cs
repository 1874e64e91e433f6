using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Files;

namespace Latent.Tests.Data.Formats;

/// <summary>Writes PNG files of every kind, and broken ones, for tests.</summary>
internal sealed class PngBytes
{
    private static readonly (int X, int Y, int Right, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public required int Width { get; init; }

    public required int Height { get; init; }

    public int Colour { get; init; }

    public int Depth { get; init; } = 8;

    public bool Interlaced { get; init; }

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    /// <summary>How many IDAT chunks the pixels are cut into.</summary>
    public int Pieces { get; init; } = 1;

    /// <summary>The filter of row y.</summary>
    public Func<int, byte> Filter { get; init; } = static y => (byte)(y % 5);

    public int StoredChannels => Colour switch { 0 or 3 => 1, 2 => 3, 4 => 2, _ => 4 };

    /// <summary>A file whose sample number i has the value sample(i) of <see cref="Depth"/> bits.</summary>
    public byte[] Make(Func<int, int> sample)
    {
        using MemoryStream compressed = new();
        using (ZLibStream deflate = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach ((int left, int top, int right, int down) in Interlaced ? Adam7 : [(0, 0, 1, 1)])
            {
                int[] columns = [.. Enumerable.Range(0, Width).Where(x => x >= left && (x - left) % right == 0)];
                if (columns.Length > 0)
                    WritePass(deflate, columns, [.. Enumerable.Range(0, Height).Where(y => y >= top && (y - top) % down == 0)], sample);
            }
        }

        return Wrap(compressed.ToArray());
    }

    /// <summary>A file with the compressed pixels given.</summary>
    public byte[] Wrap(byte[] data)
    {
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = (byte)Depth;
        header[9] = (byte)Colour;
        header[12] = Interlaced ? (byte)1 : (byte)0;
        file.Write(Chunk("IHDR", header));
        if (Palette is not null)
            file.Write(Chunk("PLTE", Palette));
        if (Transparency is not null)
            file.Write(Chunk("tRNS", Transparency));
        int size = Math.Max(1, (data.Length + Pieces - 1) / Pieces);
        foreach (byte[] piece in data.Chunk(size))
            file.Write(Chunk("IDAT", piece));
        file.Write(Chunk("IEND", []));
        return file.ToArray();
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        for (int i = 0; i < 4; i++)
            chunk[4 + i] = (byte)type[i];
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.Append(0, chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    private void WritePass(ZLibStream stream, int[] columns, int[] rows, Func<int, int> sample)
    {
        int bits = StoredChannels * Depth, pixel = Math.Max(1, bits / 8), length = ((columns.Length * bits) + 7) / 8;
        byte[] above = new byte[length];
        for (int y = 0; y < rows.Length; y++)
        {
            byte[] row = new byte[length];
            for (int x = 0; x < columns.Length; x++)
            {
                for (int channel = 0; channel < StoredChannels; channel++)
                    Put(row, (x * StoredChannels) + channel, sample((((rows[y] * Width) + columns[x]) * StoredChannels) + channel));
            }

            byte filter = Filter(rows[y]);
            byte[] filtered = [filter, .. row.Select((value, i) => (byte)(value - Predict(filter, row, above, i, pixel)))];
            stream.Write(filtered);
            above = row;
        }
    }

    private void Put(byte[] row, int index, int value)
    {
        if (Depth == 16)
        {
            row[2 * index] = (byte)(value >> 8);
            row[(2 * index) + 1] = (byte)value;
        }
        else
        {
            row[index * Depth / 8] |= (byte)(value << (8 - Depth - (index * Depth % 8)));
        }
    }

    private static int Predict(byte filter, byte[] row, byte[] above, int i, int pixel)
    {
        int a = i >= pixel ? row[i - pixel] : 0, b = above[i], c = i >= pixel ? above[i - pixel] : 0;
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => pa <= pb && pa <= pc ? a : pb <= pc ? b : c, _ => 0 };
    }
}
