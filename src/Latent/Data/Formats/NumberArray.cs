using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace Latent.Data.Formats;

/// <summary>An array in a file or in memory: how elements are stored, the length of every axis, and the elements row-major.</summary>
public sealed class NumberArray
{
    private readonly ByteSource _bytes;

    internal NumberArray(string name, ElementFormat format, ImmutableArray<int> dimensions, ByteSource bytes, long firstByte)
    {
        Name = name;
        Format = format;
        Dimensions = dimensions;
        _bytes = bytes;
        FirstByte = firstByte;
    }

    /// <summary>What messages call it: the file, and within an archive the array.</summary>
    public string Name { get; }

    /// <summary>How an element is stored.</summary>
    public ElementFormat Format { get; }

    /// <summary>The length of every axis, outermost first.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>How many elements there are.</summary>
    public long Count => _bytes.Length / Format.Size;

    /// <summary>Whether the elements lie in memory; otherwise they are read from the file as they are asked for.</summary>
    public bool IsInMemory => _bytes.Memory is not null;

    /// <summary>Where in the file the first element lies, for messages.</summary>
    internal long FirstByte { get; }

    /// <summary>The stored bytes, if they lie in memory.</summary>
    internal ReadOnlyMemory<byte>? Memory => _bytes.Memory;

    /// <summary>All elements as float64: without loss but for 64-bit integers beyond 2^53.</summary>
    /// <exception cref="InvalidOperationException">The elements are text.</exception>
    public double[] ToDoubles()
    {
        double[] values = new double[checked((int)Count)];
        Read<double>(0, values);
        return values;
    }

    /// <summary>The stored bytes in memory, read there if they are not.</summary>
    internal ReadOnlyMemory<byte> ToMemory()
    {
        if (_bytes.Memory is { } memory)
            return memory;
        byte[] bytes = new byte[checked((int)_bytes.Length)];
        _bytes.Read(0, bytes);
        return bytes;
    }

    /// <summary>All elements of an array of text.</summary>
    /// <exception cref="InvalidOperationException">The elements are numbers.</exception>
    public string[] ToStrings()
    {
        if (Format.IsNumber)
            throw new InvalidOperationException($"{Name} holds {Format}, no text.");
        string[] values = new string[checked((int)Count)];
        Encoding encoding = Format.Type == ElementType.Text8 ? Encoding.Latin1 : new UTF32Encoding(Format.IsBigEndian, byteOrderMark: false);
        byte[] element = new byte[Format.Size];
        for (int i = 0; i < values.Length; i++)
        {
            _bytes.Read((long)i * element.Length, element);
            values[i] = encoding.GetString(element).TrimEnd('\0');
        }

        return values;
    }

    /// <summary>Elements that follow one another, as floating-point numbers.</summary>
    internal void Read<T>(long first, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_bytes.Memory is { } memory)
        {
            Format.Convert(memory.Span.Slice((int)(first * Format.Size), destination.Length * Format.Size), destination);
            return;
        }

        const int piece = 1 << 16;
        byte[] buffer = new byte[Math.Min(piece, destination.Length * (long)Format.Size)];
        int elements = Math.Max(1, buffer.Length / Format.Size);
        for (int done = 0, count; done < destination.Length; done += count)
        {
            count = Math.Min(elements, destination.Length - done);
            Span<byte> bytes = buffer.AsSpan(0, count * Format.Size);
            _bytes.Read((first + done) * Format.Size, bytes);
            Format.Convert(bytes, destination.Slice(done, count));
        }
    }
}
