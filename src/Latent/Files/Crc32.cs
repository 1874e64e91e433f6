using System.Buffers.Binary;

namespace Latent.Files;

/// <summary>CRC-32 of IEEE 802.3 (polynomial 0xEDB88320, reflected), as PNG, gzip and zip use it.</summary>
internal static class Crc32
{
    // Table k maps a byte to its remainder with k zero bytes after it, so that eight bytes are taken at once ("slicing by eight", M.
    // Kounavis, F. Berry, "A systematic approach to building high performance software-based CRC generators", ISCC 2005).
    private const int Slices = 8;
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of everything summed so far followed by <paramref name="data"/>; begin with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = Table;
        crc = ~crc;
        for (; data.Length >= Slices; data = data[Slices..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(data) ^ crc;
            crc = 0;
            for (int i = 0; i < Slices; i++)
                crc ^= table[(256 * (Slices - 1 - i)) + (byte)(word >> (8 * i))];
        }

        foreach (byte b in data)
            crc = table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256 * Slices];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        for (int i = 256; i < table.Length; i++)
            table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }
}
