using System.Buffers.Binary;
using System.Text;

namespace Latent.Data.Formats;

/// <summary>Reads the central directory of a ZIP archive.</summary>
internal static class ZipDirectory
{
    private const int EntryBytes = 46, LocalBytes = 30;
    private const uint EntryMark = 0x02014B50;
    private const string Damaged = "The archive is damaged. " + FormatReader.FetchAgain;

    /// <summary>The files of the archive by name.</summary>
    /// <param name="file">Names the archive in messages.</param>
    /// <param name="directory">The bytes.</param>
    /// <param name="count">How many entries it has.</param>
    /// <param name="start">Where in the archive it begins, which is where the entries' bytes end.</param>
    public static ZipEntry[] Parse(ZipFile file, ReadOnlySpan<byte> directory, int count, long start)
    {
        List<ZipEntry> entries = new(count);
        HashSet<string> names = new(StringComparer.Ordinal);
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> rest = directory[at..];
            if (rest.Length < EntryBytes || BinaryPrimitives.ReadUInt32LittleEndian(rest) != EntryMark)
                throw file.Fault(start + at, $"entry {i + 1} of {count} is not where the directory should have it.", Damaged);
            int nameLength = Word(rest, 28), extraLength = Word(rest, 30), whole = EntryBytes + nameLength + extraLength + Word(rest, 32);
            if (whole > rest.Length)
                throw file.Fault(start + at, $"entry {i + 1} of {count} reaches beyond the directory.", Damaged);
            ZipEntry entry = Entry(file, rest[..whole], nameLength, extraLength, start + at);
            if (!names.Add(entry.Name))
                throw file.Fault(start + at, $"two entries are named '{entry.Name}'.", "Which is meant cannot be known; make the archive anew.");
            if (entry.Offset > start - LocalBytes || entry.StoredBytes > start - LocalBytes - entry.Offset)
                throw file.Fault(start + at, $"'{entry.Name}' does not lie in the archive.", Damaged);
            at += whole;
            if (!entry.Name.EndsWith('/'))
                entries.Add(entry);
        }

        ThrowIfOverlapping(file, entries);
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return [.. entries];
    }

    private static ZipEntry Entry(ZipFile file, ReadOnlySpan<byte> record, int nameLength, int extraLength, long at)
    {
        int flags = Word(record, 8), method = Word(record, 10);
        string name = (flags & 0x800) != 0
            ? Encoding.UTF8.GetString(record.Slice(EntryBytes, nameLength))
            : Encoding.Latin1.GetString(record.Slice(EntryBytes, nameLength));
        if (LeadsAway(name))
        {
            throw file.Fault(at, $"an entry is named '{Printable(name)}', which leads out of the archive.",
                "Nothing was unpacked; ask who made it.");
        }

        if ((flags & 1) != 0)
            throw file.Fault(at, $"'{name}' is encrypted.", "Unpack the archive and make one without a password.");
        if (method is not (0 or 8))
            throw file.Fault(at, $"'{name}' is compressed by method {method}.", "Stored (0) and deflated (8) entries are read; make the archive anew.");
        long stored = Long(record, 20), bytes = Long(record, 24), offset = Long(record, 42);
        if (stored == uint.MaxValue || bytes == uint.MaxValue || offset == uint.MaxValue)
            ReadSizes64(file, record.Slice(EntryBytes + nameLength, extraLength), ref bytes, ref stored, ref offset, at);
        bool deflated = method == 8;
        if (deflated ? bytes / FormatReader.DeflateRatio > stored : bytes != stored)
            throw file.Fault(at, $"'{name}' declares {bytes} bytes, its {stored} bytes in the archive cannot hold them.", Damaged);
        return new ZipEntry(name, offset, stored, bytes, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]), deflated);
    }

    // The ZIP64 field has those of the three numbers, in this order, that do not fit 32 bits.
    private static void ReadSizes64(ZipFile file, ReadOnlySpan<byte> extra, ref long bytes, ref long stored, ref long offset, long at)
    {
        while (extra.Length >= 4)
        {
            int id = Word(extra, 0), length = Word(extra, 2);
            if (length > extra.Length - 4)
                break;
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            if (id == 1)
            {
                if (Take(ref bytes, ref field) && Take(ref stored, ref field) && Take(ref offset, ref field))
                    return;
                break;
            }

            extra = extra[(4 + length)..];
        }

        throw file.Fault(at, "an entry's ZIP64 sizes are missing or make no sense.", Damaged);

        static bool Take(ref long value, ref ReadOnlySpan<byte> field)
        {
            if (value != uint.MaxValue)
                return true;
            if (field.Length < 8)
                return false;
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
            return value >= 0;
        }
    }

    private static void ThrowIfOverlapping(ZipFile file, List<ZipEntry> entries)
    {
        ZipEntry[] byPlace = [.. entries.OrderBy(static entry => entry.Offset)];
        for (int i = 1; i < byPlace.Length; i++)
        {
            if (byPlace[i].Offset - byPlace[i - 1].Offset < LocalBytes + byPlace[i - 1].StoredBytes)
            {
                throw file.Fault(byPlace[i].Offset, $"'{byPlace[i].Name}' lies in the bytes of '{byPlace[i - 1].Name}'.",
                    "The archive is damaged, or made to fill the memory of who reads it.");
            }
        }
    }

    private static bool LeadsAway(string name) => name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny("\\:\0\r\n")
        || name.Split('/').Contains("..", StringComparer.Ordinal);

    private static string Printable(string name) => new([.. name.Take(60).Select(static c => char.IsControl(c) ? '?' : c)]);

    private static int Word(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadUInt16LittleEndian(record[at..]);

    private static long Long(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);
}
