using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Latent.Tests.Data.Formats;

/// <summary>Writes NPY and NPZ for tests.</summary>
internal static class NpyBytes
{
    public static byte[] Make(string descr, string shape, byte[] payload, bool fortran = false) =>
        WithHeader($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", payload);

    public static byte[] WithHeader(string dictionary, byte[] payload, byte version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        int length = (((prefix + Encoding.UTF8.GetByteCount(dictionary) + 1) + 63) / 64 * 64) - prefix;
        byte[] header = Encoding.UTF8.GetBytes(dictionary + new string(' ', length - 1 - Encoding.UTF8.GetByteCount(dictionary)) + "\n");
        byte[] bytes = new byte[prefix + header.Length + payload.Length];
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0];
        magic.CopyTo(bytes, 0);
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)header.Length);
        header.CopyTo(bytes, prefix);
        payload.CopyTo(bytes, prefix + header.Length);
        return bytes;
    }

    public static byte[] Doubles(params double[] values)
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        return bytes;
    }

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static string Shape(params int[] dimensions) =>
        $"({string.Join(", ", dimensions.Select(static d => d.ToString(CultureInfo.InvariantCulture)))}{(dimensions.Length == 1 ? "," : "")})";
}
