using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Files;

namespace Latent.Data.Formats;

/// <summary>What a gzip file holds, its checksums and lengths verified, and nothing accepted behind it.</summary>
/// <remarks>
/// P. Deutsch, "GZIP file format specification version 4.3", RFC 1952. The framework's own stream takes a file that is cut short, or that
/// has something else behind its end, for a whole one. Members may follow one another, as the format allows. Where the compressed data of
/// a member end is known to the block that was read last; within it the end is where checksum and length of what came out stand.
/// </remarks>
internal sealed class GzipContent : ReadStream
{
    private const int HeaderBytes = 10, TrailerBytes = 8, BlockBytes = 1 << 14, LongestText = 1 << 16;
    private const int HasChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16, Reserved = 0xE0;

    private readonly Stream _file;
    private readonly string _name;
    private readonly Block _block;
    private DeflateStream? _member;
    private uint _crc, _length;

    /// <summary>Begins at the position of a seekable stream, up to whose end the gzip data go.</summary>
    /// <exception cref="DataFormatException">What is there is no gzip header.</exception>
    public GzipContent(Stream file, string name)
    {
        _file = file;
        _name = name;
        _block = new Block(file);
        BeginMember();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_member is not null && buffer.Length > 0)
        {
            int got;
            try
            {
                got = _member.Read(buffer);
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(_name, null, $"the compressed data is damaged ({e.Message.TrimEnd('.')}).", FormatReader.FetchAgain, e);
            }

            if (got > 0)
            {
                _crc = Crc32.Append(_crc, buffer[..got]);
                _length += (uint)got;
                return got;
            }

            EndMember();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _member?.Dispose();
        base.Dispose(disposing);
    }

    private void BeginMember()
    {
        long start = _file.Position;
        Span<byte> header = stackalloc byte[HeaderBytes];
        Take(header);
        if (!header.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) || (header[3] & Reserved) != 0)
            throw Fault($"what stands at byte {start} of the compressed file is no gzip header.");
        int flags = header[3];
        if ((flags & HasExtra) != 0)
        {
            Take(header[..2]);
            Skip(BinaryPrimitives.ReadUInt16LittleEndian(header));
        }

        if ((flags & HasName) != 0)
            SkipText();
        if ((flags & HasComment) != 0)
            SkipText();
        if ((flags & HasChecksum) != 0)
            Skip(2);
        (_crc, _length) = (0, 0);
        _block.Begin();
        _member = new DeflateStream(_block, CompressionMode.Decompress, leaveOpen: true);
    }

    private void EndMember()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        byte[] last = _block.LastAnd(TrailerBytes + 2);
        ReadOnlySpan<byte> rest = last;
        long ends = -1;
        for (int at = 0; rest[at..].IndexOf(trailer) is >= 0 and int more; at++)
        {
            at += more;
            ends = _block.LastStart + at + TrailerBytes;
            ReadOnlySpan<byte> after = rest[(at + TrailerBytes)..];
            if (ends == _file.Length)
                return;
            if (after is [0x1F, 0x8B, ..])
            {
                _file.Position = ends;
                BeginMember();
                return;
            }
        }

        throw ends < 0
            ? Fault("the compressed data are cut short, or their checksum is wrong.")
            : Fault($"there are {_file.Length - ends} bytes after the end of the gzip data, at byte {ends} of the compressed file.");
    }

    private void Take(Span<byte> bytes)
    {
        if (_file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Fault("the file ends inside a gzip header.");
    }

    private void Skip(int count)
    {
        if (_file.Length - _file.Position < count)
            throw Fault("the file ends inside a gzip header.");
        _file.Position += count;
    }

    private void SkipText()
    {
        Span<byte> one = stackalloc byte[1];
        for (int length = 0; ; length++)
        {
            Take(one);
            if (one[0] == 0)
                return;
            if (length == LongestText)
                throw Fault($"a text in its gzip header has more than {LongestText} bytes.");
        }
    }

    private DataFormatException Fault(string reason) => new(_name, null, reason, FormatReader.FetchAgain);

    // Hands the file on in blocks and knows the one that was read last.
    private sealed class Block(Stream file) : ReadStream
    {
        private int _count;

        public long LastStart { get; private set; }

        public void Begin() => (LastStart, _count) = (file.Position, 0);

        public override int Read(Span<byte> buffer)
        {
            long start = file.Position;
            int got = file.Read(buffer[..Math.Min(buffer.Length, BlockBytes)]);
            if (got > 0)
                (LastStart, _count) = (start, got);
            return got;
        }

        // The last block and some bytes behind it, as many as there are.
        public byte[] LastAnd(int more)
        {
            byte[] bytes = new byte[_count + more];
            file.Position = LastStart;
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
    }
}
