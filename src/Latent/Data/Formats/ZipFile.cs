using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Files;

namespace Latent.Data.Formats;

/// <summary>Reads ZIP archives of data: entries that are stored or deflated, ZIP64 included.</summary>
/// <remarks>
/// PKWARE, "APPNOTE.TXT, .ZIP file format specification", 6.3.10. The central directory is checked as a whole before any entry is read:
/// sizes against the bytes there are, no entry lying in another (the bomb of D. Fifield, "A better zip bomb", WOOT 2019), no name twice, no
/// name that leads out of the archive. An entry gives exactly the bytes it declares, with the declared checksum, or an error; nothing is
/// ever unpacked to disk.
/// </remarks>
internal sealed class ZipFile
{
    private const int EndBytes = 22, LocatorBytes = 20, End64Bytes = 56, EntryBytes = 46, LocalBytes = 30;
    private const int LongestComment = 65_535, LongestDirectory = 1 << 26;
    private const uint EndMark = 0x06054B50, LocatorMark = 0x07064B50, End64Mark = 0x06064B50, LocalMark = 0x04034B50;
    private const string Damaged = "The archive is damaged. " + FormatReader.FetchAgain;

    private readonly ByteSource _bytes;

    private ZipFile(string name, string? path, ByteSource bytes, ZipEntry[] entries)
    {
        Name = name;
        Path = path;
        _bytes = bytes;
        Entries = entries;
    }

    /// <summary>What messages call the archive.</summary>
    public string Name { get; }

    /// <summary>Its file; null if it lies in memory.</summary>
    public string? Path { get; }

    /// <summary>Its files, in the order of their names; folders are left out.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Opens an archive and checks its directory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumEntries">An archive of more is refused.</param>
    /// <exception cref="DataFormatException">The file is no archive, damaged, encrypted, or made to harm.</exception>
    public static ZipFile Open(string path, int maximumEntries) =>
        Parse(new FileBytes(path, path, 0, new FileInfo(path).Length), path, path, maximumEntries);

    /// <summary>Opens an archive in memory.</summary>
    public static ZipFile Open(ReadOnlyMemory<byte> bytes, string name, int maximumEntries) =>
        Parse(new MemoryBytes(bytes), name, null, maximumEntries);

    /// <summary>Where in the file a stored entry's content begins; for a deflated one, its compressed bytes.</summary>
    public long ContentOffset(ZipEntry entry)
    {
        Span<byte> local = stackalloc byte[LocalBytes];
        _bytes.Read(entry.Offset, local);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalMark)
            throw Fault(entry.Offset, $"'{entry.Name}' does not begin with a local header.", Damaged);
        long offset = entry.Offset + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return offset + entry.StoredBytes <= _bytes.Length
            ? offset
            : throw Fault(entry.Offset, $"'{entry.Name}' reaches beyond the end of the archive.", Damaged);
    }

    /// <summary>Lets <paramref name="parse"/> read an entry; its length and checksum are held to what the archive declares.</summary>
    public T Read<T>(ZipEntry entry, Func<FormatReader, T> parse)
    {
        using SliceStream stored = new(_bytes, ContentOffset(entry), entry.StoredBytes);
        using Stream content = entry.IsDeflated ? new DeflateStream(stored, CompressionMode.Decompress) : stored;
        using DeclaredStream declared = new(content, entry, this);
        T value = parse(new FormatReader(declared, $"{Name}, {entry.Name}", entry.Bytes, entry.StoredBytes));
        declared.ReadToEnd();
        return value;
    }

    internal DataFormatException Fault(long offset, string reason, string remedy) => new(Name, offset, reason, remedy);

    private static ZipFile Parse(ByteSource bytes, string name, string? path, int maximumEntries)
    {
        ZipFile file = new(name, path, bytes, []);
        (long entries, long start, long length) = file.FindDirectory();
        if (entries > maximumEntries)
            throw file.Fault(start, $"the archive has {entries} entries.", $"At most {maximumEntries} are read here.");
        if (start < 0 || length < 0 || start > bytes.Length || length > bytes.Length - start || length > LongestDirectory
            || entries * EntryBytes > length)
        {
            throw file.Fault(Math.Max(0, start), $"the directory of {entries} entries and {length} bytes does not lie in the archive.", Damaged);
        }

        byte[] directory = new byte[length];
        bytes.Read(start, directory);
        return new ZipFile(name, path, bytes, ZipDirectory.Parse(file, directory, (int)entries, start));
    }

    // Number of entries, start and length of the directory, from the record at the end.
    private (long Entries, long Start, long Length) FindDirectory()
    {
        long tailStart = Math.Max(0, _bytes.Length - EndBytes - LongestComment);
        byte[] tail = new byte[_bytes.Length - tailStart];
        _bytes.Read(tailStart, tail);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndMark || EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length)
                continue;
            long entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            int disk = BinaryPrimitives.ReadUInt16LittleEndian(end[4..]);
            if (entries == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
                return FindDirectory64(tailStart + at - LocatorBytes);
            return disk is 0 ? (entries, start, length) : throw Fault(tailStart + at, "the archive is cut into several files.", "Join them.");
        }

        throw Fault(0, "there is no ZIP directory at its end.", "It is cut short, or no archive. " + FormatReader.FetchAgain);
    }

    private (long Entries, long Start, long Length) FindDirectory64(long locatorAt)
    {
        Span<byte> locator = stackalloc byte[LocatorBytes], end = stackalloc byte[End64Bytes];
        if (locatorAt < 0)
            throw Fault(0, "the ZIP64 directory is missing.", Damaged);
        _bytes.Read(locatorAt, locator);
        ulong at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorMark || at > (ulong)locatorAt || (ulong)locatorAt - at < End64Bytes)
            throw Fault(locatorAt, "the ZIP64 directory is not where its locator says.", Damaged);
        _bytes.Read((long)at, end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Mark)
            throw Fault((long)at, "the ZIP64 directory is not where its locator says.", Damaged);
        return (Signed(end[32..]), Signed(end[48..]), Signed(end[40..]));

        static long Signed(ReadOnlySpan<byte> field) => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(field), long.MaxValue);
    }

    /// <summary>Hands on exactly the bytes that an entry declares and checks them.</summary>
    private sealed class DeclaredStream(Stream content, ZipEntry entry, ZipFile file) : ReadStream
    {
        private long _done;
        private uint _crc;

        public override int Read(Span<byte> buffer)
        {
            long left = entry.Bytes - _done;
            if (left == 0 || buffer.Length == 0)
                return 0;
            int got = content.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
            if (got == 0)
                throw file.Fault(entry.Offset, $"'{entry.Name}' ends after {_done} of the {entry.Bytes} bytes that it declares.", Damaged);
            _crc = Crc32.Append(_crc, buffer[..got]);
            _done += got;
            return got;
        }

        /// <summary>What the parser has left unread is still part of what is checked.</summary>
        public void ReadToEnd()
        {
            Span<byte> rest = stackalloc byte[512];
            try
            {
                while (Read(rest) > 0)
                {
                }

                if (content.Read(rest[..1]) != 0)
                    throw file.Fault(entry.Offset, $"'{entry.Name}' has more than the {entry.Bytes} bytes that it declares.", Damaged);
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(file.Name, entry.Offset, $"'{entry.Name}' is damaged ({e.Message.TrimEnd('.')}).", FormatReader.FetchAgain, e);
            }

            if (_crc != entry.Crc)
                throw file.Fault(entry.Offset, $"'{entry.Name}' has the checksum {_crc:X8}, the archive says {entry.Crc:X8}.", Damaged);
        }
    }
}
