using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Latent.Files;

namespace Latent.Data.Formats;

/// <summary>Writes NPY, the format of <c>numpy.load</c>: version 1.0, float32 or float64, little-endian, row-major.</summary>
public static class NpyWriter
{
    // As NumPy does it, so that the elements can be mapped into memory.
    private const int Alignment = 64;

    /// <summary>Writes a file, replacing it as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">All elements, row-major.</param>
    /// <param name="dimensions">The length of every axis, outermost first; their product is the number of elements.</param>
    /// <exception cref="ArgumentException">There are not as many elements as the axes say.</exception>
    /// <exception cref="FileOperationException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, params IReadOnlyList<int> dimensions) =>
        AtomicFile.Write(path, stream => Write(stream, values.Span, dimensions));

    /// <summary>Writes to a stream.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, IReadOnlyList{int})"/>
    public static void Write(Stream stream, ReadOnlySpan<float> values, params IReadOnlyList<int> dimensions) =>
        Write(stream, values, "<f4", dimensions, static (value, bytes) => BinaryPrimitives.WriteSingleLittleEndian(bytes, value));

    /// <summary>Writes to a stream.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, IReadOnlyList{int})"/>
    public static void Write(Stream stream, ReadOnlySpan<double> values, params IReadOnlyList<int> dimensions) =>
        Write(stream, values, "<f8", dimensions, static (value, bytes) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, value));

    private delegate void ToBytes<T>(T value, Span<byte> bytes);

    private static void Write<T>(Stream stream, ReadOnlySpan<T> values, string type, IReadOnlyList<int> dimensions, ToBytes<T> toBytes)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dimensions);
        long count = dimensions.Aggregate(1L, static (product, length) => product * length);
        if (count != values.Length)
        {
            throw new ArgumentException(
                $"NPY: there are {values.Length} elements for axes of [{string.Join(", ", dimensions)}], which take {count}.", nameof(values));
        }

        stream.Write(Header(type, dimensions));
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        byte[] bytes = new byte[Marshal.SizeOf<T>()];
        foreach (T value in values)
        {
            toBytes(value, bytes);
            stream.Write(bytes);
        }
    }

    private static byte[] Header(string type, IReadOnlyList<int> dimensions)
    {
        string shape = string.Concat(dimensions.Select(static length => length.ToString(CultureInfo.InvariantCulture) + ", ")).TrimEnd(' ');
        // A tuple of one has a comma behind it, others need none.
        if (dimensions.Count != 1) shape = shape.TrimEnd(',');
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        int prefix = NpyReader.Magic.Length + 4;
        int length = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment - prefix;
        byte[] header = new byte[prefix + length];
        NpyReader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        header.AsSpan(prefix).Fill((byte)' ');
        _ = Encoding.ASCII.GetBytes(text, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }
}
