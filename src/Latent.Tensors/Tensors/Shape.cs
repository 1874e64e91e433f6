using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Latent.Tensors;

/// <summary>The sizes of a tensor's axes, row-major; a value of up to <see cref="MaxRank"/> axes that allocates nothing.</summary>
/// <remarks>Written as a collection expression: <c>Shape s = [128, 784];</c>. A scalar is <c>[]</c>. Axes may have size 0.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 6;

    private readonly Sizes _sizes;

    private Shape(ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank) Throw.ShapeTooManyAxes(sizes.Length);
        long count = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] < 0) Throw.ShapeNegativeSize(sizes);
            count *= sizes[i];
            if (count > int.MaxValue) Throw.ShapeTooLarge(sizes);
            _sizes[i] = sizes[i];
        }
        Rank = sizes.Length;
        Count = (int)count;
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    // A default Shape is the scalar's: its count must be one, so the field keeps count - 1.
    private readonly int _countLessOne;

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public int Count
    {
        get => _countLessOne + 1;
        private init => _countLessOne = value - 1;
    }

    /// <summary>The size of an axis; negative axes count from the last.</summary>
    public int this[int axis] => _sizes[ResolveAxis(axis)];

    /// <summary>The sizes as a span over this value.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> Span => ((ReadOnlySpan<int>)_sizes)[..Rank];

    /// <summary>Makes a shape from sizes.</summary>
    /// <exception cref="ShapeException">More than <see cref="MaxRank"/> axes, a negative size, or over 2^31-1 elements.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>The axis as an index from the first, for an axis that may count from the last (-1).</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int ResolveAxis(int axis)
    {
        int resolved = axis < 0 ? axis + Rank : axis;
        if ((uint)resolved >= (uint)Rank) Throw.AxisOutOfRange(axis, this);
        return resolved;
    }

    /// <summary>This shape with one axis of another size.</summary>
    public Shape With(int axis, int size)
    {
        Sizes sizes = _sizes;
        sizes[ResolveAxis(axis)] = size;
        return new(((ReadOnlySpan<int>)sizes)[..Rank]);
    }

    /// <summary>This shape without one axis.</summary>
    public Shape Without(int axis)
    {
        axis = ResolveAxis(axis);
        Sizes sizes = default;
        for (int i = 0, j = 0; i < Rank; i++)
            if (i != axis) sizes[j++] = _sizes[i];
        return new(((ReadOnlySpan<int>)sizes)[..(Rank - 1)]);
    }

    /// <summary>The axes <paramref name="start"/> (inclusive) to <paramref name="end"/> (exclusive) as a shape.</summary>
    public Shape Slice(int start, int end) => new(Span[start..end]);

    /// <summary>The axes of this shape followed by those of another.</summary>
    public Shape Concat(Shape other)
    {
        Span<int> sizes = stackalloc int[Rank + other.Rank];
        Span.CopyTo(sizes);
        other.Span.CopyTo(sizes[Rank..]);
        return new(sizes);
    }

    /// <summary>Enumerates the sizes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Span.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Rank == other.Rank && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in Span) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The sizes as <c>[128, 784]</c>.</summary>
    public override string ToString() => Format(Span);

    /// <summary>Whether two shapes are equal axis by axis.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    internal static string Format(ReadOnlySpan<int> sizes)
    {
        var text = new System.Text.StringBuilder("[");
        for (int i = 0; i < sizes.Length; i++)
            text.Append(i == 0 ? "" : ", ").Append(sizes[i]);
        return text.Append(']').ToString();
    }

    /// <summary>
    /// The shape two operands broadcast to: aligned at the last axis, sizes equal or one of them 1 (NumPy's rule);
    /// false where they do not.
    /// </summary>
    internal static bool TryBroadcast(Shape a, Shape b, out Shape result)
    {
        if (a == b)
        {
            result = a;
            return true;
        }
        int rank = Math.Max(a.Rank, b.Rank);
        Span<int> sizes = stackalloc int[MaxRank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a._sizes[a.Rank - i] : 1;
            int y = i <= b.Rank ? b._sizes[b.Rank - i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                result = default;
                return false;
            }
            sizes[rank - i] = x == 1 ? y : x;
        }
        result = new(sizes[..rank]);
        return true;
    }

    [InlineArray(MaxRank)]
    private struct Sizes
    {
        private int _first;
    }
}
