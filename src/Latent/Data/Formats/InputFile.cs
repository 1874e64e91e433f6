using System.IO.Compression;

namespace Latent.Data.Formats;

/// <summary>A file, or a stream in its place, that may be compressed by gzip: known by its first bytes, not by its name.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for reading from front to back.</summary>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
    }

    /// <summary>Whether the stream, which must be seekable, holds gzip data.</summary>
    public static bool IsGzip(Stream stream)
    {
        Span<byte> magic = stackalloc byte[2];
        long start = stream.Position;
        int got = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        stream.Position = start;
        return got == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

    /// <summary>
    /// Whether the content of a seekable stream, inflated where it is compressed, begins with some bytes; the place is kept.
    /// </summary>
    public static bool Starts(Stream stream, ReadOnlySpan<byte> bytes)
    {
        long start = stream.Position;
        Span<byte> first = stackalloc byte[bytes.Length];
        int got;
        if (IsGzip(stream))
        {
            using GZipStream inflated = new(stream, CompressionMode.Decompress, leaveOpen: true);
            try
            {
                got = inflated.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                got = 0; // who reads it will say what is wrong with it
            }
        }
        else
        {
            got = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        }

        stream.Position = start;
        return first[..got].SequenceEqual(bytes);
    }

    /// <summary>Lets <paramref name="parse"/> read a seekable stream, inflated where it is compressed.</summary>
    public static T Read<T>(Stream stream, string name, Func<FormatReader, T> parse)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long length = stream.Length - stream.Position;
        if (!IsGzip(stream))
            return parse(new FormatReader(stream, name, length, length));
        using GzipContent inflated = new(stream, name);
        return parse(new FormatReader(inflated, name, length * FormatReader.DeflateRatio, length));
    }
}
