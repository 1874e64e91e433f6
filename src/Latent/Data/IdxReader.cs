using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Latent.Data;

/// <summary>Reads IDX, the format of the MNIST family, plain or gzip-compressed (known by its first bytes, not by its name).</summary>
/// <remarks>
/// Layout, big-endian: two zero bytes, a type byte (<see cref="IdxType"/>), the rank, one u32 per axis, then the elements row-major
/// and nothing after them. Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
/// Memory is bounded: no more is allocated than the declared payload, and that is checked against the bytes present
/// (against the most they can inflate to, when compressed) and against <see cref="MaximumBytes"/> first.
/// </remarks>
public static class IdxReader
{
    /// <summary>The largest payload accepted: 1 GiB.</summary>
    public const long MaximumBytes = 1L << 30;

    private const int MaximumRank = 8;

    // RFC 1951: a deflate block cannot expand more than 1032 times.
    private const long DeflateRatio = 1032;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="DataFormatException">The content is not IDX, is cut short, has bytes to spare or is too large.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(file, path);
    }

    /// <summary>Reads from a seekable stream that holds one IDX array from its current position to its end.</summary>
    /// <param name="stream">The source; must be seekable, so that its length bounds the memory used.</param>
    /// <param name="name">What messages call the source.</param>
    /// <exception cref="DataFormatException">The content is not IDX, is cut short, has bytes to spare or is too large.</exception>
    public static IdxArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long start = stream.Position;
        long length = stream.Length - start;
        Span<byte> magic = stackalloc byte[2];
        int got = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        stream.Position = start;
        if (got == 2 && magic[0] == 0x1F && magic[1] == 0x8B)
        {
            using GZipStream inflated = new(stream, CompressionMode.Decompress, leaveOpen: true);
            try
            {
                return ReadArray(inflated, name, length * DeflateRatio);
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(name, null, $"the gzip data is damaged ({e.Message.TrimEnd('.')}).", Remedy, e);
            }
        }

        return ReadArray(stream, name, length);
    }

    private const string Remedy = "Fetch the file again, and compare its checksum with the publisher's.";

    private static IdxArray ReadArray(Stream stream, string name, long available)
    {
        Span<byte> header = stackalloc byte[4];
        ReadExactly(stream, header, name, 0, "the 4-byte IDX header");
        if (header[0] != 0 || header[1] != 0)
        {
            throw new DataFormatException(name, 0,
                $"expected an IDX header (two zero bytes), found {header[0]:X2} {header[1]:X2}.",
                "Is this an MNIST-style .idx or -ubyte file, plain or gzip-compressed?");
        }

        IdxType type = (IdxType)header[2];
        if (!Enum.IsDefined(type))
            throw new DataFormatException(name, 2, $"unknown IDX element type 0x{header[2]:X2}.", "Known are 08, 09, 0B, 0C, 0D and 0E.");
        int rank = header[3];
        if (rank is 0 or > MaximumRank)
            throw new DataFormatException(name, 3, $"the IDX rank is {rank}.", $"Supported are 1 to {MaximumRank} axes.");

        Span<byte> axes = stackalloc byte[4 * rank];
        ReadExactly(stream, axes, name, 4, $"the lengths of {rank} axes");
        ImmutableArray<int>.Builder dimensions = ImmutableArray.CreateBuilder<int>(rank);
        UInt128 bytes = (UInt128)IdxArray.SizeOf(type);
        bool tooLong = false;
        for (int axis = 0; axis < rank; axis++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(axes[(4 * axis)..]);
            tooLong |= extent > int.MaxValue;
            dimensions.Add((int)Math.Min(extent, int.MaxValue));
            // Saturating keeps eight 32-bit factors inside 128 bits.
            bytes = UInt128.Min(bytes * extent, ulong.MaxValue);
        }

        int headerBytes = 4 + (4 * rank);
        if (tooLong || bytes > (ulong)MaximumBytes)
        {
            throw new DataFormatException(name, 4,
                $"the header declares {Extents(dimensions)} elements, more than the {MaximumBytes >> 20} MiB that are accepted.",
                "The header is damaged, or the data needs to be split.");
        }

        if (bytes + (UInt128)headerBytes > (UInt128)available)
        {
            throw new DataFormatException(name, 4,
                $"the header declares {Extents(dimensions)} elements = {bytes} bytes, more than the file can hold ({available} bytes).",
                "The file is cut short. " + Remedy);
        }

        byte[] payload = new byte[(int)bytes];
        ReadExactly(stream, payload, name, headerBytes, $"{Extents(dimensions)} elements = {bytes} bytes");
        if (stream.Read(header[..1]) != 0)
        {
            throw new DataFormatException(name, headerBytes + payload.Length,
                $"there are bytes after the {Extents(dimensions)} elements that the header declares.", Remedy);
        }

        return new IdxArray(type, dimensions.MoveToImmutable(), payload);
    }

    private static void ReadExactly(Stream stream, Span<byte> destination, string name, long offset, string what)
    {
        int got = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (got < destination.Length)
            throw new DataFormatException(name, offset + got, $"the file ends here, inside {what}.", "It is cut short. " + Remedy);
    }

    private static string Extents(ImmutableArray<int>.Builder dimensions) => string.Join(" x ", dimensions);
}
