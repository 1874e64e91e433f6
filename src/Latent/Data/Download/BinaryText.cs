using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Data.Formats;

namespace Latent.Data.Download;

/// <summary>Turns pictures of 28 x 28 zeros and ones in text, a line each, into arrays of bytes.</summary>
internal static class BinaryText
{
    private const int Side = 28, Pixels = Side * Side, LineBytes = 2 * Pixels;
    private static readonly string[] Parts = ["train", "valid", "test"];

    /// <summary>Writes the three parts as the arrays <c>train</c>, <c>valid</c> and <c>test</c> of an NPZ file, [n, 28, 28].</summary>
    /// <exception cref="DataFormatException">A file holds something else.</exception>
    public static void WriteNpz(IReadOnlyList<string> files, Stream target)
    {
        using ZipArchive archive = new(target, ZipArchiveMode.Create, leaveOpen: true);
        for (int part = 0; part < Parts.Length; part++)
        {
            ZipArchiveEntry entry = archive.CreateEntry(Parts[part] + ".npy", CompressionLevel.Optimal);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // equal content, equal file
            using Stream array = entry.Open();
            using FileStream text = InputFile.Open(files[part]);
            WriteArray(text, files[part], array);
        }
    }

    private static void WriteArray(FileStream text, string name, Stream array)
    {
        long count = text.Length / LineBytes;
        if (text.Length % LineBytes != 0)
            throw new DataFormatException(name, null, $"{text.Length} bytes are no whole number of lines of {LineBytes}.", FormatReader.FetchAgain);
        WriteHeader(array, count);
        byte[] line = new byte[LineBytes], pixels = new byte[Pixels];
        for (long row = 0; row < count; row++)
        {
            text.ReadExactly(line);
            for (int i = 0; i < Pixels; i++)
            {
                if (line[2 * i] is not ((byte)'0' or (byte)'1') || line[(2 * i) + 1] is not ((byte)' ' or (byte)'\n'))
                    throw new DataFormatException(name, (row * LineBytes) + (2 * i), "here is no 0 or 1 with a space behind it.", FormatReader.FetchAgain);
                pixels[i] = (byte)(line[2 * i] - '0');
            }

            array.Write(pixels);
        }
    }

    private static void WriteHeader(Stream array, long count)
    {
        const int length = 128, prefix = 10;
        byte[] header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        NpyReader.Magic.CopyTo(header);
        (header[6], header[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), length - prefix);
        Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, {Side}, {Side}), }}")).CopyTo(header, prefix);
        header[^1] = (byte)'\n';
        array.Write(header);
    }
}
