using System.IO.Compression;

namespace Latent.Data.Formats;

/// <summary>
/// Reads a stream from front to back for a parser: knows the place, says what was cut short, and takes no memory for bytes that are only
/// promised.
/// </summary>
/// <param name="stream">The bytes.</param>
/// <param name="name">What messages call the source.</param>
/// <param name="available">At most so many bytes can come, all together; known before they are read.</param>
/// <param name="stored">How many bytes the source has on disk: what is promised far beyond this is not believed at once.</param>
internal sealed class FormatReader(Stream stream, string name, long available, long stored)
{
    // Memory for promised bytes is taken at once where the file holds a sixteenth of them, beyond that as they come.
    private const int TrustedRatio = 16;
    private const int FirstPiece = 1 << 16;

    /// <summary>RFC 1951: deflate cannot expand more than this.</summary>
    public const long DeflateRatio = 1032;

    /// <summary>What is advised when the bytes are not those that were written.</summary>
    public const string FetchAgain = "Fetch the file again, and compare its checksum with the publisher's.";

    /// <summary>What messages call the source.</summary>
    public string Name => name;

    /// <summary>The offset of the next byte, after decompression.</summary>
    public long Position { get; private set; }

    /// <summary>At most so many bytes can come, all together; known before they are read.</summary>
    public long Available => available;

    /// <summary>A fault at a place.</summary>
    public DataFormatException Fault(long offset, string reason, string remedy) => new(name, offset, reason, remedy);

    /// <summary>Reads as many bytes as there are, up to the length of the destination.</summary>
    public int Read(Span<byte> destination)
    {
        try
        {
            int got = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            Position += got;
            return got;
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(name, null, $"the compressed data is damaged ({e.Message.TrimEnd('.')}).", FetchAgain, e);
        }
    }

    /// <summary>Reads exactly the bytes asked for.</summary>
    public void ReadExactly(Span<byte> destination, string what)
    {
        int got = Read(destination);
        if (got < destination.Length)
            throw Fault(Position, $"the file ends here, inside {what}.", "It is cut short. " + FetchAgain);
    }

    /// <summary>Reads a payload whose length the file declares.</summary>
    /// <exception cref="DataFormatException">There is less.</exception>
    public byte[] ReadPayload(int length, string what)
    {
        if (length + Position > available)
        {
            throw Fault(Position, $"{what} = {length} bytes are declared, more than the file can hold ({available - Position} bytes).",
                "The file is cut short. " + FetchAgain);
        }

        byte[] payload = new byte[length <= FirstPiece || length / TrustedRatio <= stored ? length : FirstPiece];
        for (int done = 0; done < length;)
        {
            if (done == payload.Length)
                Array.Resize(ref payload, (int)Math.Min(length, 4L * done));
            ReadExactly(payload.AsSpan(done), what);
            done = payload.Length;
        }

        return payload;
    }

    /// <summary>Refuses bytes after the end.</summary>
    public void ThrowUnlessEnded(string what)
    {
        Span<byte> one = stackalloc byte[1];
        long end = Position;
        if (Read(one) != 0)
            throw Fault(end, $"there are bytes after {what}.", FetchAgain);
    }
}
