using System.Buffers.Binary;

namespace Latent.Data.Formats;

/// <summary>Reads NPY, the format of <c>numpy.save</c>, plain or gzip-compressed.</summary>
/// <remarks>
/// Layout: <c>93 4E 55 4D 50 59</c>, two bytes of version, the length of the header (u16, or u32 from version 2 on), the header, the
/// elements. Arrays of Python objects are refused: nothing in a file is ever run. An array in Fortran order is turned to row-major in
/// memory. Memory is bounded as in <see cref="IdxReader"/>.
/// </remarks>
public static class NpyReader
{
    // As NumPy itself limits it: a longer header is an attack on the parser.
    private const int MaximumHeader = 10_000;

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="DataFormatException">
    /// The content is not NPY, of a type that is not read, cut short, has bytes to spare or is too large.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static NumberArray Read(string path)
    {
        using FileStream file = InputFile.Open(path);
        string? plain = InputFile.IsGzip(file) ? null : path;
        return InputFile.Read(file, path, reader => Parse(reader, plain));
    }

    /// <summary>Reads from a seekable stream that holds one array from its current position to its end.</summary>
    /// <param name="stream">The source; must be seekable, so that its length bounds the memory used.</param>
    /// <param name="name">What messages call the source.</param>
    /// <exception cref="DataFormatException">As for a file.</exception>
    public static NumberArray Read(Stream stream, string name) => InputFile.Read(stream, name, static reader => Parse(reader, null));

    /// <summary>Reads an array to the end of the reader.</summary>
    /// <param name="reader">At the magic bytes.</param>
    /// <param name="path">The file whose bytes the reader's are; null if they are not simply those of a file.</param>
    /// <param name="start">Where in that file the reader's bytes begin.</param>
    internal static NumberArray Parse(FormatReader reader, string? path, long start = 0)
    {
        Span<byte> prefix = stackalloc byte[12];
        reader.ReadExactly(prefix[..10], "the NPY prefix of 10 bytes");
        if (!prefix.StartsWith(Magic))
        {
            throw reader.Fault(0, $"expected the NPY magic 93 4E 55 4D 50 59, found {Convert.ToHexString(prefix[..6])}.",
                "Is this a file of numpy.save? Several arrays in one file (numpy.savez) have the ending .npz.");
        }

        int major = prefix[6];
        if (major is 0 or > 3)
            throw reader.Fault(6, $"the NPY version is {major}.{prefix[7]}.", "Versions 1 to 3 are read.");
        if (major > 1)
            reader.ReadExactly(prefix[10..], "the length of the NPY header");
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > MaximumHeader)
            throw reader.Fault(8, $"the NPY header declares {length} bytes.", $"At most {MaximumHeader} are read.");
        long at = reader.Position;
        byte[] text = reader.ReadPayload((int)length, "the NPY header");
        NpyHeader header = NpyHeader.Parse(text, reader, at);
        if (header.IsFortranOrder && header.Dimensions.Length > 1)
            return FortranOrder.Turned(ArrayPayload.Read(reader, at, header.Format, header.Dimensions, null));
        return ArrayPayload.Read(reader, at, header.Format, header.Dimensions, path, start);
    }
}
