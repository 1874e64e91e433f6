using System.Globalization;
using System.Numerics;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>An array of a file whose first axis runs over the examples: in memory, or on disk and read as it is asked for.</summary>
/// <remarks>
/// Values are checked: finite unless they may be missing, and one of the levels where the column has levels. What lies in memory is checked
/// at once, what is left on disk when it is read.
/// </remarks>
public sealed class ArrayColumn : FixedColumn
{
    private readonly NumberArray _array;
    private readonly double _top;

    /// <summary>A column of an array.</summary>
    /// <param name="column">Its shape must be the array's without the first axis. With levels L, the numbers are 0 .. L - 1.</param>
    /// <param name="array">The numbers.</param>
    /// <exception cref="DataFormatException">Shapes differ, or a value is none that the column can have.</exception>
    public ArrayColumn(DataColumn column, NumberArray array)
        : base(column, RowsOf(column, array))
    {
        _array = array;
        _top = column.Levels - 1;
        // Bytes that may have any value need no look.
        if (array.IsInMemory && !(array.Format.Type == ElementType.UInt8 && column.Levels is 0 or 256))
            CheckAll();
    }

    /// <inheritdoc/>
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        long start = (long)first * Column.Shape.Count;
        _array.Read(start, destination);
        Check<T>(start, destination);
        if (_top <= 0)
            return;
        T top = T.CreateTruncating(_top);
        for (int i = 0; i < destination.Length; i++)
            destination[i] /= top;
    }

    private void CheckAll()
    {
        double[] piece = new double[Math.Min(8192, (int)Math.Min(_array.Count, int.MaxValue))];
        for (long start = 0; start < _array.Count; start += piece.Length)
        {
            Span<double> values = piece.AsSpan(0, (int)Math.Min(piece.Length, _array.Count - start));
            _array.Read(start, values);
            Check<double>(start, values);
        }
    }

    private void Check<T>(long start, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            T value = values[i];
            bool known = T.IsFinite(value)
                ? _top < 0 || (value >= T.Zero && value <= T.CreateTruncating(_top) && T.IsInteger(value))
                : Column.HasMissing && T.IsNaN(value);
            if (!known)
                throw Unexpected(start + i, value.ToString(null, CultureInfo.InvariantCulture));
        }
    }

    private DataFormatException Unexpected(long element, string value)
    {
        long size = Math.Max(1, Column.Shape.Count);
        string where = string.Create(CultureInfo.InvariantCulture, $"element {element % size} of example {element / size} is {value}");
        long offset = _array.FirstByte + (element * _array.Format.Size);
        return _top >= 0
            ? new DataFormatException(_array.Name, offset, $"{where}, none of the {Column.Levels} levels 0 to {Column.Levels - 1}.",
                "Give the right number of levels; 0 takes numbers as they are.")
            : new DataFormatException(_array.Name, offset, $"{where}.",
                "If NaN means that a value is missing, say so (missing: data.source.missing=true); otherwise the data needs repair.");
    }

    private static int RowsOf(DataColumn column, NumberArray array)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(array);
        if (!array.Format.IsNumber)
            throw new DataFormatException(array.Name, null, $"it holds {array.Format}, no numbers.", "Text can only name classes.");
        if (array.Dimensions.Length == 0 || !array.Dimensions.AsSpan()[1..].SequenceEqual(column.Shape.Span))
        {
            throw new DataFormatException(array.Name, null,
                $"it has the shape [{string.Join(", ", array.Dimensions)}], which is not [examples, ...] with examples of shape {column.Shape}.",
                "The first axis must run over the examples.");
        }

        return array.Dimensions[0];
    }
}
