using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Latent.Data.Columns;

/// <summary>Bytes in memory: intensities of images, given as byte / (levels - 1), or small whole numbers, given as they are.</summary>
/// <param name="column">Levels 2 to 256 for intensities; 0 for the numbers themselves.</param>
/// <param name="bytes">Row after row; not copied, and must not change afterwards.</param>
public sealed class ByteColumn(DataColumn column, ReadOnlyMemory<byte> bytes) : FixedColumn(column, RowsOf(column, bytes.Length))
{
    private readonly float _top = Math.Max(1, column.Levels - 1);

    /// <inheritdoc/>
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        int size = Column.Shape.Count;
        ReadOnlySpan<byte> source = bytes.Span.Slice(first * size, count * size);
        if (typeof(T) == typeof(float))
            Quotients(source, _top, MemoryMarshal.Cast<T, float>(destination));
        else
            Quotients(source, T.CreateChecked(_top), destination);
    }

    /// <summary>byte / top, correctly rounded, sixteen at a time.</summary>
    internal static void Quotients(ReadOnlySpan<byte> bytes, float top, Span<float> quotients)
    {
        int i = 0;
        for (; i <= bytes.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            // Bytes widened twice to 32 bits, which floats hold exactly.
            Vector128<byte> narrow = Vector128.Create(bytes.Slice(i, Vector128<byte>.Count));
            Vector256<ushort> words = Vector256.Create(Vector128.WidenLower(narrow), Vector128.WidenUpper(narrow));
            Vector512<uint> wide = Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));
            (Vector512.ConvertToSingle(wide.AsInt32()) / Vector512.Create(top)).CopyTo(quotients[i..]);
        }

        for (; i < bytes.Length; i++)
            quotients[i] = bytes[i] / top;
    }

    private static void Quotients<T>(ReadOnlySpan<byte> bytes, T top, Span<T> quotients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < bytes.Length; i++)
            quotients[i] = T.CreateTruncating(bytes[i]) / top;
    }

    private static int RowsOf(DataColumn column, int length)
    {
        ArgumentNullException.ThrowIfNull(column);
        int size = column.Shape.Count;
        if (size == 0 || length % size != 0)
            throw new ArgumentException($"{length} bytes are no whole number of rows of the column {column}.", nameof(column));
        return length / size;
    }
}
