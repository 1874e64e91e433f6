using System.Buffers.Binary;

namespace Latent.Data.Formats;

/// <summary>Reads IDX, the format of the MNIST family, plain or gzip-compressed (known by its first bytes, not by its name).</summary>
/// <remarks>
/// Layout, big-endian: two zero bytes, a type byte, the rank, one u32 per axis, then the elements row-major and nothing after them. Y.
/// LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits". Memory is bounded: what the header declares is checked against
/// the bytes present (against the most they can inflate to, when compressed) before it is taken, and a file of more than 256 MiB that is
/// not compressed is read as it is asked for.
/// </remarks>
public static class IdxReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="DataFormatException">The content is not IDX, is cut short, has bytes to spare or is too large.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static NumberArray Read(string path)
    {
        using FileStream file = InputFile.Open(path);
        string? plain = InputFile.IsGzip(file) ? null : path;
        return InputFile.Read(file, path, reader => Parse(reader, plain));
    }

    /// <summary>Reads from a seekable stream that holds one IDX array from its current position to its end.</summary>
    /// <param name="stream">The source; must be seekable, so that its length bounds the memory used.</param>
    /// <param name="name">What messages call the source.</param>
    /// <exception cref="DataFormatException">The content is not IDX, is cut short, has bytes to spare or is too large.</exception>
    public static NumberArray Read(Stream stream, string name) => InputFile.Read(stream, name, static reader => Parse(reader, null));

    private static NumberArray Parse(FormatReader reader, string? path)
    {
        Span<byte> header = stackalloc byte[4];
        reader.ReadExactly(header, "the 4-byte IDX header");
        if (header[0] != 0 || header[1] != 0)
        {
            throw reader.Fault(0, $"expected an IDX header (two zero bytes), found {header[0]:X2} {header[1]:X2}.",
                "Is this an MNIST-style .idx or -ubyte file, plain or gzip-compressed?");
        }

        ElementType? type = TypeOf(header[2]);
        if (type is not { } known)
            throw reader.Fault(2, $"unknown IDX element type 0x{header[2]:X2}.", "Known are 08, 09, 0B, 0C, 0D and 0E.");
        int rank = header[3];
        if (rank is 0 or > ArrayHeader.MaximumRank)
            throw reader.Fault(3, $"the IDX rank is {rank}.", $"Supported are 1 to {ArrayHeader.MaximumRank} axes.");

        Span<byte> axes = stackalloc byte[4 * rank];
        reader.ReadExactly(axes, $"the lengths of {rank} axes");
        Span<ulong> dimensions = stackalloc ulong[rank];
        for (int axis = 0; axis < rank; axis++)
            dimensions[axis] = BinaryPrimitives.ReadUInt32BigEndian(axes[(4 * axis)..]);
        return ArrayPayload.Read(reader, 4, ElementFormat.Of(known, isBigEndian: true), dimensions, path);
    }

    private static ElementType? TypeOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };
}
