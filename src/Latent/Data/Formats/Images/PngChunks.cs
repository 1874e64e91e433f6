using System.Buffers.Binary;
using Latent.Files;

namespace Latent.Data.Formats.Images;

/// <summary>The chunks of a PNG file, checked as a whole before anything is decoded: places, order, checksums.</summary>
internal sealed class PngChunks
{
    private const string Damaged = "The picture is damaged. " + FormatReader.FetchAgain;

    private readonly byte[] _file;
    private readonly int _firstData;

    /// <summary>Walks through a file.</summary>
    /// <exception cref="DataFormatException">It is cut short, a checksum is wrong, or chunks are missing or out of order.</exception>
    public PngChunks(byte[] file, string name)
    {
        _file = file;
        Name = name;
        Header = PngHeader.Parse(file, name);
        bool dataEnded = false, ended = false;
        for (int at = 8, length; !ended; at += 12 + length)
        {
            ReadOnlySpan<byte> type = Check(at, out length);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            dataEnded |= DataBytes > 0 && !type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("IDAT"u8))
            {
                if (dataEnded)
                    throw Fault(at, "its IDAT chunks do not follow one another.", Damaged);
                _firstData = DataBytes == 0 && _firstData == 0 ? at : _firstData;
                DataBytes += length;
            }
            else if (type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8))
            {
                if (_firstData > 0)
                    throw Fault(at, "its palette or transparency comes after the pixels.", Damaged);
                if (type[0] == (byte)'P')
                    Palette = content.ToArray();
                else
                    Transparency = content.ToArray();
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                ended = true;
            }
            else if (char.IsAsciiLetterUpper((char)type[0]) && !(at == 8 && type.SequenceEqual("IHDR"u8)))
            {
                throw Fault(at, $"it has the chunk {System.Text.Encoding.ASCII.GetString(type)}, without which it cannot be understood.",
                    "It is damaged, or of a later kind of PNG.");
            }
        }

        CheckColours();
    }

    /// <summary>What messages call the file.</summary>
    public string Name { get; }

    public PngHeader Header { get; }

    /// <summary>Bytes of compressed pixels.</summary>
    public long DataBytes { get; private set; }

    /// <summary>Red, green, blue for each index; empty without a palette.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>Alpha for each index of the palette, or the one colour that is transparent; null if everything is opaque.</summary>
    public byte[]? Transparency { get; private set; }

    public DataFormatException Fault(long offset, string reason, string remedy) => new(Name, offset, reason, remedy);

    /// <summary>The compressed pixels as one stream.</summary>
    public Stream OpenData() => new DataStream(_file, _firstData);

    // The type of the chunk at a place, its length and checksum checked.
    private ReadOnlySpan<byte> Check(int at, out int length)
    {
        if (_file.Length - at < 12)
            throw Fault(at, "the file ends before the closing chunk IEND.", "It is cut short. " + FormatReader.FetchAgain);
        uint declared = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
        if (declared > (uint)(_file.Length - at - 12))
            throw Fault(at, $"a chunk declares {declared} bytes, the file has {_file.Length - at - 12} more.", "It is cut short. " + FormatReader.FetchAgain);
        length = (int)declared;
        ReadOnlySpan<byte> type = _file.AsSpan(at + 4, 4);
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
                throw Fault(at + 4, "a chunk has a name that is not of four letters.", Damaged);
        }

        uint crc = Crc32.Append(0, _file.AsSpan(at + 4, length + 4));
        return BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at + 8 + length)) == crc
            ? type
            : throw Fault(at, $"the checksum of the chunk {System.Text.Encoding.ASCII.GetString(type)} is wrong.", Damaged);
    }

    private void CheckColours()
    {
        if (_firstData == 0)
            throw Fault(PngHeader.End, "it has no pixels (IDAT).", Damaged);
        int colour = Header.Colour, entries = Palette.Length / 3;
        if (colour == 3 && (entries == 0 || Palette.Length % 3 != 0 || entries > 1 << Header.Depth))
            throw Fault(PngHeader.End, $"its palette has {Palette.Length} bytes for {1 << Header.Depth} colours of three.", Damaged);
        int? expected = (colour, Transparency) switch
        {
            (_, null) => null,
            (0, _) => 2,
            (2, _) => 6,
            (3, _) => Math.Min(Transparency.Length, entries),
            _ => -1,
        };
        if (expected is { } length && Transparency!.Length != length)
            throw Fault(PngHeader.End, $"its transparency has {Transparency.Length} bytes, which does not fit colour type {colour}.", Damaged);
    }

    // One IDAT after the other, a chunk at a time, so that a million of them take no memory.
    private sealed class DataStream(byte[] file, int first) : ReadStream
    {
        private int _chunk = first;
        private int _done;

        public override int Read(Span<byte> buffer)
        {
            while (buffer.Length > 0 && file.AsSpan(_chunk + 4, 4).SequenceEqual("IDAT"u8))
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(_chunk)), count = Math.Min(buffer.Length, length - _done);
                if (count > 0)
                {
                    file.AsSpan(_chunk + 8 + _done, count).CopyTo(buffer);
                    _done += count;
                    return count;
                }

                _chunk += 12 + length;
                _done = 0;
            }

            return 0;
        }
    }
}
