using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Latent.Data;

/// <summary>Element type of an IDX file; the value is the type byte of the format.</summary>
public enum IdxType
{
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 0x08,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 0x09,

    /// <summary>Signed 16-bit integer, big-endian.</summary>
    Int16 = 0x0B,

    /// <summary>Signed 32-bit integer, big-endian.</summary>
    Int32 = 0x0C,

    /// <summary>IEEE 754 binary32, big-endian.</summary>
    Float32 = 0x0D,

    /// <summary>IEEE 754 binary64, big-endian.</summary>
    Float64 = 0x0E,
}

/// <summary>The content of an IDX file: an element type, dimensions and row-major elements.</summary>
public sealed class IdxArray
{
    private readonly byte[] _bytes;

    internal IdxArray(IdxType type, ImmutableArray<int> dimensions, byte[] bytes)
    {
        Type = type;
        Dimensions = dimensions;
        _bytes = bytes;
    }

    /// <summary>Element type.</summary>
    public IdxType Type { get; }

    /// <summary>Length of every axis, outermost first.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>Number of elements.</summary>
    public int Count => _bytes.Length / SizeOf(Type);

    /// <summary>The elements as stored: row-major, big-endian. For <see cref="IdxType.UInt8"/> these are the values.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>All elements as float64, which holds every IDX type without loss.</summary>
    public double[] ToDoubles()
    {
        double[] values = new double[Count];
        int size = SizeOf(Type);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = _bytes.AsSpan(i * size, size);
            values[i] = Type switch
            {
                IdxType.UInt8 => element[0],
                IdxType.Int8 => (sbyte)element[0],
                IdxType.Int16 => BinaryPrimitives.ReadInt16BigEndian(element),
                IdxType.Int32 => BinaryPrimitives.ReadInt32BigEndian(element),
                IdxType.Float32 => BinaryPrimitives.ReadSingleBigEndian(element),
                _ => BinaryPrimitives.ReadDoubleBigEndian(element),
            };
        }

        return values;
    }

    internal static int SizeOf(IdxType type) => type switch
    {
        IdxType.UInt8 or IdxType.Int8 => 1,
        IdxType.Int16 => 2,
        IdxType.Int32 or IdxType.Float32 => 4,
        _ => 8,
    };
}
