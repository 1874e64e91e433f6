using System.Buffers.Binary;

namespace Latent.Tests.Data.Formats;

/// <summary>Writes WAV files for tests.</summary>
internal static class WavBytes
{
    public static byte[] Make(int tag, int bits, byte[] samples, int channels = 1, int rate = 8000, bool extensible = false, uint? dataLength = null, bool list = false)
    {
        byte[] format = new byte[extensible ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, extensible ? (ushort)0xFFFE : (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)(channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)bits);
        if (extensible)
            BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), (ushort)tag);
        byte[] body =
        [
            .. "WAVE"u8, .. Chunk("fmt ", format), .. list ? Chunk("LIST", [1, 2, 3]) : [],
            .. Chunk("data", samples, dataLength),
        ];
        return [.. Chunk("RIFF", body)];
    }

    private static byte[] Chunk(string id, byte[] content, uint? length = null)
    {
        byte[] chunk = new byte[8 + content.Length + (content.Length & 1)];
        for (int i = 0; i < 4; i++)
            chunk[i] = (byte)id[i];
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), length ?? (uint)content.Length);
        content.CopyTo(chunk, 8);
        return chunk;
    }
}
