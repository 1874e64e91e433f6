using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Files;

namespace Latent.Tests.Data.Formats;

/// <summary>Writes ZIP archives that may lie.</summary>
internal static class ZipBytes
{
    /// <summary>An entry, true unless a property says otherwise.</summary>
    internal sealed record Entry(string Name, byte[] Content)
    {
        public ushort Method { get; init; } = 8;

        public ushort Flags { get; init; }

        /// <summary>The length that is declared.</summary>
        public long? Bytes { get; init; }

        /// <summary>Zeros that follow the content, deflated but never in memory here.</summary>
        public long ZerosAfter { get; init; }

        /// <summary>Bytes of nothing behind the deflated content.</summary>
        public int Padding { get; init; }

        /// <summary>Where the directory says that it lies.</summary>
        public uint? At { get; init; }

        /// <summary>Sizes of 64 bits in the directory.</summary>
        public bool Wide { get; init; }
    }

    public static byte[] Make(Entry[] entries, bool wideEnd = false)
    {
        using MemoryStream zip = new();
        using MemoryStream directory = new();
        foreach (Entry entry in entries)
        {
            long offset = zip.Position;
            byte[] stored = Stored(entry);
            long bytes = entry.Bytes ?? entry.Content.Length + entry.ZerosAfter;
            byte[] name = Encoding.Latin1.GetBytes(entry.Name);
            byte[] local = new byte[30];
            BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
            BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(26), (ushort)name.Length);
            zip.Write(local);
            zip.Write(name);
            zip.Write(stored);

            byte[] record = new byte[46];
            BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(8), entry.Flags);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), entry.Method);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(16), Crc32.Append(0, entry.Content));
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(20), entry.Wide ? uint.MaxValue : (uint)stored.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), entry.Wide ? uint.MaxValue : (uint)bytes);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(28), (ushort)name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(30), entry.Wide ? (ushort)28 : (ushort)0);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), entry.Wide ? uint.MaxValue : entry.At ?? (uint)offset);
            directory.Write(record);
            directory.Write(name);
            if (entry.Wide)
            {
                byte[] extra = new byte[28];
                extra[0] = 1;
                extra[2] = 24;
                BinaryPrimitives.WriteInt64LittleEndian(extra.AsSpan(4), bytes);
                BinaryPrimitives.WriteInt64LittleEndian(extra.AsSpan(12), stored.Length);
                BinaryPrimitives.WriteInt64LittleEndian(extra.AsSpan(20), entry.At ?? offset);
                directory.Write(extra);
            }
        }

        WriteEnd(zip, directory, entries.Length, wideEnd);
        return zip.ToArray();
    }

    private static void WriteEnd(MemoryStream zip, MemoryStream directory, int count, bool wide)
    {
        long start = zip.Position, length = directory.Length;
        directory.WriteTo(zip);
        wide |= count >= ushort.MaxValue;
        if (wide)
        {
            long at = zip.Position;
            byte[] end64 = new byte[56], locator = new byte[20];
            BinaryPrimitives.WriteUInt32LittleEndian(end64, 0x06064B50);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(4), 44);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(24), count);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(32), count);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(40), length);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(48), start);
            BinaryPrimitives.WriteUInt32LittleEndian(locator, 0x07064B50);
            BinaryPrimitives.WriteInt64LittleEndian(locator.AsSpan(8), at);
            BinaryPrimitives.WriteInt32LittleEndian(locator.AsSpan(16), 1);
            zip.Write(end64);
            zip.Write(locator);
        }

        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), wide ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), wide ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), wide ? uint.MaxValue : (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), wide ? uint.MaxValue : (uint)start);
        zip.Write(end);
    }

    private static byte[] Stored(Entry entry)
    {
        if (entry.Method != 8)
            return entry.Content;
        using MemoryStream stored = new();
        using (DeflateStream deflate = new(stored, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(entry.Content);
            byte[] zeros = new byte[1 << 16];
            for (long left = entry.ZerosAfter; left > 0; left -= zeros.Length)
                deflate.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        }

        return [.. stored.ToArray(), .. new byte[entry.Padding]];
    }
}
