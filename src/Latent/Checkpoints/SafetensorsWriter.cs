using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>Collects named tensors and writes them as one safetensors file, byte for byte as the reference implementation does.</summary>
/// <remarks>
/// Tensors stand in descending order of <see cref="SafetensorsType"/>, then by name; metadata by key; the header is padded with spaces
/// to a multiple of 8. Equal content therefore gives equal files, whatever the order of the calls.
/// </remarks>
public sealed class SafetensorsWriter
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private sealed record Item(string Name, byte[] Utf8Name, SafetensorsType Type, long[] Shape, long ByteCount, Action<Stream> Write);

    /// <summary>Sets a string under <c>__metadata__</c>.</summary>
    public SafetensorsWriter SetMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _metadata[key] = value;
        return this;
    }

    /// <summary>Adds a float32 tensor; the memory is read when the file is written.</summary>
    /// <inheritdoc cref="Add(string, SafetensorsType, ReadOnlySpan{int}, ReadOnlyMemory{byte})"/>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) =>
        Add(name, SafetensorsType.Float32, shape, values);

    /// <summary>Adds a float64 tensor; the memory is read when the file is written.</summary>
    /// <inheritdoc cref="Add(string, SafetensorsType, ReadOnlySpan{int}, ReadOnlyMemory{byte})"/>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<double> values) =>
        Add(name, SafetensorsType.Float64, shape, values);

    /// <summary>Adds a tensor; its elements are read when the file is written, so that nothing is copied.</summary>
    /// <inheritdoc cref="Add(string, SafetensorsType, ReadOnlySpan{int}, ReadOnlyMemory{byte})"/>
    public SafetensorsWriter Add(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int size = value.DType.Size();
        SafetensorsType type = value.DType == DType.Float32 ? SafetensorsType.Float32 : SafetensorsType.Float64;
        return AddItem(name, type, value.Shape.Span, (long)value.Shape.Count * size, stream =>
        {
            if (value.DType == DType.Float32)
                WriteElements(stream, value.Span, size);
            else
                WriteElements(stream, value.DoubleSpan, size);
        });
    }

    /// <summary>Adds a tensor given as its bytes; the memory is read when the file is written.</summary>
    /// <param name="name">Unique in the file, 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Length of every axis, outermost first; empty for a scalar.</param>
    /// <param name="bytes">The elements, row-major and little-endian.</param>
    /// <exception cref="ArgumentException">The name is taken or too long, or shape and bytes do not fit together.</exception>
    public SafetensorsWriter Add(string name, SafetensorsType type, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> bytes) =>
        AddItem(name, type, shape, bytes.Length, stream => stream.Write(bytes.Span));

    /// <summary>Writes the file: a temporary one beside it, flushed to the disk, renamed over the target.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes to a stream.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Item[] ordered = [.. _items.Values];
        Array.Sort(ordered, static (a, b) => a.Type != b.Type ? b.Type.CompareTo(a.Type) : a.Utf8Name.AsSpan().SequenceCompareTo(
            b.Utf8Name));
        byte[] header = MakeHeader(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Item item in ordered)
            item.Write(stream);
    }

    internal static void ReverseElements(Span<byte> bytes, int size)
    {
        for (int i = 0; i < bytes.Length; i += size)
            bytes.Slice(i, size).Reverse();
    }

    private SafetensorsWriter Add<T>(string name, SafetensorsType type, ReadOnlySpan<int> shape, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        int size = SafetensorsTypes.BytesOf(type);
        return AddItem(name, type, shape, (long)values.Length * size, stream => WriteElements(stream, values.Span, size));
    }

    private static void WriteElements<T>(Stream stream, ReadOnlySpan<T> values, int size)
        where T : unmanaged
    {
        // In pieces: the bytes of the longest tensors cannot be counted in 31 bits.
        const int Piece = 1 << 24;
        for (; !values.IsEmpty; values = values[Math.Min(Piece, values.Length)..])
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values[..Math.Min(Piece, values.Length)]);
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(bytes);
                continue;
            }

            byte[] swapped = bytes.ToArray();
            ReverseElements(swapped, size);
            stream.Write(swapped);
        }
    }

    private SafetensorsWriter AddItem(string name, SafetensorsType type, ReadOnlySpan<int> shape, long byteCount, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        if (utf8.Length > SafetensorsHeader.MaximumNameBytes || string.Equals(name, SafetensorsHeader.MetadataKey,
            StringComparison.Ordinal))
            throw new ArgumentException(
                $"'{name}' cannot name a tensor: it is reserved or longer than {SafetensorsHeader.MaximumNameBytes} bytes.", nameof(name));
        if (shape.Length > SafetensorsHeader.MaximumRank)
            throw new ArgumentException($"'{name}' has {shape.Length} axes; at most {SafetensorsHeader.MaximumRank} can be stored.",
                nameof(shape));
        UInt128 expected = (UInt128)SafetensorsTypes.BytesOf(type);
        long[] extents = new long[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[axis], nameof(shape));
            extents[axis] = shape[axis];
            expected = UInt128.Min(expected * (UInt128)shape[axis], ulong.MaxValue);
        }

        if (expected != (UInt128)byteCount)
            throw new ArgumentException($"'{name}' [{string.Join(", ", extents)}] takes {expected} bytes, {byteCount} are given.",
                nameof(shape));
        if (!_items.TryAdd(name, new Item(name, utf8, type, extents, byteCount, write)))
            throw new ArgumentException($"'{name}' is in the file already.", nameof(name));
        return this;
    }

    private byte[] MakeHeader(Item[] ordered)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in _metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (Item item in ordered)
            {
                json.WriteStartObject(item.Name);
                json.WriteString("dtype"u8, SafetensorsTypes.NameOf(item.Type));
                json.WriteStartArray("shape"u8);
                foreach (long extent in item.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets"u8);
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += item.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        byte[] header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }
}
