using System.Numerics;
using System.Runtime.InteropServices;

namespace Latent.Data.Formats;

/// <summary>How an element is stored.</summary>
/// <param name="Type">What it is.</param>
/// <param name="IsBigEndian">Whether its first byte is the most significant one.</param>
/// <param name="Size">Bytes of an element.</param>
public readonly record struct ElementFormat(ElementType Type, bool IsBigEndian, int Size)
{
    /// <summary>Whether it is a number, not text.</summary>
    public bool IsNumber => Type < ElementType.Text8;

    /// <summary>The storage of a number.</summary>
    public static ElementFormat Of(ElementType type, bool isBigEndian = false) => new(type, isBigEndian, type switch
    {
        ElementType.Boolean or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.UInt64 or ElementType.Int64 or ElementType.Float64 => 8,
        _ => throw new ArgumentException($"{type} is no number of one size.", nameof(type)),
    });

    /// <summary>As messages print it: <c>Int16 (big-endian)</c>.</summary>
    public override string ToString() => (IsNumber, IsBigEndian && Size > 1) switch
    {
        (true, false) => $"{Type}",
        (true, true) => $"{Type} (big-endian)",
        _ => $"{Type} of {(Type == ElementType.Text32 ? Size / 4 : Size)}",
    };

    /// <summary>Converts stored elements to floating-point numbers, rounding to nearest where they do not fit.</summary>
    internal void Convert<T>(ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (Type)
        {
            case ElementType.Boolean or ElementType.UInt8: Convert<byte, T>(source, destination); break;
            case ElementType.Int8: Convert<sbyte, T>(source, destination); break;
            case ElementType.UInt16: Convert<ushort, T>(source, destination); break;
            case ElementType.Int16: Convert<short, T>(source, destination); break;
            case ElementType.UInt32: Convert<uint, T>(source, destination); break;
            case ElementType.Int32: Convert<int, T>(source, destination); break;
            case ElementType.UInt64: Convert<ulong, T>(source, destination); break;
            case ElementType.Int64: Convert<long, T>(source, destination); break;
            case ElementType.Float16: Convert<Half, T>(source, destination); break;
            case ElementType.Float32: Convert<float, T>(source, destination); break;
            case ElementType.Float64: Convert<double, T>(source, destination); break;
            default: throw new InvalidOperationException($"{this} is no number.");
        }
    }

    private void Convert<TStored, T>(ReadOnlySpan<byte> source, Span<T> destination)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Size == 1 || IsBigEndian != BitConverter.IsLittleEndian)
        {
            ReadOnlySpan<TStored> stored = MemoryMarshal.Cast<byte, TStored>(source);
            for (int i = 0; i < destination.Length; i++)
                destination[i] = T.CreateTruncating(stored[i]);
            return;
        }

        Span<byte> element = stackalloc byte[sizeof(ulong)];
        element = element[..Size];
        for (int i = 0; i < destination.Length; i++)
        {
            source.Slice(i * Size, Size).CopyTo(element);
            element.Reverse();
            destination[i] = T.CreateTruncating(MemoryMarshal.Read<TStored>(element));
        }
    }
}
