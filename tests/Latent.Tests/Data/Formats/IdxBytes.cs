using System.Buffers.Binary;
using System.IO.Compression;

namespace Latent.Tests.Data.Formats;

/// <summary>Writes IDX files for tests.</summary>
internal static class IdxBytes
{
    public static byte[] Make(byte type, uint[] dimensions, byte[] payload)
    {
        byte[] bytes = new byte[4 + (4 * dimensions.Length) + payload.Length];
        bytes[2] = type;
        bytes[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        payload.CopyTo(bytes, 4 + (4 * dimensions.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }

    /// <summary>A folder of the four files: <paramref name="train"/> and <paramref name="test"/> random images of 28 x 28.</summary>
    public static void WriteMnist(string folder, int train, int test, int side = 28)
    {
        Directory.CreateDirectory(folder);
        Write("train", train);
        Write("t10k", test);

        void Write(string prefix, int count)
        {
            byte[] pixels = new byte[count * side * side];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)((i * 7919) >> 3);
            File.WriteAllBytes(Path.Combine(folder, $"{prefix}-images-idx3-ubyte.gz"), Gzip(Make(8, [(uint)count, (uint)side, (uint)side], pixels)));
            File.WriteAllBytes(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), Make(8, [(uint)count], [.. Enumerable.Range(0, count).Select(static i => (byte)(i % 10))]));
        }
    }
}
